"""CarePlan: the plan itself, and what binds its parts together."""

from __future__ import annotations

from mappings.codes import concept
from mappings.fhir.constants import PLAN_TYPE, URI, Json, made
from mappings.fhir.extensions import (
    COUNT,
    TEXT,
    YES_NO,
    Kind,
    code,
    defaults,
    read_one,
    read_parts,
    read_value,
    read_values,
    write_part,
    write_parts,
    write_value,
)
from mappings.fhir.labels import NOT_FOR_PERSON, NOT_FOR_PERSON_LATER, REDACTED, has_label, housekeeping, meta
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.tables import PLAN_LISTS, PLAN_PARTS
from mappings.fhir.urls import Urls
from schemas.codes import Content, PlanKind, Subject, Trigger
from schemas.identifiers import PERSON
from schemas.sip.content import Intervention, OtherMeasure, OverallGoal, SubGoal
from schemas.sip.plan import Plan
from schemas.states import PLAN_STATES, PlanState

TITLE = {PlanKind.SIP: "Samordnad individuell plan (SIP)", PlanKind.L_SIP: "Lokalt samordnad individuell plan (L-SIP)"}
_SUBJECT = code(Subject)
_VALUES: dict[str, tuple[str, Kind]] = {
    "version": ("plan-version", COUNT),
    "parent": ("parent-version", TEXT),
    "state": ("plan-state", code(PlanState)),
    "trigger": ("trigger", code(Trigger)),
    "content": ("content", code(Content)),
    "no_other_measures": ("no-other-measures", YES_NO),
    "not_approved_reason": ("not-approved-reason", TEXT),
}
"""Field of the plan → the simple extension on CarePlan that holds it."""


def care_plan_from_sip(urls: Urls, plan: Plan, *, redacted: bool) -> Json:
    """The plan. `redacted` is the one mark for a copy from which something was left out."""
    labels = [*([] if plan.approved_for_person else [NOT_FOR_PERSON]), *([REDACTED] if redacted else [])]
    measures: list[Intervention | OtherMeasure] = [*plan.interventions, *plan.other_measures]
    goals: list[OverallGoal | SubGoal] = [
        *plan.overall_goals,
        *(goal for need in plan.needs for goal in need.sub_goals),
    ]
    summary = plan.summary
    return {
        "resourceType": "CarePlan",
        "meta": meta("care-plan", (), (), *labels),
        **made(extension=_extensions(urls, plan), identifier=_identifiers(urls, plan)),
        **made(replaces=[_other_plan(plan.replaces)] if plan.replaces else None),
        "status": PLAN_STATES[plan.state].status.value,
        "intent": "plan",
        "category": [{"coding": [{"system": PLAN_TYPE, "code": "SIP"}]}, concept(plan.kind)],
        "title": TITLE[plan.kind],
        **made(
            description=summary.text if summary else None,
            _description=made(extension=write_value(urls, "subject", _SUBJECT, summary.subjects)) if summary else None,
        ),
        "subject": urls.to[PERSON],
        **made(
            created=plan.established_on,
            author=urls.to[plan.lead_huvudman] if plan.lead_huvudman else None,
            contributor=[urls.to[each.id] for each in plan.organisations if each.id != plan.lead_huvudman],
            careTeam=[urls.reference("care-team")] if has_team(plan) else None,
            addresses=[urls.to[each.id] for each in plan.needs],
            supportingInfo=_supporting(urls, plan),
            goal=[urls.to[each.id] for each in goals],
            activity=[{"reference": urls.to[each.id]} for each in measures],
        ),
    }


def has_team(plan: Plan) -> bool:
    """Whether the plan names anybody but the person."""
    people = (plan.participants, plan.guardians, plan.representatives, plan.relatives, plan.supporters)
    return any(people) or plan.fixed_care_contact is not None


def _supporting(urls: Urls, plan: Plan) -> list[Json]:
    said = [urls.to[each.id] for each in plan.calls]
    said += [urls.to[each.id] for each in plan.meetings]
    said += [urls.reference("planned-follow-up")] if plan.follow_up is not None else []
    return said + [urls.to[each.id] for each in plan.attachments]


def _extensions(urls: Urls, plan: Plan) -> list[Json]:
    said: list[Json] = []
    usual = defaults(Plan)
    for field, (name, kind) in _VALUES.items():
        value = getattr(plan, field)
        if value != usual[field]:
            said += write_value(urls, name, kind, value)
    for field, table in PLAN_PARTS.items():
        said += write_part(urls, table, getattr(plan, field))
    for field, table in PLAN_LISTS.items():
        said += write_parts(urls, table, getattr(plan, field))
    return said


def _identifiers(urls: Urls, plan: Plan) -> list[Json]:
    said: list[Json] = []
    if plan.plan_id is not None:
        said.append({"use": "official", "system": URI, "value": plan.plan_id})
    if (source := plan.source) is not None:
        revision = write_value(urls, "source-revision", COUNT, source.revision)
        own: Json = {"use": "secondary", "value": source.plan_id, "assigner": {"display": source.system}}
        said.append({**made(extension=revision), **own})
    return said


def _other_plan(plan_id: str) -> Json:
    return {"type": "CarePlan", "identifier": {"system": URI, "value": plan_id}}


def sip_from_care_plan(reader: Reader, resource: Resource) -> Said:
    """The fields of the plan that stand in CarePlan itself; parts of other resources are put in by the caller."""
    node = resource.node
    housekeeping(node)
    said = Said(plan_id=None, source=None)
    said.path = node
    _read_identifiers(reader, node, said)
    for field, (name, kind) in _VALUES.items():
        said[field] = read_value(reader, node, name, kind)
    for field, table in PLAN_PARTS.items():
        said[field] = read_one(reader, node, table)
    for field, table in PLAN_LISTS.items():
        said[field] = read_parts(reader, node, table)
    said["kind"] = _kind(reader, node)
    said["state"] = _state(reader, node, said["state"])
    said["replaces"] = _replaces(node)
    withheld = [has_label(node, each) for each in (NOT_FOR_PERSON, NOT_FOR_PERSON_LATER)]
    said["approved_for_person"] = not any(withheld)
    said["established_on"] = node.string("created")
    said["lead_huvudman"] = reader.ref(node.child("author"))
    said["summary"] = _summary(reader, node)
    _bindings(reader, node)
    return said


def _read_identifiers(reader: Reader, node: Node, said: Said) -> None:
    for each in node.children("identifier"):
        if each.peek("system") == URI and (each.peek("value") or "").lower().startswith("urn:uuid:"):
            each.take("system", "use")
            said["plan_id"] = each.string("value")
        elif each.peek("use") == "secondary" and (assigner := each.child("assigner")) is not None:
            each.take("use")
            revision = read_value(reader, each, "source-revision", COUNT)
            source = Said(system=assigner.string("display"), plan_id=each.string("value"), revision=revision)
            source.path = each
            said["source"] = source


def _kind(reader: Reader, node: Node) -> Found | None:
    kind = None
    is_sip = False
    for category in node.children("category"):
        for each in category.children("coding"):
            if (each.peek("system"), each.peek("code")) == (PLAN_TYPE, "SIP"):
                each.take("system", "code")
                is_sip = True
        kind = reader.concept(category, PlanKind) or kind
    if not is_sip:
        reader.log.find("SIP148", node.at("category"), soft=True)
    if node.peek("title") in TITLE.values():
        node.ignore("title", "follows from the kind of the plan")
    return kind


def _state(reader: Reader, node: Node, exact: Found | None) -> Found | None:
    """The state in our extension, which `status` must not contradict; else what `status` means, if it is one thing."""
    if node.peek("intent") != "plan":
        reader.log.find("SIP139", node.at("intent"), soft=True)
    node.take("intent")
    if exact is None:
        return reader.mapped(node, "status", "care-plan-status-to-plan-state")
    if node.peek("status") == PLAN_STATES[PlanState(exact)].status:
        node.take("status")
    else:
        reader.log.find("SIP144", node.at("status"))
    return exact


def _replaces(node: Node) -> Found | None:
    for each in node.children("replaces"):
        identifier = each.child("identifier")
        if identifier is not None and identifier.peek("system") == URI:
            each.take("type")
            identifier.take("system")
            return identifier.string("value")
    return None


def _summary(reader: Reader, node: Node) -> Said | None:
    text = node.string("description")
    if text is None and not reader.ours:
        text = node.string("title")  # a SIP is named by its kind: what others call the plan is its shortest summary
    if text is None:
        return None
    below = node.child("_description")
    return Said(text=text, subjects=read_values(reader, below, "subject", _SUBJECT))


def _bindings(reader: Reader, node: Node) -> None:
    """References to parts that say themselves what they are: followed, so that none may lead nowhere."""
    has_label(node, REDACTED)
    reader.ref_in(node, "subject")
    for name in ("contributor", "careTeam", "addresses", "goal", "supportingInfo"):
        reader.follow(node, name)
    said = node.value.get("activity")
    if type(said) is not list or not all(type(each) is dict and reader.plainly(each.get("reference")) for each in said):
        for each in node.children("activity"):
            reader.target(each.child("reference"))
