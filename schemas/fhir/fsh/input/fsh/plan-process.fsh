// How the plan came about and ended: initiative, preparation, refusal, discharge, follow-up, closure.

Extension: InitiativeExt
Id: initiative
Title: "Initiative"
Description: "Initiativ (fields 17-19): starts the time limits."
Context: CarePlan
* ^experimental = false
* extension contains by 0..1 and need-noticed-on 0..1 and requested-by 0..1 and presumed-group 0..1 and urgent 0..1 and reason 0..1
* extension[by] ^short = "By: organisation or person who took the initiative"
* extension[by].value[x] 1..1
* extension[by].value[x] only Reference
* extension[need-noticed-on] ^short = "Need noticed on"
* extension[need-noticed-on].value[x] 1..1
* extension[need-noticed-on].value[x] only dateTime
* extension[requested-by] ^short = "Requested by"
* extension[requested-by].extension contains kind 0..1 and by 0..1 and on 0..1
* extension[requested-by].extension[kind] ^short = "Kind"
* extension[requested-by].extension[kind].value[x] 1..1
* extension[requested-by].extension[kind].value[x] only Coding
* extension[requested-by].extension[kind].valueCoding from RequesterKindVS (required)
* extension[requested-by].extension[by] ^short = "By"
* extension[requested-by].extension[by].value[x] 1..1
* extension[requested-by].extension[by].value[x] only Reference
* extension[requested-by].extension[on] ^short = "On"
* extension[requested-by].extension[on].value[x] 1..1
* extension[requested-by].extension[on].value[x] only dateTime
* extension[presumed-group] ^short = "Presumed group"
* extension[presumed-group].value[x] 1..1
* extension[presumed-group].value[x] only Coding
* extension[presumed-group].valueCoding from PresumedGroupVS (required)
* extension[urgent] ^short = "Urgent"
* extension[urgent].value[x] 1..1
* extension[urgent].value[x] only boolean
* extension[reason] ^short = "Reason: skäl och syfte"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string

Extension: PreparationExt
Id: preparation
Title: "Preparation"
Description: "Förmöte, information och kartläggning (field 23)."
Context: CarePlan
* ^experimental = false
* extension contains information-given-on 0..1 and information-given-by 0..1 and important-to-me 0..1 and consulted-on 0..1 and notes 0..1
* extension[information-given-on] ^short = "Information given on"
* extension[information-given-on].value[x] 1..1
* extension[information-given-on].value[x] only dateTime
* extension[information-given-by] ^short = "Information given by"
* extension[information-given-by].value[x] 1..1
* extension[information-given-by].value[x] only Reference
* extension[important-to-me] ^short = "Important to me: kartläggning: viktigt för mig"
* extension[important-to-me].value[x] 1..1
* extension[important-to-me].value[x] only string
* extension[consulted-on] ^short = "Consulted on: samråd som lämnar det preliminära läget (Halland)"
* extension[consulted-on].value[x] 1..1
* extension[consulted-on].value[x] only dateTime
* extension[notes] ^short = "Notes"
* extension[notes].value[x] 1..1
* extension[notes].value[x] only string

Extension: RefusalExt
Id: refusal
Title: "Refusal"
Description: "An organisation refuses a request, or the person declines (states 'refused', 'declined', 'not_needed')."
Context: CarePlan
* ^experimental = false
* extension contains by 0..1 and on 0..1 and reason 0..1
* extension[by] ^short = "By"
* extension[by].value[x] 1..1
* extension[by].value[x] only Reference
* extension[on] ^short = "On"
* extension[on].value[x] 1..1
* extension[on].value[x] only dateTime
* extension[reason] ^short = "Reason"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string

Extension: DischargeExt
Id: discharge
Title: "Discharge"
Description: "Klar för utskrivning (field 58)."
Context: CarePlan
* ^experimental = false
* extension contains ready-notice-at 0..1 and planned-on 0..1
* extension[ready-notice-at] ^short = "Ready notice at: starts the three days of 2017:612 4 kap."
* extension[ready-notice-at].value[x] 1..1
* extension[ready-notice-at].value[x] only dateTime
* extension[planned-on] ^short = "Planned on"
* extension[planned-on].value[x] 1..1
* extension[planned-on].value[x] only dateTime

Extension: ClosureExt
Id: closure
Title: "Closure"
Description: "Avslut (field 54)."
Context: CarePlan
* ^experimental = false
* extension contains on 0..1 and reason 0..1 and decided-by 0..* and consulted 0..* and comment 0..1
* extension[on] ^short = "On"
* extension[on].value[x] 1..1
* extension[on].value[x] only dateTime
* extension[reason] ^short = "Reason"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only Coding
* extension[reason].valueCoding from ClosureReasonVS (required)
* extension[decided-by] ^short = "Decided by"
* extension[decided-by].value[x] 1..1
* extension[decided-by].value[x] only Reference
* extension[consulted] ^short = "Consulted"
* extension[consulted].value[x] 1..1
* extension[consulted].value[x] only Reference
* extension[comment] ^short = "Comment"
* extension[comment].value[x] 1..1
* extension[comment].value[x] only string

Extension: FollowUpExt
Id: follow-up
Title: "Follow up"
Description: "What a follow-up meeting decided (fields 52, 53)."
Context: CarePlan
* ^experimental = false
* extension contains id 0..1 and on 0..1 and meeting 0..1 and continues 0..1 and evaluation 0..1
* extension[id] ^short = "Id"
* extension[id].value[x] 1..1
* extension[id].value[x] only id
* extension[on] ^short = "On"
* extension[on].value[x] 1..1
* extension[on].value[x] only dateTime
* extension[meeting] ^short = "Meeting"
* extension[meeting].value[x] 1..1
* extension[meeting].value[x] only Reference
* extension[continues] ^short = "Continues: fortsatt samordning? ja leder till en ny SIP (Halland)"
* extension[continues].value[x] 1..1
* extension[continues].value[x] only boolean
* extension[evaluation] ^short = "Evaluation"
* extension[evaluation].extension contains text 0..1 and subjects 0..*
* extension[evaluation].extension[text] ^short = "Text"
* extension[evaluation].extension[text].value[x] 1..1
* extension[evaluation].extension[text].value[x] only string
* extension[evaluation].extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[evaluation].extension[subjects].value[x] 1..1
* extension[evaluation].extension[subjects].value[x] only Coding
* extension[evaluation].extension[subjects].valueCoding from SubjectVS (required)

Extension: RelatedPlanExt
Id: related-plan
Title: "Related plan"
Description: "Besläktad plan (field 3)."
Context: CarePlan
* ^experimental = false
* extension contains kind 0..1 and organisation 0..1 and reference 0..1
* extension[kind] ^short = "Kind"
* extension[kind].value[x] 1..1
* extension[kind].value[x] only Coding
* extension[kind].valueCoding from RelatedPlanKindVS (required)
* extension[organisation] ^short = "Organisation"
* extension[organisation].value[x] 1..1
* extension[organisation].value[x] only Reference
* extension[reference] ^short = "Reference"
* extension[reference].value[x] 1..1
* extension[reference].value[x] only string

CodeSystem: RequesterKindCS
Id: requester-kind
Title: "Requester kind"
Description: "Who asked for the plan."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #person "Person"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde"
* #child "Child"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Barnet"
* #guardian "Guardian"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vårdnadshavare"
* #relative "Relative"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Närstående"
* #legal-representative "Legal representative"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Laglig företrädare"
* #staff "Staff"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Personal"
* #organisation "Organisation"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Verksamhet"

ValueSet: RequesterKindVS
Id: requester-kind
Title: "Requester kind"
Description: "Every code of requester kind."
* ^experimental = false
* include codes from system RequesterKindCS

CodeSystem: PresumedGroupCS
Id: presumed-group
Title: "Presumed group"
Description: "Groups for which the need of a plan is presumed (Värmland)."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #dual-diagnosis "Dual diagnosis"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samsjuklighet"
* #severe-mental-illness-with-disability "Severe mental illness with disability"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Allvarlig psykisk sjukdom med funktionsnedsättning"
* #young-with-wide-needs "Young with wide needs"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ung med omfattande behov"
* #dementia "Dementia"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Demenssjukdom"

ValueSet: PresumedGroupVS
Id: presumed-group
Title: "Presumed group"
Description: "Every code of presumed group."
* ^experimental = false
* include codes from system PresumedGroupCS

CodeSystem: ClosureReasonCS
Id: closure-reason
Title: "Closure reason"
Description: "Why a plan was closed."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #goals-met "Goals met"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Målen är nådda"
* #no-longer-relevant "No longer relevant"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen är inte längre aktuell"
* #needs-met "Needs met"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Behoven är tillgodosedda"
* #moved "Moved"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Flytt"
* #deceased "Deceased"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Dödsfall"

ValueSet: ClosureReasonVS
Id: closure-reason
Title: "Closure reason"
Description: "Every code of closure reason."
* ^experimental = false
* include codes from system ClosureReasonCS

CodeSystem: RelatedPlanKindCS
Id: related-plan-kind
Title: "Related plan kind"
Description: "Other plans about the same person."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #lss "Plan under LSS"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Individuell plan enligt LSS"
* #vardplan "Vårdplan (care plan)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vårdplan"
* #genomforandeplan "Genomförandeplan (implementation plan)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Genomförandeplan"
* #samordnad-vardplan "Samordnad vårdplan (coordinated care plan)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samordnad vårdplan"
* #utskrivningsplan "Utskrivningsplan (discharge plan)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Utskrivningsplan"
* #other "Other"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Annan plan"

ValueSet: RelatedPlanKindVS
Id: related-plan-kind
Title: "Related plan kind"
Description: "Every code of related plan kind."
* ^experimental = false
* include codes from system RelatedPlanKindCS
