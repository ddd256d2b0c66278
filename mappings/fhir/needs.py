"""Needs and goals: Condition, Goal, and Observation for how far a goal was reached."""

from __future__ import annotations

from collections.abc import Callable

from mappings.codes import ConditionCategory, Item, coding, concept, concept_map
from mappings.fhir.constants import ICF, ICF_SYSTEMS, Json, made
from mappings.fhir.extensions import YES_NO, code, read_value, write_value
from mappings.fhir.identifiers import part_identifier
from mappings.fhir.labels import housekeeping, meta, subjects_of
from mappings.fhir.node import Node, Said
from mappings.fhir.parties import Parties, extended, merged, party, read_party
from mappings.fhir.reader import Reader, Resource, said_by
from mappings.fhir.urls import Urls
from schemas.codes import Attained, GoalOwner, NeedArea, Subject
from schemas.identifiers import PERSON
from schemas.sip.content import Attainment, Need, OverallGoal, SubGoal
from schemas.states import PlanState

_AREA = code(NeedArea)
_NEED = [concept(ConditionCategory.NEED)]
_EXPRESSED_BY = ("Patient", "Practitioner", "PractitionerRole", "RelatedPerson")


def condition_from_need(urls: Urls, need: Need) -> Json:
    """A need, in a category of ours, so that a social need does not surface as a diagnosis."""
    said: Json = {"resourceType": "Condition", "meta": meta("need", need.subjects)}
    if need.area is not None:
        said["extension"] = write_value(urls, "need-area", _AREA, need.area)
    said["identifier"] = [part_identifier(need.id)]
    said["category"] = _NEED
    said["code"] = {"coding": [{"system": ICF, "code": each} for each in need.icf]} if need.icf else {}
    said["code"]["text"] = need.text
    said["subject"] = urls.to[PERSON]
    return said


def need_from_condition(reader: Reader, resource: Resource) -> Said:
    """A need without its sub-goals."""
    node = resource.node
    housekeeping(node)
    reader.ref_in(node, "subject")
    for category in node.children("category"):
        reader.concept(category, ConditionCategory)
    words = node.child("code")
    said = Said(
        id=resource.ref,
        area=read_value(reader, node, "need-area", code(NeedArea)),
        text=reader.words(words),
        icf=[],
        subjects=subjects_of(reader, node),
    )
    for each in words.children("coding") if words is not None else []:
        if each.peek("system") in ICF_SYSTEMS:
            each.take("system")
            each.ignore("display", "the code says it")
            said["icf"].append(each.string("code"))
    said.path = node
    return said


def _goal(urls: Urls, goal: OverallGoal | SubGoal, state: PlanState, subjects: tuple[Subject, ...]) -> Json:
    status = concept_map("plan-state-to-goal").forward[state].code
    kind = Item.OVERALL_GOAL if isinstance(goal, OverallGoal) else Item.SUB_GOAL
    return {
        "resourceType": "Goal",
        "meta": meta("goal", subjects),
        "identifier": [part_identifier(goal.id)],
        "lifecycleStatus": status,
        "category": [concept(kind)],
        "description": {"text": goal.text},
        "subject": urls.to[PERSON],
    }


def goal_from_overall_goal(urls: Urls, goal: OverallGoal, state: PlanState) -> Json:
    """An overall goal of the person's or the family's own."""
    said = _goal(urls, goal, state, goal.subjects)
    said["category"].append(concept(goal.whose))
    return extended(said, write_value(urls, "own-words", YES_NO, goal.own_words))


def goal_from_sub_goal(urls: Urls, parties: Parties, goal: SubGoal, need: Need, state: PlanState) -> Json:
    """A sub-goal of a need, labelled with the need's subjects; how far it is reached, latest first, history beside."""
    said = _goal(urls, goal, state, need.subjects)
    said["addresses"] = [urls.to[need.id]]
    if goal.target_date is not None:
        said["target"] = [{"dueDate": goal.target_date}]
    if goal.expressed_by is not None:
        said = merged(said, party(urls, parties, goal.expressed_by, "expressedBy", _EXPRESSED_BY))
    if goal.attainments:
        latest = latest_of(goal.attainments)
        said["achievementStatus"] = attained(latest.outcome)
        if latest.on is not None:
            said["statusDate"] = latest.on
        said["outcomeReference"] = [
            urls.reference(goal.id, "attainment", count) for count, _ in enumerate(goal.attainments)
        ]
    return said


def latest_of(attainments: tuple[Attainment, ...]) -> Attainment:
    """The attainment with the latest date; of those with the same, or none, the one written last."""
    return max(enumerate(attainments), key=lambda each: (each[1].on or "", each[0]))[1]


def attained(outcome: Attained) -> Json:
    """How far a goal is reached: our code, and the standard one where there is one that means the same."""
    standard = concept_map("attained-to-achievement").forward.get(outcome)
    return concept(outcome, more=(standard,) if standard else ())


def observation_from_attainment(urls: Urls, goal: SubGoal, need: Need, count: int) -> Json:
    """One judgement of how far a sub-goal was reached."""
    judged = goal.attainments[count]
    return {
        "resourceType": "Observation",
        "meta": meta("attainment", need.subjects),
        "status": "final",
        "code": concept(Item.ATTAINMENT),
        "subject": urls.reference(PERSON),
        "focus": [urls.reference(goal.id)],
        **made(effectiveDateTime=judged.on),
        "valueCodeableConcept": attained(judged.outcome),
        **made(note=[{"text": judged.comment}] if judged.comment else None),
    }


def attainment_from_observation(reader: Reader, resource: Resource) -> Said:
    """The other way."""
    node = resource.node
    housekeeping(node)
    _labels_of_the_need(reader, node)
    reader.concept(node.child("code"), Item)
    reader.ref(node.child("subject"))
    for each in node.children("focus"):
        reader.ref(each)
    node.ignore("status", "a judgement that was made is final")
    note = node.first("note")
    return said_by(
        node,
        outcome=reader.concept(node.child("valueCodeableConcept"), Attained, "attained-to-achievement"),
        on=node.string("effectiveDateTime"),
        comment=note.string("text") if note is not None else None,
    )


def _labels_of_the_need(reader: Reader, node: Node) -> None:
    if (below := node.child("meta")) is not None:
        for label in below.children("security"):
            reader.code(label, Subject)


def is_overall(resource: Resource) -> bool:
    """Whether a Goal says that it is an overall one."""
    wanted = coding(Item.OVERALL_GOAL)
    codes = [each for category in _objects(resource.node.value, "category") for each in _objects(category, "coding")]
    return any(each.get("system") == wanted["system"] and each.get("code") == wanted["code"] for each in codes)


def _objects(value: Json, name: str) -> list[Json]:
    """The objects in an array, to decide what to read: what is none is told when it is read."""
    said = value.get(name)
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def goal_from_resource(reader: Reader, resource: Resource, attainment: Callable[[Resource], Said]) -> Said:
    """What an overall goal and a sub-goal have, as plain data; `needs` are the needs that it addresses."""
    node = resource.node
    housekeeping(node)
    node.ignore("lifecycleStatus", "follows from the state of the plan")
    reader.ref_in(node, "subject")
    categories = node.children("category")
    for category in categories:
        reader.concept(category, Item)
    description = node.child("description")
    said = Said(id=resource.ref, text=reader.words(description))
    said.path = node
    if is_overall(resource):
        owners = [whose for each in categories if (whose := reader.concept(each, GoalOwner))]
        said["whose"] = owners[0] if owners else None
        said["own_words"] = read_value(reader, node, "own-words", YES_NO)
        said["subjects"] = subjects_of(reader, node)
        return said
    _labels_of_the_need(reader, node)
    target = node.first("target")
    said["target_date"] = target.string("dueDate") if target is not None else None
    said["expressed_by"] = read_party(reader, node, "expressedBy")
    said["needs"] = reader.refs_in(node, "addresses")
    said["attainments"] = _attainments(reader, node, attainment)
    return said


def _attainments(reader: Reader, node: Node, attainment: Callable[[Resource], Said]) -> list[Said]:
    outcomes = [reader.target(each) for each in node.children("outcomeReference")]
    history = [attainment(each) for each in outcomes if each is not None and each.kind == "Observation"]
    status = node.child("achievementStatus")
    latest = reader.concept(status, Attained, "attained-to-achievement")
    on = node.string("statusDate")
    if history or latest is None:
        return history
    return [said_by(status or node, outcome=latest, on=on)]
