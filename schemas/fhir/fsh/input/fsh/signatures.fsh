// Signatures under the plan.

Profile: SipSignature
Parent: Provenance
Id: sip-signature
Title: "Signature under a SIP"
Description: "Who signed as what, when and how. signature only for electronic ones."
* ^experimental = false
* target 1..1
* target only Reference(CarePlan)
* agent 1..1
* agent.role 1..1
* agent.role from SignatureRoleVS (required)
* activity 1..1
* activity from SignatureFormVS (required)

CodeSystem: SignatureFormCS
Id: signature-form
Title: "Signature form"
Description: "How a signature was given."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #paper "Paper"
  * ^designation[0].language = #sv
  * ^designation[=].value = "På papper"
* #oral "Oral"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Muntligt"
* #electronic "Electronic"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Elektroniskt"

ValueSet: SignatureFormVS
Id: signature-form
Title: "Signature form"
Description: "Every code of signature form."
* ^experimental = false
* include codes from system SignatureFormCS

CodeSystem: SignatureRoleCS
Id: signature-role
Title: "Signature role"
Description: "As what somebody signs."
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
* #representative "Representative"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Företrädare"
* #participant "Participant"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Deltagare"
* #coordinator "Coordinator"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Samordnare"

ValueSet: SignatureRoleVS
Id: signature-role
Title: "Signature role"
Description: "Every code of signature role."
* ^experimental = false
* include codes from system SignatureRoleCS
