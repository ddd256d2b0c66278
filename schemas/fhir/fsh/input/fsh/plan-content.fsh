// What the plan says beside needs, goals and measures.

Extension: StrengthExt
Id: strength
Title: "Strength"
Description: "Resurs (field 28)."
Context: CarePlan
* ^experimental = false
* extension contains id 0..1 and kind 0..1 and text 0..1 and subjects 0..*
* extension[id] ^short = "Id"
* extension[id].value[x] 1..1
* extension[id].value[x] only id
* extension[kind] ^short = "Kind"
* extension[kind].value[x] 1..1
* extension[kind].value[x] only Coding
* extension[kind].valueCoding from StrengthKindVS (required)
* extension[text] ^short = "Text"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)

Extension: CurrentSupportExt
Id: current-support
Title: "Current support"
Description: "Pågående stöd (field 30), per organisation."
Context: CarePlan
* ^experimental = false
* extension contains id 0..1 and organisation 0..1 and text 0..1 and subjects 0..*
* extension[id] ^short = "Id"
* extension[id].value[x] 1..1
* extension[id].value[x] only id
* extension[organisation] ^short = "Organisation"
* extension[organisation].value[x] 1..1
* extension[organisation].value[x] only Reference
* extension[text] ^short = "Text"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)

Extension: PlacementExt
Id: placement
Title: "Placement"
Description: "Placering (field 43)."
Context: CarePlan
* ^experimental = false
* extension contains id 0..1 and kind 0..1 and start 0..1 and end 0..1 and decided-by 0..1 and text 0..1 and subjects 0..*
* extension[id] ^short = "Id"
* extension[id].value[x] 1..1
* extension[id].value[x] only id
* extension[kind] ^short = "Kind"
* extension[kind].value[x] 1..1
* extension[kind].value[x] only Coding
* extension[kind].valueCoding from PlacementKindVS (required)
* extension[start] ^short = "Start"
* extension[start].value[x] 1..1
* extension[start].value[x] only dateTime
* extension[end] ^short = "End"
* extension[end].value[x] 1..1
* extension[end].value[x] only dateTime
* extension[decided-by] ^short = "Decided by"
* extension[decided-by].value[x] 1..1
* extension[decided-by].value[x] only Reference
* extension[text] ^short = "Text"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)

Extension: PlacementAssessmentExt
Id: placement-assessment
Title: "Placement assessment"
Description: "Socialtjänstens eller BUP:s bedömning inför placering (field 43)."
Context: CarePlan
* ^experimental = false
* extension contains id 0..1 and organisation 0..1 and text 0..1 and on 0..1 and subjects 0..*
* extension[id] ^short = "Id"
* extension[id].value[x] 1..1
* extension[id].value[x] only id
* extension[organisation] ^short = "Organisation"
* extension[organisation].value[x] 1..1
* extension[organisation].value[x] only Reference
* extension[text] ^short = "Text"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[on] ^short = "On"
* extension[on].value[x] 1..1
* extension[on].value[x] only dateTime
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)

Extension: CrisisPlanExt
Id: crisis-plan
Title: "Crisis plan"
Description: "Krisplan (field 44)."
Context: CarePlan
* ^experimental = false
* extension contains text 0..1 and subjects 0..*
* extension[text] ^short = "Text"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)

CodeSystem: StrengthKindCS
Id: strength-kind
Title: "Strength kind"
Description: "What kind of resource (Halland, c)."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #traits "Traits"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Egenskaper"
* #network "Network"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Nätverk"
* #motivation "Motivation"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Motivation"
* #abilities "Abilities"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Förmågor"

ValueSet: StrengthKindVS
Id: strength-kind
Title: "Strength kind"
Description: "Every code of strength kind."
* ^experimental = false
* include codes from system StrengthKindCS

CodeSystem: PlacementKindCS
Id: placement-kind
Title: "Placement kind"
Description: "Where a person is placed."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #familjehem "Familjehem (family home)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Familjehem"
* #hvb "HVB (home for care or residence)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hem för vård eller boende (HVB)"
* #sis "SiS (state institution)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hem hos Statens institutionsstyrelse (SiS)"
* #stodboende "Stödboende (supported housing)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Stödboende"
* #other "Other"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Annan placering"

ValueSet: PlacementKindVS
Id: placement-kind
Title: "Placement kind"
Description: "Every code of placement kind."
* ^experimental = false
* include codes from system PlacementKindCS
