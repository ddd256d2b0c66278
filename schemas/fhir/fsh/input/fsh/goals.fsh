// Goals, and how far they were reached.

Profile: SipGoal
Parent: Goal
Id: sip-goal
Title: "Goal in a SIP"
Description: "An overall goal, or a sub-goal of a need. That it is partly reached is said in our code alone."
* ^experimental = false
* identifier 1..1
* category 1..*
* description.text 1..1
* subject only Reference(Patient)
* addresses only Reference(SipNeed)
* target ..1
* target.detail[x] 0..0
* extension contains OwnWordsExt named ownWords 0..1 and PartyExt named party 0..1

Profile: SipAttainment
Parent: Observation
Id: sip-attainment
Title: "Attainment of a sub-goal"
Description: "One judgement of how far a sub-goal was reached."
* ^experimental = false
* code = ItemCS#attainment
* focus 1..1
* focus only Reference(SipGoal)
* value[x] 1..1
* value[x] only CodeableConcept
* subject 1..1

Extension: OwnWordsExt
Id: own-words
Title: "Own words"
Description: "Whether the goal stands in the person's or the family's own words."
Context: Goal
* ^experimental = false
* value[x] 1..1
* value[x] only boolean

Extension: NeedAreaExt
Id: need-area
Title: "Need area"
Description: "What kind of need (Halland, d)."
Context: Condition
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from NeedAreaVS (required)

Extension: PartyExt
Id: party
Title: "Party"
Description: "A party that R4 does not let stand in the element: an organisation, or the person."
Context: Goal, Encounter.participant, Appointment.participant
* ^experimental = false
* value[x] 1..1
* value[x] only Reference

CodeSystem: GoalOwnerCS
Id: goal-owner
Title: "Goal owner"
Description: "Whose overall goal it is (Halland, b)."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #person "Person"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde"
* #family "Family"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Familjen"

ValueSet: GoalOwnerVS
Id: goal-owner
Title: "Goal owner"
Description: "Every code of goal owner."
* ^experimental = false
* include codes from system GoalOwnerCS

CodeSystem: NeedAreaCS
Id: need-area
Title: "Need area"
Description: "What kind of need (Halland, d)."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #psychological "Psychological"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Psykiskt"
* #physical "Physical"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Fysiskt"
* #social "Social"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Socialt"

ValueSet: NeedAreaVS
Id: need-area
Title: "Need area"
Description: "Every code of need area."
* ^experimental = false
* include codes from system NeedAreaCS

CodeSystem: AttainedCS
Id: attained
Title: "Attained"
Description: "How far a sub-goal is reached (Halland, follow-up b)."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #fulfilled "Fulfilled"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Målet är nått"
* #partly "Partly"
  * ^designation[0].language = #sv
  * ^designation[=].value = "En bit på väg"
* #not "Not"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Inte nått än"

ValueSet: AttainedVS
Id: attained
Title: "Attained"
Description: "Every code of attained."
* ^experimental = false
* include codes from system AttainedCS

CodeSystem: ItemCS
Id: item
Title: "Item"
Description: "What kind of item a resource is, where one type of R4 serves several of ours."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #overall-goal "Overall goal"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Övergripande mål"
* #sub-goal "Sub goal"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Delmål"
* #intervention "Intervention"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Insats"
* #other-measure "Other measure"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Åtgärd av andra"
* #call "Call"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kallelse"
* #planned-follow-up "Planned follow up"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planerad uppföljning"
* #meeting "Meeting"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Möte"
* #attainment "Attainment"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Måluppfyllelse"
* #deny-unless-permitted "Deny unless permitted"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Nekat om det inte är medgivet"

ValueSet: ItemVS
Id: item
Title: "Item"
Description: "Every code of item."
* ^experimental = false
* include codes from system ItemCS
