// The plan itself, and what R4 has no element for.

Profile: SipCarePlan
Parent: CarePlan
Id: sip-care-plan
Title: "SIP, coordinated individual plan"
Description: "One version of one plan. The state of our lifecycle stands in an extension; status follows from it."
* ^experimental = false
* intent = #plan
* title 1..1
* category 2..2
* subject only Reference(Patient)
* activity.detail 0..0
* activity.reference 1..1
* activity.reference only Reference(ServiceRequest)
* goal only Reference(SipGoal)
* addresses only Reference(SipNeed)
* extension contains PlanVersionExt named planVersion 0..1 and ParentVersionExt named parentVersion 0..1 and PlanStateExt named planState 1..1 and TriggerExt named trigger 0..1 and ContentExt named content 0..1 and NoOtherMeasuresExt named noOtherMeasures 0..1 and NotApprovedReasonExt named notApprovedReason 0..1 and InitiativeExt named initiative 0..1 and PreparationExt named preparation 0..1 and RefusalExt named refusal 0..1 and DischargeExt named discharge 0..1 and PlacementExt named placement 0..1 and CrisisPlanExt named crisisplan 0..1 and ClosureExt named closure 0..1 and RelatedPlanExt named relatedplan 0..* and StrengthExt named strength 0..* and CurrentSupportExt named currentsupport 0..* and PlacementAssessmentExt named placementassessment 0..* and FollowUpExt named followup 0..*

Extension: PlanVersionExt
Id: plan-version
Title: "Plan version"
Description: "Version of the plan, counted by its home. Servers overwrite meta.versionId."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only unsignedInt or decimal

Extension: ParentVersionExt
Id: parent-version
Title: "Parent version"
Description: "Content hash of the version that this one builds on."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: PlanStateExt
Id: plan-state
Title: "Plan state"
Description: "Where a plan is in its life."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from PlanStateVS (required)

Extension: TriggerExt
Id: trigger
Title: "Trigger"
Description: "What made the plan needed."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from TriggerVS (required)

Extension: ContentExt
Id: content
Title: "Content"
Description: "Whether the plan is said in fields, or is one document."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from ContentVS (required)

Extension: NoOtherMeasuresExt
Id: no-other-measures
Title: "No other measures"
Description: "An explicit none: nobody but municipality and region does anything."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only boolean

Extension: NotApprovedReasonExt
Id: not-approved-reason
Title: "Not approved reason"
Description: "Why the plan is not to be shown for the person."
Context: CarePlan
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: SourceRevisionExt
Id: source-revision
Title: "Source revision"
Description: "Version number of the plan in the system it was written in."
Context: CarePlan.identifier
* ^experimental = false
* value[x] 1..1
* value[x] only unsignedInt or decimal

Extension: SubjectExt
Id: subject
Title: "Subject"
Description: "What the summary is about."
Context: CarePlan.description
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from SubjectVS (required)

CodeSystem: PlanKindCS
Id: plan-kind
Title: "Plan kind"
Description: "SIP between municipality and region, or L-SIP between the boards of one municipality."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #sip "SIP"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samordnad individuell plan"
* #l-sip "L-SIP"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Lokalt samordnad individuell plan"

ValueSet: PlanKindVS
Id: plan-kind
Title: "Plan kind"
Description: "Every code of plan kind."
* ^experimental = false
* include codes from system PlanKindCS

CodeSystem: TriggerCS
Id: trigger
Title: "Trigger"
Description: "What made the plan needed."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #discharge "Discharge"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Utskrivning från sjukhus"
* #need "Need"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Behov av samordning"
* #request "Request"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Någon har bett om en plan"
* #new-plan "New plan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ny plan efter en tidigare"

ValueSet: TriggerVS
Id: trigger
Title: "Trigger"
Description: "Every code of trigger."
* ^experimental = false
* include codes from system TriggerCS

CodeSystem: ContentCS
Id: content
Title: "Content"
Description: "Whether the plan is said in fields, or is one document."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #structured "Structured"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen står i fält"
* #document "Document"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen är ett dokument"

ValueSet: ContentVS
Id: content
Title: "Content"
Description: "Every code of content."
* ^experimental = false
* include codes from system ContentCS

CodeSystem: PlanStateCS
Id: plan-state
Title: "Plan state"
Description: "Where a plan is in its life."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #initiated "Initiated"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Initierad"
* #declined "Declined"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde tackade nej"
* #refused "Refused"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Begäran nekad"
* #not-needed "Not needed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Bedömdes inte behövas"
* #prepared "Prepared"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Förberedd"
* #called "Called"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kallad"
* #preliminary "Preliminary"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Preliminär"
* #established "Established"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Upprättad"
* #followed-up "Followed up"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Uppföljd"
* #replaced "Replaced"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ersatt av ny plan"
* #closed "Closed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avslutad"
* #withdrawn "Withdrawn"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samtycket återtaget"
* #nullified "Nullified"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Makulerad"

ValueSet: PlanStateVS
Id: plan-state
Title: "Plan state"
Description: "Every code of plan state."
* ^experimental = false
* include codes from system PlanStateCS

CodeSystem: PlanEventCS
Id: plan-event
Title: "Plan event"
Description: "What moves a plan."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #person-declined "Person declined"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde tackar nej"
* #organisation-refused "Organisation refused"
  * ^designation[0].language = #sv
  * ^designation[=].value = "En verksamhet nekar begäran"
* #judged-not-needed "Judged not needed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen bedöms inte behövas"
* #consented "Consented"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samtycke lämnas"
* #call-sent "Call sent"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kallelse skickas"
* #drawn-up-without-guardian "Drawn up without guardian"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen tas fram utan vårdnadshavaren på mötet"
* #agreed "Agreed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen beslutas"
* #followed-up "Followed up"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen följs upp"
* #new-plan-written "New plan written"
  * ^designation[0].language = #sv
  * ^designation[=].value = "En ny plan skrivs"
* #ended "Ended"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen avslutas"
* #consent-withdrawn "Consent withdrawn"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samtycket tas tillbaka"
* #found-wrong "Found wrong"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen visar sig vara fel"

ValueSet: PlanEventVS
Id: plan-event
Title: "Plan event"
Description: "Every code of plan event."
* ^experimental = false
* include codes from system PlanEventCS

CodeSystem: CarePlanStatusCS
Id: care-plan-status
Title: "Care plan status"
Description: "CarePlan.status of FHIR R4, as far as a SIP uses it."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #draft "Draft"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Utkast"
* #active "Active"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Gäller"
* #completed "Completed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avslutad"
* #revoked "Revoked"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Upphävd"
* #entered-in-error "Entered in error"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Felaktigt införd"

ValueSet: CarePlanStatusVS
Id: care-plan-status
Title: "Care plan status"
Description: "Every code of care plan status."
* ^experimental = false
* include codes from system CarePlanStatusCS
