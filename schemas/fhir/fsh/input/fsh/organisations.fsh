// Whoever has its own secrecy, record and inbox, and the bodies answerable by law.

Profile: SipOrganization
Parent: Organization
Id: sip-organization
Title: "Organisation in a SIP"
Description: "An organisation that takes part, or a huvudman that answers by law. The official identifier is its directory id."
* ^experimental = false
* identifier 1..*
* type 1..1
* type from OrganisationKindVS (required)
* name 1..1
* extension contains ActsForExt named actsFor 0..1

Extension: ActsForExt
Id: acts-for
Title: "Acts for"
Description: "The huvudman that hired a private provider."
Context: Organization
* ^experimental = false
* value[x] 1..1
* value[x] only Reference(Organization)

CodeSystem: OrganisationKindCS
Id: organisation-kind
Title: "Organisation kind"
Description: "What an organisation is."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #region "Region"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Region"
* #municipality "Municipality"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kommun"
* #municipal-board "Municipal board"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kommunal nämnd"
* #care-provider "Care provider"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vårdgivare"
* #private-provider "Private provider"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Privat utförare"
* #municipal-school "Municipal school"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kommunal skola"
* #independent-school "Independent school"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Fristående skola"
* #pupil-health "Pupil health"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Elevhälsans medicinska del"
* #authority "Authority"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Myndighet"
* #coordination-association "Coordination association"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samordningsförbund"
* #voluntary "Voluntary"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ideell organisation"
* #other "Other"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Annan verksamhet"

ValueSet: OrganisationKindVS
Id: organisation-kind
Title: "Organisation kind"
Description: "Every code of organisation kind."
* ^experimental = false
* include codes from system OrganisationKindCS
