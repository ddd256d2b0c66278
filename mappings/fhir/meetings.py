"""Meetings that are held, calls to them, and the next follow-up: Encounter and Appointment.

Appointment.start and .end are instants and a SIP often knows only a day: a call has them only when the meeting that it
calls to has a full start and end. No time is ever invented.
"""

from __future__ import annotations

from mappings.codes import Item, Role, coding, concept, concept_map
from mappings.fhir.constants import Json, made
from mappings.fhir.extensions import MOMENT, REF, TEXT, YES_NO, code, read_one, read_value, write_part, write_value
from mappings.fhir.identifiers import part_identifier
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.parties import Parties, extended, merged, party, read_party
from mappings.fhir.periods import period, read_period
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.tables import CLASSIFIED
from mappings.fhir.urls import Urls
from schemas.codes import Attendance, CallChannel, DutyBasis, Known, MeetingKind, PersonTookPart
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan
from schemas.sip.process import Call, CalledParty, Meeting, PlannedFollowUp
from schemas.states import CALL_STATES

_AT_ENCOUNTER = ("Practitioner", "PractitionerRole", "RelatedPerson")
_AT_APPOINTMENT = ("Patient", "Practitioner", "PractitionerRole", "RelatedPerson")


def encounter_from_meeting(urls: Urls, parties: Parties, meeting: Meeting, plan: Plan) -> Json:
    """A meeting: who led, who wrote, who was there and who was not although called."""
    people = [
        _present(urls, parties, Role.LEADER, meeting.leader, meeting.leader_name),
        _present(urls, parties, Role.SECRETARY, meeting.secretary, meeting.secretary_name),
    ]
    for each in meeting.attendance:
        present = _present(urls, parties, Role.ATTENDEE, each.who, None)
        people.append(extended(present, write_value(urls, "attendance", code(Attendance), each.attendance)))
    extensions = [
        *write_value(urls, "person-took-part", code(PersonTookPart), meeting.person_took_part),
        *write_value(urls, "place-told-by-phone", YES_NO, meeting.place_told_by_phone),
        *write_part(urls, CLASSIFIED, meeting.notes),
    ]
    return {
        "resourceType": "Encounter",
        "meta": meta("meeting"),
        **made(extension=extensions),
        "identifier": [part_identifier(meeting.id)],
        "status": _status(meeting, plan),
        "class": coding(Item.MEETING),
        "type": [concept(meeting.kind)],
        "subject": urls.reference(PERSON),
        **made(
            participant=[each for each in people if each],
            appointment=[urls.reference(call.id) for call in plan.calls if call.meeting == meeting.id],
            period=period(meeting.start, meeting.end),
            location=[{"location": {"display": meeting.place}}] if meeting.place else None,
        ),
    }


def _status(meeting: Meeting, plan: Plan) -> str:
    """`finished` when somebody is said to have been there, `planned` while people are still being called to it.

    Of a plan that is agreed nobody can tell: who was there can be left out of a copy.
    """
    if meeting.attendance or meeting.person_took_part is not None:
        return "finished"
    called = any(call.meeting == meeting.id for call in plan.calls)
    return "planned" if called and plan.state in CALL_STATES and meeting.notes is None else "unknown"


def _present(urls: Urls, parties: Parties, role: Role, ref: str | None, name: str | None) -> Json:
    if ref is None and name is None:
        return {}
    said = merged({"type": [concept(role)]}, party(urls, parties, ref, "individual", _AT_ENCOUNTER))
    if name is not None:
        said["individual"] = {**said.get("individual", {}), "display": name}
    return said


def meeting_from_encounter(reader: Reader, resource: Resource) -> Said:
    """The other way."""
    node = resource.node
    housekeeping(node)
    reader.ref(node.child("subject"))
    node.ignore("status", "follows from who is said to have attended")
    if (kind := node.child("class")) is not None:
        reader.code(kind, Item)
    kinds = [found for each in node.children("type") if (found := reader.concept(each, MeetingKind))]
    place = node.first("location")
    where = place.child("location") if place is not None else None
    start, end = read_period(node.child("period"))
    said = Said(
        id=resource.ref,
        kind=kinds[0] if kinds else None,
        start=start,
        end=end,
        place=where.string("display") if where is not None else None,
        place_told_by_phone=read_value(reader, node, "place-told-by-phone", YES_NO),
        person_took_part=read_value(reader, node, "person-took-part", code(PersonTookPart)),
        notes=read_one(reader, node, CLASSIFIED),
        attendance=[],
    )
    said.path = node
    for each in node.children("participant"):
        _who_was_there(reader, each, said)
    return said


def _who_was_there(reader: Reader, node: Node, said: Said) -> None:
    role = reader.concept(node.first("type"), Role)
    individual = node.child("individual")
    name = individual.string("display") if individual is not None and individual.has("display") else None
    who = read_party(reader, node, "individual") if individual is None or individual.has("reference") else None
    who = who or read_value(reader, node, "party", REF)
    if role in {Role.LEADER.value, Role.SECRETARY.value}:
        said[str(role)], said[f"{role}_name"] = who, name
    elif who is not None:
        attendance = read_value(reader, node, "attendance", code(Attendance))
        entry = Said(who=who, attendance=attendance)
        entry.path = node
        said["attendance"].append(entry)


def _appointment(urls: Urls, kind: Item) -> Json:
    person = {"type": [concept(Role.PERSON)], "actor": urls.reference(PERSON), "status": "needs-action"}
    return {
        "resourceType": "Appointment",
        "meta": meta("appointment"),
        "status": "proposed",
        "appointmentType": concept(kind),
        "participant": [person],
    }


def _convener(urls: Urls, parties: Parties, ref: str | None) -> list[Json]:
    if ref is None:
        return []
    said = {"type": [concept(Role.CONVENER)], "status": "accepted"}
    return [merged(said, party(urls, parties, ref, "actor", _AT_APPOINTMENT))]


def appointment_from_call(urls: Urls, parties: Parties, call: Call, plan: Plan) -> Json:
    """A call: who is called and who invited, on what ground, and what each is expected to bring."""
    said = _appointment(urls, Item.CALL)
    said["identifier"] = [part_identifier(call.id)]
    said["participant"] += _convener(urls, parties, call.convener)
    said["participant"] += [_called(urls, parties, each) for each in call.parties]
    meeting = next((each for each in plan.meetings if each.id == call.meeting), None)
    if meeting is not None and "T" in (meeting.start or "") and "T" in (meeting.end or ""):
        said |= {"status": "booked", "start": meeting.start, "end": meeting.end}
    elif meeting is not None and (known := period(meeting.start, meeting.end)):
        said["requestedPeriod"] = [known]
    said |= made(description=call.purpose, created=call.sent_on)
    return extended(
        said,
        write_value(urls, "consulted-on", MOMENT, call.consulted_on),
        write_value(urls, "call-channel", code(CallChannel), call.channel),
        write_value(urls, "long-term-goal", TEXT, call.long_term_goal),
        write_value(urls, "questions", TEXT, call.questions),
    )


def _called(urls: Urls, parties: Parties, called: CalledParty) -> Json:
    required = concept_map("duty-to-required").forward[called.duty].code
    said: Json = {"type": [concept(Role.PARTY)], "required": required, "status": "needs-action"}
    return extended(
        merged(said, party(urls, parties, called.party, "actor", _AT_APPOINTMENT)),
        write_value(urls, "duty-basis", code(DutyBasis), called.basis),
        write_value(urls, "established-contact", code(Known), called.established_contact),
        write_value(urls, "expected-contribution", TEXT, called.expected_contribution),
    )


def appointment_from_follow_up(urls: Urls, parties: Parties, planned: PlannedFollowUp) -> Json:
    """The next follow-up: a wish for a time, not a booking."""
    said = _appointment(urls, Item.PLANNED_FOLLOW_UP)
    said["participant"] += _convener(urls, parties, planned.convener)
    return {**said, **made(requestedPeriod=[{"start": planned.on}] if planned.on else None)}


def item_of(reader: Reader, resource: Resource) -> Found | None:
    """Whether an Appointment is a call or the next follow-up."""
    return reader.concept(resource.node.child("appointmentType"), Item)


def _common(reader: Reader, node: Node) -> tuple[Found | None, list[Node]]:
    """The convener, and the participants that are called."""
    housekeeping(node)
    node.ignore("status", "follows from the times that are known")
    convener, called = None, []
    for each in node.children("participant"):
        role = reader.concept(each.first("type"), Role)
        each.ignore("status", "answers travel as messages, not in the plan")
        if role == Role.PARTY.value:
            called.append(each)
        elif role == Role.CONVENER.value:
            convener = read_party(reader, each, "actor")
        elif role == Role.PERSON.value:
            reader.ref(each.child("actor"))
    return convener, called


def call_from_appointment(reader: Reader, resource: Resource) -> Said:
    """The other way; the meeting is the one whose Encounter names this Appointment."""
    node = resource.node
    convener, called = _common(reader, node)
    for name in ("start", "end"):
        node.ignore(name, "the meeting says it")
    for each in node.children("requestedPeriod"):
        read_period(each)
    said = Said(
        id=resource.ref,
        convener=convener,
        sent_on=node.string("created"),
        consulted_on=read_value(reader, node, "consulted-on", MOMENT),
        channel=read_value(reader, node, "call-channel", code(CallChannel)),
        meeting=_meeting_of(reader, resource),
        purpose=node.string("description"),
        long_term_goal=read_value(reader, node, "long-term-goal", TEXT),
        questions=read_value(reader, node, "questions", TEXT),
        parties=[_read_called(reader, each) for each in called],
    )
    said.path = node
    return said


def _meeting_of(reader: Reader, resource: Resource) -> Found | None:
    return next((each.ref for each in reader.pointing("Encounter", "appointment", resource)), None)


def _read_called(reader: Reader, node: Node) -> Said:
    said = Said(
        party=read_party(reader, node, "actor"),
        duty=reader.mapped(node, "required", "required-to-duty"),
        basis=read_value(reader, node, "duty-basis", code(DutyBasis)),
        established_contact=read_value(reader, node, "established-contact", code(Known)),
        expected_contribution=read_value(reader, node, "expected-contribution", TEXT),
    )
    said.path = node
    return said


def follow_up_from_appointment(reader: Reader, resource: Resource) -> Said:
    """The next follow-up."""
    convener, _ = _common(reader, resource.node)
    period_node = resource.node.first("requestedPeriod")
    said = Said(on=period_node.string("start") if period_node is not None else None, convener=convener)
    said.path = resource.node
    return said
