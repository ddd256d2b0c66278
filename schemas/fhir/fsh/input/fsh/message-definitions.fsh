// The kinds of message; their version is that of the message format, the newest of the two that a gateway reads.

Instance: plan
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/plan"
* version = "0.9.1"
* name = "Plan"
* title = "Plan"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#plan
* category = #consequence
* responseRequired = #always

Instance: withdrawal
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/withdrawal"
* version = "0.9.1"
* name = "Withdrawal"
* title = "Withdrawal"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#withdrawal
* category = #consequence
* responseRequired = #always

Instance: withdrawal-report
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/withdrawal-report"
* version = "0.9.1"
* name = "WithdrawalReport"
* title = "Withdrawal report"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#withdrawal-report
* category = #consequence
* responseRequired = #always

Instance: nullification
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/nullification"
* version = "0.9.1"
* name = "Nullification"
* title = "Nullification"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#nullification
* category = #consequence
* responseRequired = #always

Instance: end-of-participation
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/end-of-participation"
* version = "0.9.1"
* name = "EndOfParticipation"
* title = "End of participation"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#end-of-participation
* category = #consequence
* responseRequired = #always

Instance: hand-over
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/hand-over"
* version = "0.9.1"
* name = "HandOver"
* title = "Hand over"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#hand-over
* category = #consequence
* responseRequired = #always

Instance: response
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/response"
* version = "0.9.1"
* name = "Response"
* title = "Response"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#response
* category = #notification
* responseRequired = #never

Instance: status
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/status"
* version = "0.9.1"
* name = "Status"
* title = "Status"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#status
* category = #notification
* responseRequired = #never

Instance: ping
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/ping"
* version = "0.9.1"
* name = "Ping"
* title = "Ping"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#ping
* category = #notification
* responseRequired = #always

Instance: ping-answer
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/ping-answer"
* version = "0.9.1"
* name = "PingAnswer"
* title = "Ping answer"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#ping-answer
* category = #notification
* responseRequired = #never

Instance: reconcile
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/reconcile"
* version = "0.9.1"
* name = "Reconcile"
* title = "Reconcile"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#reconcile
* category = #notification
* responseRequired = #always

Instance: reconcile-answer
InstanceOf: MessageDefinition
Usage: #definition
* url = "https://w3id.org/samspel/fhir/MessageDefinition/reconcile-answer"
* version = "0.9.1"
* name = "ReconcileAnswer"
* title = "Reconcile answer"
* status = #draft
* experimental = false
* date = "2026-11-21"
* eventCoding = MessageKindCS#reconcile-answer
* category = #notification
* responseRequired = #never
