// Attached documents and their bytes.

Profile: SipAttachment
Parent: DocumentReference
Id: sip-attachment
Title: "Document attached to a SIP"
Description: "A scan, a signed form, the source document. The bytes are in a Binary of the same message."
* ^experimental = false
* identifier 1..1
* type 1..1
* type from AttachmentKindVS (required)
* content 1..1
* content.attachment.contentType 1..1
* content.attachment.url 1..1
* content.attachment.data 0..0

Profile: SipBinary
Parent: Binary
Id: sip-binary
Title: "Bytes of an attached document"
Description: "Labelled as the document is."
* ^experimental = false
* data 1..1

CodeSystem: AttachmentKindCS
Id: attachment-kind
Title: "Attachment kind"
Description: "What an attached document is."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #plan-document "Plan document"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Planen som dokument"
* #signed-plan "Signed plan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Undertecknad plan"
* #signed-consent "Signed consent"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Undertecknat samtycke"
* #source "Source"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Källdokument"
* #other "Other"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Annan bilaga"

ValueSet: AttachmentKindVS
Id: attachment-kind
Title: "Attachment kind"
Description: "Every code of attachment kind."
* ^experimental = false
* include codes from system AttachmentKindCS
