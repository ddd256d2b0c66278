// Messages between gateways.

Profile: SipMessage
Parent: Bundle
Id: sip-message
Title: "Message between gateways"
Description: "Always addressed by its MessageHeader; what is sent of a plan is frozen, the header is new each time."
* ^experimental = false
* type = #message
* total 0..0
* entry 1..*
* entry.fullUrl 1..1
* entry.resource 1..1
* entry.request 0..0
* entry.response 0..0
* entry.search 0..0
* entry ^slicing.discriminator[0].type = #type
* entry ^slicing.discriminator[0].path = "resource"
* entry ^slicing.rules = #open
* entry contains header 1..1
* entry[header].resource only SipMessageHeader

Profile: SipMessageHeader
Parent: MessageHeader
Id: sip-message-header
Title: "Header of a message"
Description: "Which message, from whom and to whom. The endpoints are random routing keys that name nobody."
* ^experimental = false
* event[x] only Coding
* eventCoding from MessageKindVS (required)
* definition 1..1
* destination ..1
* response.identifier 1..1

Profile: SipTask
Parent: Task
Id: sip-task
Title: "What the receiver is asked, or tells"
Description: "Record this copy; a withdrawal, a nullification, an end of participation, a hand-over; or what became of a copy. Also a test, and what is known of a copy after a restored back-up."
* ^experimental = false
* code 1..1
* code from MessageKindVS (required)
* intent = #order
* input.type from DetailVS (required)
* output.type from DetailVS (required)
* businessStatus from CopyStateVS (required)

Profile: SipOutcome
Parent: OperationOutcome
Id: sip-outcome
Title: "Why a message was not taken"
Description: "Stable codes of findings; never a value that was found."
* ^experimental = false
* issue.details 1..1
* issue.details.coding 1..1

CodeSystem: FindingCS
Id: finding
Title: "Findings"
Description: "Stable codes SIP001 and up; the list with its texts in Swedish and English is in the documentation."
* ^caseSensitive = true
* ^content = #not-present
* ^experimental = false

CodeSystem: MessageKindCS
Id: message-kind
Title: "Message kind"
Description: "What a message is. Only 'plan' carries plan content; the others carry ids, dates and codes."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #plan "Plan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Plan"
* #withdrawal "Withdrawal"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Återtaget samtycke"
* #withdrawal-report "Withdrawal report"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Anmälan om återtaget samtycke"
* #nullification "Nullification"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Makulering"
* #end-of-participation "End of participation"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avslutat deltagande"
* #hand-over "Hand over"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Överlämnat ansvar"
* #response "Response"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Svar"
* #status "Status"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Status för en kopia"
* #ping "Ping"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Provmeddelande"
* #ping-answer "Ping answer"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Svar på provmeddelande"
* #reconcile "Reconcile"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avstämning"
* #reconcile-answer "Reconcile answer"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Svar på avstämning"

ValueSet: MessageKindVS
Id: message-kind
Title: "Message kind"
Description: "Every code of message kind."
* ^experimental = false
* include codes from system MessageKindCS

CodeSystem: CopyKindCS
Id: copy-kind
Title: "Copy kind"
Description: "What kind of thing is copied; part of the copy id."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #plan "Plan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Plan"

ValueSet: CopyKindVS
Id: copy-kind
Title: "Copy kind"
Description: "Every code of copy kind."
* ^experimental = false
* include codes from system CopyKindCS

CodeSystem: EvidenceCS
Id: evidence
Title: "Evidence"
Description: "How we know that a copy is recorded."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #system-receipt "System receipt"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kvitto från journalsystemet"
* #person-confirmed "Person confirmed"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Bekräftat av en person"
* #handed-in "Handed in"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skriven i den egna journalen"

ValueSet: EvidenceVS
Id: evidence
Title: "Evidence"
Description: "Every code of evidence."
* ^experimental = false
* include codes from system EvidenceCS

CodeSystem: CopyStateCS
Id: copy-state
Title: "Copy state"
Description: "What has become of one recipient's copy of one version."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #awaiting-consent "Awaiting consent"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Väntar på samtycke"
* #withheld "Withheld"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hålls inne"
* #prepared "Prepared"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Förberedd"
* #sent "Sent"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skickad"
* #received "Received"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Mottagen"
* #rejected "Rejected"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avvisad"
* #misdirected "Misdirected"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Fel mottagare"
* #awaiting-registration "Awaiting registration"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Väntar på att personen registreras"
* #forwarded "Forwarded"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vidaresänd inom huvudmannen"
* #handed-over "Handed over"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Överlämnad, inte bekräftad"
* #recorded "Recorded"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Journalförd"
* #superseded "Superseded"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ersatt av nyare version"
* #withdrawn "Withdrawn"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Återtagen"
* #ended "Ended"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Deltagandet avslutat"
* #parked "Parked"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Parkerad"
* #made "Made"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Framtagen till personen"
* #declined "Declined"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ville inte ha"

ValueSet: CopyStateVS
Id: copy-state
Title: "Copy state"
Description: "Every code of copy state."
* ^experimental = false
* include codes from system CopyStateCS

CodeSystem: SetByCS
Id: set-by
Title: "Set by"
Description: "Who may set a state."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #home "Home"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hemmet för planen"
* #recipient "Recipient"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Mottagaren"
* #either "Either"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Någon av dem"

ValueSet: SetByVS
Id: set-by
Title: "Set by"
Description: "Every code of set by."
* ^experimental = false
* include codes from system SetByCS

CodeSystem: AnswerCS
Id: answer
Title: "Answer"
Description: "Which answer of the message grammar carries a state to the home."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #none "None"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Inget svar"
* #ok "Ok"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Mottagen"
* #fatal-error "Fatal error"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avvisad"
* #status "Status"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Statusmeddelande"
* #control "Control"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Styrmeddelande"

ValueSet: AnswerVS
Id: answer
Title: "Answer"
Description: "Every code of answer."
* ^experimental = false
* include codes from system AnswerCS

CodeSystem: DetailCS
Id: detail
Title: "Detail"
Description: "What an input or output of a Task is."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #version-digest "Version digest"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Nyckelberoende kontrollsumma för versionen"
* #previous-version "Previous version"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Version som sändes förut"
* #redacted "Redacted"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Delar hålls inne"
* #scope "Scope"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Återtagandets omfattning"
* #subject "Subject"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Område"
* #by "By"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Av vem"
* #new-home "New home"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Nytt hem"
* #ended-with-version "Ended with version"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Första versionen utan mottagaren"
* #content-hash "Content hash"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Innehållets kontrollsumma"
* #entry "Entry"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Journalanteckning"
* #evidence "Evidence"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hur vi vet"
* #program "Program"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Programmets version"
* #message-version "Message version"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Meddelandeversion"
* #signed-with "Signed with"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Undertecknat med"
* #sealed-to "Sealed to"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Förseglat till"
* #signs-with "Signs with"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Undertecknar med"
* #since "Since"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Sedan"
* #after "After"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Efter"
* #until "Until"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Till och med"
* #part "Part"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Del"
* #parts "Parts"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Antal delar"
* #side "Side"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Sida"
* #again "Again"
  * ^designation[0].language = #sv
  * ^designation[=].value = "På nytt"
* #ended "Ended"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avslutat genom"
* #ended-at "Ended at"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Avslutat vid"

ValueSet: DetailVS
Id: detail
Title: "Detail"
Description: "Every code of detail."
* ^experimental = false
* include codes from system DetailCS

CodeSystem: SideCS
Id: side
Title: "Side"
Description: "How who writes a row of a reconciling stands to the copy."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #sent "Sent"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skickad"
* #held "Held"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Finns"
* #lacked "Lacked"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Saknas"

ValueSet: SideVS
Id: side
Title: "Side"
Description: "Every code of side."
* ^experimental = false
* include codes from system SideCS

CodeSystem: AgainCS
Id: again
Title: "Again"
Description: "What becomes of a copy that the asker lacks."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #again "Again"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skickas igen"
* #withheld "Withheld"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hålls inne"
* #culled "Culled"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Gallrad"

ValueSet: AgainVS
Id: again
Title: "Again"
Description: "Every code of again."
* ^experimental = false
* include codes from system AgainCS

CodeSystem: LanguageCS
Id: language
Title: "Language"
Description: "The two languages that texts of ours are written in."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #sv "Swedish"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Svenska"
* #en "English"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Engelska"

ValueSet: LanguageVS
Id: language
Title: "Language"
Description: "Every code of language."
* ^experimental = false
* include codes from system LanguageCS
