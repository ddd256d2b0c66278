// Calls, meetings and the next follow-up.

Profile: SipMeeting
Parent: Encounter
Id: sip-meeting
Title: "Meeting about a SIP"
Description: "A meeting that was or is to be held: times as precise as they are known."
* ^experimental = false
* identifier 1..1
* type 1..1
* type from MeetingKindVS (required)
* class = ItemCS#meeting
* subject 1..1
* participant.extension contains PartyExt named party 0..1 and AttendanceExt named attendance 0..1
* extension contains PersonTookPartExt named personTookPart 0..1 and PlaceToldByPhoneExt named placeToldByPhone 0..1 and ClassifiedTextExt named classifiedText 0..1

Profile: SipAppointment
Parent: Appointment
Id: sip-appointment
Title: "Call to a meeting, or the next follow-up"
Description: "A call names who is called and who is invited. Start and end only where the meeting has both as full times; else what is known stands in requestedPeriod."
* ^experimental = false
* appointmentType 1..1
* appointmentType from ItemVS (required)
* participant.extension contains PartyExt named party 0..1 and DutyBasisExt named dutyBasis 0..1 and EstablishedContactExt named establishedContact 0..1 and ExpectedContributionExt named expectedContribution 0..1
* extension contains ConsultedOnExt named consultedOn 0..1 and CallChannelExt named callChannel 0..1 and LongTermGoalExt named longTermGoal 0..1 and QuestionsExt named questions 0..1

Extension: AttendanceExt
Id: attendance
Title: "Attendance"
Description: "How a party took part in a meeting."
Context: Encounter.participant
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from AttendanceVS (required)

Extension: PersonTookPartExt
Id: person-took-part
Title: "Person took part"
Description: "Whether the person took part."
Context: Encounter
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from PersonTookPartVS (required)

Extension: PlaceToldByPhoneExt
Id: place-told-by-phone
Title: "Place told by phone"
Description: "The place is told by phone and stands nowhere."
Context: Encounter
* ^experimental = false
* value[x] 1..1
* value[x] only boolean

Extension: ClassifiedTextExt
Id: classified-text
Title: "Classified text"
Description: "Free text with its subjects."
Context: Encounter
* ^experimental = false
* extension contains text 0..1 and subjects 0..*
* extension[text] ^short = "Text"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)

Extension: ConsultedOnExt
Id: consulted-on
Title: "Consulted on"
Description: "Samråd: when the parties were asked by phone before the call."
Context: Appointment
* ^experimental = false
* value[x] 1..1
* value[x] only dateTime

Extension: CallChannelExt
Id: call-channel
Title: "Call channel"
Description: "How the call went out."
Context: Appointment
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from CallChannelVS (required)

Extension: LongTermGoalExt
Id: long-term-goal
Title: "Long term goal"
Description: "The long-term goal that the call states."
Context: Appointment
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: QuestionsExt
Id: questions
Title: "Questions"
Description: "The questions that the meeting is to answer."
Context: Appointment
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: DutyBasisExt
Id: duty-basis
Title: "Duty basis"
Description: "What the duty rests on."
Context: Appointment.participant
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from DutyBasisVS (required)

Extension: EstablishedContactExt
Id: established-contact
Title: "Established contact"
Description: "Whether the party knew the person before the call."
Context: Appointment.participant
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from KnownVS (required)

Extension: ExpectedContributionExt
Id: expected-contribution
Title: "Expected contribution"
Description: "What the party is expected to bring to the meeting."
Context: Appointment.participant
* ^experimental = false
* value[x] 1..1
* value[x] only string

CodeSystem: MeetingKindCS
Id: meeting-kind
Title: "Meeting kind"
Description: "What a meeting was for."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #pre-meeting "Pre meeting"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Förmöte"
* #sip "SIP"
  * ^designation[0].language = #sv
  * ^designation[=].value = "SIP-möte"
* #follow-up "Follow up"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Uppföljningsmöte"

ValueSet: MeetingKindVS
Id: meeting-kind
Title: "Meeting kind"
Description: "Every code of meeting kind."
* ^experimental = false
* include codes from system MeetingKindCS

CodeSystem: AttendanceCS
Id: attendance
Title: "Attendance"
Description: "How a party took part in a meeting."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #present "Present"
  * ^designation[0].language = #sv
  * ^designation[=].value = "På plats"
* #remote "Remote"
  * ^designation[0].language = #sv
  * ^designation[=].value = "På distans"
* #absent "Absent"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Frånvarande"
* #absent-despite-call "Absent despite call"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Frånvarande trots kallelse"

ValueSet: AttendanceVS
Id: attendance
Title: "Attendance"
Description: "Every code of attendance."
* ^experimental = false
* include codes from system AttendanceCS

CodeSystem: PersonTookPartCS
Id: person-took-part
Title: "Person took part"
Description: "Whether the person took part."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #yes "Yes"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Deltog"
* #could-not "Could not"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kunde inte delta"
* #did-not-want "Did not want"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ville inte delta"

ValueSet: PersonTookPartVS
Id: person-took-part
Title: "Person took part"
Description: "Every code of person took part."
* ^experimental = false
* include codes from system PersonTookPartCS

CodeSystem: CallChannelCS
Id: call-channel
Title: "Call channel"
Description: "How the call went out."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #phone "Phone"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Telefon"
* #message "Message"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Meddelande"
* #e-mail "E mail"
  * ^designation[0].language = #sv
  * ^designation[=].value = "E-post"
* #post "Post"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Brev"

ValueSet: CallChannelVS
Id: call-channel
Title: "Call channel"
Description: "Every code of call channel."
* ^experimental = false
* include codes from system CallChannelCS

CodeSystem: DutyCS
Id: duty
Title: "Duty"
Description: "Whether a party is obliged to come or invited."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #called "Called"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Kallad"
* #invited "Invited"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Inbjuden"

ValueSet: DutyVS
Id: duty
Title: "Duty"
Description: "Every code of duty."
* ^experimental = false
* include codes from system DutyCS

CodeSystem: DutyBasisCS
Id: duty-basis
Title: "Duty basis"
Description: "What the duty rests on."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #statute "Statute"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Lag"
* #agreement "Agreement"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Överenskommelse"

ValueSet: DutyBasisVS
Id: duty-basis
Title: "Duty basis"
Description: "Every code of duty basis."
* ^experimental = false
* include codes from system DutyBasisCS

CodeSystem: KnownCS
Id: known
Title: "Known"
Description: "Yes, no or not known."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #yes "Yes"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ja"
* #no "No"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Nej"
* #unknown "Unknown"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Vet inte"

ValueSet: KnownVS
Id: known
Title: "Known"
Description: "Every code of known."
* ^experimental = false
* include codes from system KnownCS
