// Maps to the codes of others, which the mapping reads. Backward goes only what is equal or equivalent.

Instance: plan-state-to-care-plan
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/plan-state-to-care-plan"
* version = "0.9.0"
* name = "PlanStateToCarePlan"
* title = "State of the plan to CarePlan.status"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/plan-state"
* group[0].target = "http://hl7.org/fhir/request-status"
* group[0].element[0].code = #initiated
* group[0].element[=].target[0].code = #draft
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #declined
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #refused
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #not-needed
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #prepared
* group[0].element[=].target[0].code = #draft
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #called
* group[0].element[=].target[0].code = #draft
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #preliminary
* group[0].element[=].target[0].code = #draft
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #established
* group[0].element[=].target[0].code = #active
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #followed-up
* group[0].element[=].target[0].code = #active
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #replaced
* group[0].element[=].target[0].code = #completed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #closed
* group[0].element[=].target[0].code = #completed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #withdrawn
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #nullified
* group[0].element[=].target[0].code = #entered-in-error
* group[0].element[=].target[0].equivalence = #wider

Instance: plan-state-to-goal
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/plan-state-to-goal"
* version = "0.9.0"
* name = "PlanStateToGoal"
* title = "State of the plan to Goal.lifecycleStatus"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/plan-state"
* group[0].target = "http://hl7.org/fhir/goal-status"
* group[0].element[0].code = #initiated
* group[0].element[=].target[0].code = #proposed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #declined
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #refused
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #not-needed
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #prepared
* group[0].element[=].target[0].code = #proposed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #called
* group[0].element[=].target[0].code = #proposed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #preliminary
* group[0].element[=].target[0].code = #proposed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #established
* group[0].element[=].target[0].code = #active
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #followed-up
* group[0].element[=].target[0].code = #active
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #replaced
* group[0].element[=].target[0].code = #completed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #closed
* group[0].element[=].target[0].code = #completed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #withdrawn
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #nullified
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider

Instance: care-plan-status-to-plan-state
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/care-plan-status-to-plan-state"
* version = "0.9.0"
* name = "CarePlanStatusToPlanState"
* title = "CarePlan.status of others to the state of the plan"
* status = #draft
* experimental = false
* group[0].source = "http://hl7.org/fhir/request-status"
* group[0].target = "https://w3id.org/samspel/fhir/CodeSystem/plan-state"
* group[0].element[0].code = #draft
* group[0].element[=].target[0].code = #initiated
* group[0].element[=].target[0].equivalence = #narrower
* group[0].element[=].target[0].comment = "Only that it has begun is known; a call would have to be stated."
* group[0].element[+].code = #active
* group[0].element[=].target[0].code = #established
* group[0].element[=].target[0].equivalence = #narrower
* group[0].element[=].target[0].comment = "Only that it is agreed is known; a follow-up would have to be stated."
* group[0].element[+].code = #completed
* group[0].element[=].target[0].code = #closed
* group[0].element[=].target[0].equivalence = #narrower
* group[0].element[=].target[0].comment = "A plan replaced by a new one would have to state it."
* group[0].element[+].code = #revoked
* group[0].element[=].target[0].equivalence = #unmatched
* group[0].element[+].code = #on-hold
* group[0].element[=].target[0].equivalence = #unmatched
* group[0].element[+].code = #unknown
* group[0].element[=].target[0].equivalence = #unmatched

Instance: measure-status-to-snomed
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/measure-status-to-snomed"
* version = "0.9.0"
* name = "MeasureStatusToSnomed"
* title = "Status of a measure to SNOMED CT"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/measure-status"
* group[0].target = "http://snomed.info/sct"
* group[0].element[0].code = #planned
* group[0].element[=].target[0].code = #397943006
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #ongoing
* group[0].element[=].target[0].code = #385651009
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #performed
* group[0].element[=].target[0].code = #398166005
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #not-performed
* group[0].element[=].target[0].code = #385660001
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #interrupted
* group[0].element[=].target[0].code = #410546004
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #cancelled
* group[0].element[=].target[0].code = #89925002
* group[0].element[=].target[0].equivalence = #equivalent

Instance: measure-status-to-request
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/measure-status-to-request"
* version = "0.9.0"
* name = "MeasureStatusToRequest"
* title = "Status of a measure to ServiceRequest.status"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/measure-status"
* group[0].target = "http://hl7.org/fhir/request-status"
* group[0].element[0].code = #planned
* group[0].element[=].target[0].code = #active
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #ongoing
* group[0].element[=].target[0].code = #active
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #performed
* group[0].element[=].target[0].code = #completed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #not-performed
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #interrupted
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #cancelled
* group[0].element[=].target[0].code = #revoked
* group[0].element[=].target[0].equivalence = #wider

Instance: request-to-measure-status
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/request-to-measure-status"
* version = "0.9.0"
* name = "RequestToMeasureStatus"
* title = "ServiceRequest.status of others to the status of a measure"
* status = #draft
* experimental = false
* group[0].source = "http://hl7.org/fhir/request-status"
* group[0].target = "https://w3id.org/samspel/fhir/CodeSystem/measure-status"
* group[0].element[0].code = #draft
* group[0].element[=].target[0].code = #planned
* group[0].element[=].target[0].equivalence = #narrower
* group[0].element[=].target[0].comment = "Not yet begun."
* group[0].element[+].code = #active
* group[0].element[=].target[0].code = #planned
* group[0].element[=].target[0].equivalence = #narrower
* group[0].element[=].target[0].comment = "In force and ready to be acted upon; that it goes on would have to be stated."
* group[0].element[+].code = #completed
* group[0].element[=].target[0].code = #performed
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #on-hold
* group[0].element[=].target[0].equivalence = #unmatched
* group[0].element[+].code = #revoked
* group[0].element[=].target[0].equivalence = #unmatched
* group[0].element[+].code = #unknown
* group[0].element[=].target[0].equivalence = #unmatched

Instance: activity-to-measure-status
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/activity-to-measure-status"
* version = "0.9.0"
* name = "ActivityToMeasureStatus"
* title = "CarePlan.activity.detail.status of others to the status of a measure"
* status = #draft
* experimental = false
* group[0].source = "http://hl7.org/fhir/care-plan-activity-status"
* group[0].target = "https://w3id.org/samspel/fhir/CodeSystem/measure-status"
* group[0].element[0].code = #not-started
* group[0].element[=].target[0].code = #planned
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #scheduled
* group[0].element[=].target[0].code = #planned
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #in-progress
* group[0].element[=].target[0].code = #ongoing
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #completed
* group[0].element[=].target[0].code = #performed
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #cancelled
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #stopped
* group[0].element[=].target[0].code = #interrupted
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #on-hold
* group[0].element[=].target[0].equivalence = #unmatched
* group[0].element[+].code = #unknown
* group[0].element[=].target[0].equivalence = #unmatched

Instance: attained-to-achievement
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/attained-to-achievement"
* version = "0.9.0"
* name = "AttainedToAchievement"
* title = "Attainment to Goal.achievementStatus"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/attained"
* group[0].target = "http://terminology.hl7.org/CodeSystem/goal-achievement"
* group[0].element[0].code = #fulfilled
* group[0].element[=].target[0].code = #achieved
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #partly
* group[0].element[=].target[0].equivalence = #unmatched
* group[0].element[+].code = #not
* group[0].element[=].target[0].code = #not-achieved
* group[0].element[=].target[0].equivalence = #equivalent

Instance: protection
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/protection"
* version = "0.9.0"
* name = "Protection"
* title = "Protected identity to the security labels of HL7 Sweden"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/protection"
* group[0].target = "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"
* group[0].element[0].code = #sekretessmarkering
* group[0].element[=].target[0].code = #sekretessmarkering
* group[0].element[=].target[0].equivalence = #equal
* group[0].element[+].code = #skyddadFolkbokforing
* group[0].element[=].target[0].code = #skyddadFolkbokforing
* group[0].element[=].target[0].equivalence = #equal

Instance: duty-to-required
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/duty-to-required"
* version = "0.9.0"
* name = "DutyToRequired"
* title = "Duty to Appointment.participant.required"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/duty"
* group[0].target = "http://hl7.org/fhir/participantrequired"
* group[0].element[0].code = #called
* group[0].element[=].target[0].code = #required
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #invited
* group[0].element[=].target[0].code = #optional
* group[0].element[=].target[0].equivalence = #equivalent

Instance: required-to-duty
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/required-to-duty"
* version = "0.9.0"
* name = "RequiredToDuty"
* title = "Appointment.participant.required to duty"
* status = #draft
* experimental = false
* group[0].source = "http://hl7.org/fhir/participantrequired"
* group[0].target = "https://w3id.org/samspel/fhir/CodeSystem/duty"
* group[0].element[0].code = #required
* group[0].element[=].target[0].code = #called
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #optional
* group[0].element[=].target[0].code = #invited
* group[0].element[=].target[0].equivalence = #equivalent
* group[0].element[+].code = #information-only
* group[0].element[=].target[0].equivalence = #unmatched

Instance: copy-state-to-task
InstanceOf: ConceptMap
Usage: #definition
* url = "https://w3id.org/samspel/fhir/ConceptMap/copy-state-to-task"
* version = "0.9.0"
* name = "CopyStateToTask"
* title = "State of a copy to Task.status"
* status = #draft
* experimental = false
* group[0].source = "https://w3id.org/samspel/fhir/CodeSystem/copy-state"
* group[0].target = "http://hl7.org/fhir/task-status"
* group[0].element[0].code = #awaiting-consent
* group[0].element[=].target[0].code = #on-hold
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #withheld
* group[0].element[=].target[0].code = #on-hold
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #prepared
* group[0].element[=].target[0].code = #requested
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #sent
* group[0].element[=].target[0].code = #requested
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #received
* group[0].element[=].target[0].code = #received
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #rejected
* group[0].element[=].target[0].code = #rejected
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #misdirected
* group[0].element[=].target[0].code = #rejected
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #awaiting-registration
* group[0].element[=].target[0].code = #on-hold
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #forwarded
* group[0].element[=].target[0].code = #in-progress
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #handed-over
* group[0].element[=].target[0].code = #in-progress
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #recorded
* group[0].element[=].target[0].code = #completed
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #superseded
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #withdrawn
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #ended
* group[0].element[=].target[0].code = #cancelled
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #parked
* group[0].element[=].target[0].code = #on-hold
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #made
* group[0].element[=].target[0].code = #in-progress
* group[0].element[=].target[0].equivalence = #wider
* group[0].element[+].code = #declined
* group[0].element[=].target[0].code = #rejected
* group[0].element[=].target[0].equivalence = #wider
