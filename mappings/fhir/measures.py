"""Measures: one ServiceRequest each, of the huvudmän and of others. `activity.detail` is read from others, not written.

R4 reads several performers as alternatives, so exactly one stands in `performer`; those who share the measure stand in
an extension. Who answers by law stands in an extension always, never only through `Organization.partOf`.
"""

from __future__ import annotations

from functools import cache

from mappings.codes import Coding, Item, concept, concept_map
from mappings.fhir.constants import ABSENT, PERTAINS_TO_GOAL, SID_PART, Constant, Json, absent, extension, made
from mappings.fhir.extensions import REF, Kind, read_value, read_values, write_value
from mappings.fhir.labels import housekeeping, meta, subjects_of
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.periods import period, read_period
from mappings.fhir.reader import Reader, Resource, said_by
from mappings.fhir.urls import Urls
from schemas.codes import MeasureStatus, OtherPerformer
from schemas.identifiers import PERSON
from schemas.sip.content import Intervention, OtherMeasure, Schedule

_SNOMED = "measure-status-to-snomed"
_UNKNOWN = "unknown"
_NO_URLS = Urls("")
_STATUS = Kind(
    lambda _, status: {"valueCodeableConcept": _national(status)},
    lambda reader, node: reader.concept(node.child("valueCodeableConcept"), MeasureStatus, _SNOMED),
    "valueCodeableConcept",
    coded=True,
)


def _national(status: MeasureStatus) -> Json:
    return concept(status, more=(concept_map(_SNOMED).forward[status],))


@cache
def _status(status: MeasureStatus | None) -> Json:
    """R4 demands a status: what the source did not say is `unknown`. One object for all: never to be changed."""
    if status is None:
        return {"status": _UNKNOWN}
    return {
        "status": concept_map("measure-status-to-request").forward[status].code,
        "_status": Constant({"extension": write_value(_NO_URLS, "measure-status", _STATUS, status)}),
    }


def _timing(schedule: Schedule) -> Json:
    said: Json = {}
    if bounds := period(schedule.start, schedule.end):
        said["repeat"] = {"boundsPeriod": bounds}
    if schedule.text:
        said["code"] = {"text": schedule.text}
    return said or absent()


def _schedule(node: Node | None) -> Said | None:
    if node is None:
        return None
    if (nothing := node.extension(ABSENT)) is not None:
        nothing.take("valueCode")
    repeat, words = node.child("repeat"), node.child("code")
    start, end = read_period(repeat.child("boundsPeriod") if repeat is not None else None)
    return said_by(node, start=start, end=end, text=words.string("text") if words is not None else None)


_INTERVENTION, _OTHER_MEASURE = [concept(Item.INTERVENTION)], [concept(Item.OTHER_MEASURE)]
_RESPONSIBLE, _SHARED = extension("responsible-huvudman"), extension("shared-with")


def service_request_from_sip(urls: Urls, measure: Intervention | OtherMeasure) -> Json:
    """A measure. An intervention has its huvudman and performers, a measure by others what kind of other it is."""
    to = urls.to
    of_huvudman = isinstance(measure, Intervention)
    extensions = _huvudman(to, measure) if isinstance(measure, Intervention) else []
    extensions += [{"url": PERTAINS_TO_GOAL, "valueReference": to[each]} for each in measure.goals]
    said: Json = {"resourceType": "ServiceRequest", "meta": meta("measure", measure.subjects)}
    if extensions:
        said["extension"] = extensions
    said["identifier"] = [{"system": SID_PART, "value": measure.id}]
    said.update(_status(measure.status))
    said["intent"] = "plan"
    said["category"] = _INTERVENTION if of_huvudman else _OTHER_MEASURE
    said["code"] = {"text": measure.text}
    said["subject"] = to[PERSON]
    if measure.schedule is not None:
        said["occurrenceTiming"] = _timing(measure.schedule)
    if isinstance(measure, OtherMeasure):
        said.update(_other_performer(urls, measure))
    elif measure.performers:
        said["performer"] = [to[measure.performers[0]]]
    if measure.needs:
        said["reasonReference"] = [to[each] for each in measure.needs]
    return said


def _huvudman(to: dict[str, Json], measure: Intervention) -> list[Json]:
    said: list[Json] = []
    if measure.responsible_huvudman is not None:
        said.append({"url": _RESPONSIBLE, "valueReference": to[measure.responsible_huvudman]})
    said += [{"url": _SHARED, "valueReference": to[each]} for each in measure.performers[1:]]
    return said


def _other_performer(urls: Urls, measure: OtherMeasure) -> Json:
    who = urls.reference(measure.performed_by) if measure.performed_by else {}
    named = made(**who, display=measure.performer_name)
    return {"performerType": concept(measure.performer), **made(performer=[named] if named else None)}


def is_other(resource: Resource) -> bool:
    """Whether a ServiceRequest is a measure by others than municipality and region."""
    return resource.node.has("performerType")


def sip_from_service_request(reader: Reader, resource: Resource) -> Said:
    """The fields of an intervention, or of a measure by others."""
    node = resource.node
    housekeeping(node)
    reader.ref_in(node, "subject")
    for category in node.children("category"):
        reader.concept(category, Item)
    _intent(reader, node)
    goals = [reader.ref_in(each, "valueReference") for each in node.extensions(PERTAINS_TO_GOAL)]
    said = Said(
        id=resource.ref,
        text=reader.words(node.child("code")),
        schedule=_schedule(node.child("occurrenceTiming")),
        status=measure_status(reader, node, "measure-status-to-request", "request-to-measure-status"),
        needs=reader.refs_in(node, "reasonReference"),
        goals=[each for each in goals if each is not None],
        subjects=subjects_of(reader, node),
    )
    said.path = node
    if is_other(resource):
        said["performer"] = reader.concept(node.child("performerType"), OtherPerformer)
        if performers := node.children("performer"):
            said["performed_by"] = reader.ref(performers[0]) if performers[0].has("reference") else None
            said["performer_name"] = _display(performers[0])
        return said
    said["responsible_huvudman"] = read_value(reader, node, "responsible-huvudman", REF)
    said["performers"] = [*reader.refs_in(node, "performer"), *read_values(reader, node, "shared-with", REF)]
    return said


def _display(node: Node) -> Found | None:
    return node.string("display") if node.has("display") else None


def _intent(reader: Reader, node: Node) -> None:
    if node.peek("intent") != "plan":
        reader.log.find("SIP139", node.at("intent"), soft=True)
    node.take("intent")


def measure_status(reader: Reader, node: Node, forward: str, backward: str) -> Found | None:
    """The national status in our extension, which the R4 status must not contradict; else what the R4 status means."""
    exact: Found | None = read_value(reader, node.child("_status"), "measure-status", _STATUS)
    if exact is None:
        return _meant(reader, node, backward)
    expected: Coding | None = concept_map(forward).forward.get(exact)
    if expected is not None and expected.code == node.peek("status"):
        node.take("status")
    else:
        reader.log.find("SIP144", node.at("status"))
    return exact


def _meant(reader: Reader, node: Node, map_name: str) -> Found | None:
    if node.peek("status") == _UNKNOWN:
        node.ignore("status", "says that the status is not known")
        return None
    return reader.mapped(node, "status", map_name)


def interventions_from_details(reader: Reader, care_plan: Node) -> list[Said]:
    """Measures that others write inside the plan, without identity, owner or label: `activity.detail`.

    One without a description has nothing to say and is left out (SIP154).
    """
    found: list[Said] = []
    said = care_plan.value.get("activity")
    if type(said) is list and not any("detail" in each for each in said if type(each) is dict):
        return found
    for activity in care_plan.children("activity"):
        detail = activity.child("detail")
        if detail is None:
            continue
        said = _intervention_from_detail(reader, detail)
        if said["text"] is None:
            reader.log.find("SIP154", detail.path)
            reader.log.forget(detail.value)
        else:
            found.append(said)
    return found


def _intervention_from_detail(reader: Reader, detail: Node) -> Said:
    description = detail.string("description") if detail.has("description") else None
    if detail.boolean("doNotPerform") is False:
        detail.ignore("doNotPerform", "the measure is to be done")
    said = Said(
        text=description or reader.words(detail.child("code")),
        schedule=_schedule_of_detail(detail),
        status=_meant(reader, detail, "activity-to-measure-status"),
        performers=reader.refs(detail.children("performer")),
        needs=reader.refs(detail.children("reasonReference")),
        goals=reader.refs(detail.children("goal")),
    )
    said.path = detail
    return said


def _schedule_of_detail(detail: Node) -> Said | None:
    if detail.has("scheduledTiming"):
        return _schedule(detail.child("scheduledTiming"))
    if (bounds := detail.child("scheduledPeriod")) is not None:
        start, end = read_period(bounds)
        return said_by(bounds, start=start, end=end)
    return said_by(detail, text=detail.string("scheduledString")) if detail.has("scheduledString") else None
