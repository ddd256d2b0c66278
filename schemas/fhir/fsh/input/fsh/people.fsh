// The natural persons of a plan: names, contact, protected identity, languages, mandates.

Profile: SipPatient
Parent: Patient
Id: sip-patient
Title: "Person in a SIP"
Description: "The one whom the plan is about."
* ^experimental = false
* identifier 1..*
* name 1..1
* extension contains CommunicationSupportExt named communicationSupport 0..*
* contact 0..0
* link 0..0

Profile: SipRelatedPerson
Parent: RelatedPerson
Id: sip-related-person
Title: "Guardian, representative, relative or supporter in a SIP"
Description: "Somebody near the person; the relationship says by what right."
* ^experimental = false
* identifier 1..*
* relationship 1..1
* relationship.coding 1..*
* name 1..1
* extension contains InterpreterNeededExt named interpreterNeeded 0..1 and OrganisationExt named organisation 0..1
* patient only Reference(Patient)

Profile: SipPractitioner
Parent: Practitioner
Id: sip-practitioner
Title: "Human being who takes part for an organisation"
Description: "Name, contact at work and HSA-id."
* ^experimental = false
* name 1..1

Profile: SipPractitionerRole
Parent: PractitionerRole
Id: sip-practitioner-role
Title: "Participant in a SIP"
Description: "Somebody who takes part for an organisation; the plan points at this."
* ^experimental = false
* identifier 1..1
* practitioner 1..1
* organization 1..1

Extension: CommunicationSupportExt
Id: communication-support
Title: "Communication support"
Description: "Kommunikationsstöd: what the person needs to understand and be understood."
Context: Patient
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: InterpreterNeededExt
Id: interpreter-needed
Title: "Interpreter needed"
Description: "Behov av tolk. The standard extension may stand on Patient only."
Context: RelatedPerson
* ^experimental = false
* value[x] 1..1
* value[x] only boolean

Extension: OrganisationExt
Id: organisation
Title: "Organisation"
Description: "The organisation that somebody belongs to, where R4 has no element for it."
Context: RelatedPerson, CareTeam.participant
* ^experimental = false
* value[x] 1..1
* value[x] only Reference(Organization)

Extension: PeriodAsWrittenExt
Id: period-as-written
Title: "Period as written"
Description: "A start and an end of which nobody can tell that the start is first (2026 to 2026-03). R4 refuses them as a Period; we do not change what was written."
Context: Period
* ^experimental = false
* extension contains start 1..1 and end 1..1
* extension[start].value[x] 1..1
* extension[start].value[x] only dateTime
* extension[end].value[x] 1..1
* extension[end].value[x] only dateTime

CodeSystem: ProtectionCS
Id: protection
Title: "Protection"
Description: "Skyddade personuppgifter; the codes are those of HL7 Sweden's security labels."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #sekretessmarkering "Sekretessmarkering (confidentiality flag)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Sekretessmarkering"
* #skyddadFolkbokforing "Skyddad folkbokföring (protected registration)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skyddad folkbokföring"

ValueSet: ProtectionVS
Id: protection
Title: "Protection"
Description: "Every code of protection."
* ^experimental = false
* include codes from system ProtectionCS

CodeSystem: MandateCS
Id: mandate
Title: "Mandate"
Description: "By what right somebody speaks for the person."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #self "Self"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde själv"
* #guardian "Guardian"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vårdnadshavare"
* #god-man "God man (appointed representative)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "God man"
* #forvaltare "Förvaltare (administrator)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Förvaltare"
* #fullmakt "Holder of fullmakt (power of attorney)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ombud med fullmakt"
* #framtidsfullmakt "Holder of framtidsfullmakt (lasting power of attorney)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ombud med framtidsfullmakt"

ValueSet: MandateVS
Id: mandate
Title: "Mandate"
Description: "Every code of mandate."
* ^experimental = false
* include codes from system MandateCS

CodeSystem: SupporterKindCS
Id: supporter-kind
Title: "Supporter kind"
Description: "Who supports the person without a mandate."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #stodperson "Stödperson (support person)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Stödperson"
* #personligt-ombud "Personligt ombud (personal ombudsman)"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Personligt ombud"
* #other "Other"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Annat stöd"

ValueSet: SupporterKindVS
Id: supporter-kind
Title: "Supporter kind"
Description: "Every code of supporter kind."
* ^experimental = false
* include codes from system SupporterKindCS

CodeSystem: RoleCS
Id: role
Title: "Role"
Description: "As what somebody stands in a resource."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #person "Person"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den enskilde"
* #guardian "Guardian"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vårdnadshavare"
* #representative "Representative"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Företrädare"
* #relative "Relative"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Närstående"
* #supporter "Supporter"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Stödjande person"
* #participant "Participant"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Deltagare"
* #coordinator "Coordinator"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samordnare"
* #fixed-care-contact "Fixed care contact"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Fast vårdkontakt"
* #convener "Convener"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Sammankallande"
* #party "Party"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kallad eller inbjuden"
* #leader "Leader"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Mötesledare"
* #secretary "Secretary"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Sekreterare"
* #attendee "Attendee"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Närvarande eller saknad"

ValueSet: RoleVS
Id: role
Title: "Role"
Description: "Every code of role."
* ^experimental = false
* include codes from system RoleCS
