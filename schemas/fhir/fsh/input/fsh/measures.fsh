// What is done, by whom, and who answers for it by law.

Profile: SipMeasure
Parent: ServiceRequest
Id: sip-measure
Title: "Measure in a SIP"
Description: "An intervention, or a measure by others than municipality and region. R4 reads several performers as alternatives: at most one stands in performer."
* ^experimental = false
* identifier 1..1
* intent = #plan
* category 1..1
* category from ItemVS (required)
* code 1..1
* code.text 1..1
* performer ..1
* subject only Reference(Patient)
* occurrence[x] only Timing
* performerType from OtherPerformerVS (required)
* reasonReference only Reference(SipNeed)
* status.extension contains MeasureStatusExt named measureStatus 0..1
* obeys sip-measure-status
* extension contains ResponsibleHuvudmanExt named responsibleHuvudman 0..1 and SharedWithExt named sharedWith 0..*

Invariant: sip-measure-status
Description: "The national status stands beside the status of R4; where the source says none, the status is unknown."
Severity: #error
Expression: "status = 'unknown' xor status.extension.where(url = 'https://w3id.org/samspel/fhir/StructureDefinition/measure-status').exists()"

Extension: ResponsibleHuvudmanExt
Id: responsible-huvudman
Title: "Responsible huvudman"
Description: "The huvudman that answers for the measure by law."
Context: ServiceRequest
* ^experimental = false
* value[x] 1..1
* value[x] only Reference(Organization)

Extension: SharedWithExt
Id: shared-with
Title: "Shared with"
Description: "Another who performs the measure together with the performer."
Context: ServiceRequest
* ^experimental = false
* value[x] 1..1
* value[x] only Reference(Organization or PractitionerRole)

Extension: MeasureStatusExt
Id: measure-status
Title: "Measure status"
Description: "The national status of the measure, of six values; ours and SNOMED CT."
Context: ServiceRequest.status
* ^experimental = false
* value[x] 1..1
* value[x] only CodeableConcept

CodeSystem: MeasureStatusCS
Id: measure-status
Title: "Measure status"
Description: "Status of a measure: the six national values (SNOMED CT in 'mappings/codes')."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #planned "Planned"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planerat"
* #ongoing "Ongoing"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Pågår"
* #performed "Performed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Klart"
* #not-performed "Not performed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Blev inte av"
* #interrupted "Interrupted"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avbrutet"
* #cancelled "Cancelled"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Inställt"

ValueSet: MeasureStatusVS
Id: measure-status
Title: "Measure status"
Description: "Every code of measure status."
* ^experimental = false
* include codes from system MeasureStatusCS

CodeSystem: OtherPerformerCS
Id: other-performer
Title: "Other performer"
Description: "Who performs a measure that is neither the municipality's nor the region's."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #independent-school "Independent school"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Fristående skola"
* #forsakringskassan "Försäkringskassan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Försäkringskassan"
* #arbetsformedlingen "Arbetsförmedlingen"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Arbetsförmedlingen"
* #authority "Authority"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Myndighet"
* #person "Person"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde"
* #relative "Relative"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Närstående"
* #voluntary "Voluntary"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ideell organisation"
* #other "Other"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Någon annan"

ValueSet: OtherPerformerVS
Id: other-performer
Title: "Other performer"
Description: "Every code of other performer."
* ^experimental = false
* include codes from system OtherPerformerCS
