// A need of the person. Its category is ours, so that a social need never surfaces as a diagnosis.

CodeSystem: ConditionCategoryCS
Id: condition-category
Title: "Condition categories of a SIP"
Description: "Marks a Condition as a need in a coordinated individual plan."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #need "Need in a coordinated individual plan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Behov i en samordnad individuell plan"

Profile: SipNeed
Parent: Condition
Id: sip-need
Title: "Need in a SIP"
Description: "A need or problem that the plan answers, in the words of the plan."
* ^experimental = false
* identifier 1..1
* category 1..1
* category = ConditionCategoryCS#need
* code 1..1
* code.text 1..1
* code ^short = "The need as text; ICF optional"
* subject only Reference(Patient)
* encounter 0..0
* stage 0..0
* extension contains NeedAreaExt named needArea 0..1
