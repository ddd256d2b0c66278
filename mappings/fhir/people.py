"""The natural persons: name, contact, protection, languages; Patient, RelatedPerson, Practitioner with its role."""

from __future__ import annotations

from mappings.codes import Role, coding
from mappings.fhir.constants import ABSENT, BCP47, HSA_SYSTEMS, INTERPRETER, Json, absent, made
from mappings.fhir.extensions import REF, TEXT, YES_NO, read_value, read_values, write_value
from mappings.fhir.identifiers import by_system, hsa, identity, part_id, part_identifier, read_identity
from mappings.fhir.labels import housekeeping, meta, protection_of
from mappings.fhir.node import Found, Node
from mappings.fhir.periods import period, read_period
from mappings.fhir.reader import Reader, Resource, said_by
from mappings.fhir.urls import Urls
from schemas.codes import Mandate, SupporterKind
from schemas.identifiers import PERSON
from schemas.sip.people import (
    Contact,
    Guardian,
    Name,
    NaturalPerson,
    Participant,
    Person,
    Relative,
    Representative,
    Supporter,
)

Related = Guardian | Representative | Relative | Supporter


def name_json(name: Name) -> list[Json]:
    """HumanName; `text` is the whole name for those who only show it."""
    given, family = name.given, name.family
    if not family:
        return [{"text": given, "given": [given]}]
    return [{"text": name.full, "family": family, "given": [given]}]


def read_name(node: Node) -> Json | None:
    """The first name; of a name that is only text, the text."""
    name = node.first("name")
    if name is None:
        return None
    given = name.strings("given") if name.has("given") else []
    family = name.string("family")
    if not given:
        whole = name.string("text")
        return said_by(name, given=whole, family=family)
    name.ignore("text", "the parts of the name say it")
    one = given[0] if len(given) == 1 else Found(" ".join(given), given[0].path)
    return said_by(name, given=one, family=family)


def contact_json(contact: Contact | None) -> Json:
    """`telecom` and `address`; a contact that is there but empty says so."""
    if contact is None:
        return {}
    said: Json = {}
    if contact.phones or contact.emails:
        phones = [{"system": "phone", "value": each} for each in contact.phones]
        said["telecom"] = phones + [{"system": "email", "value": each} for each in contact.emails]
    if (one := contact.address) is not None:
        address = made(line=list(one.lines), city=one.city, postalCode=one.postal_code)
        said["address"] = [address or absent()]
    return said or {"telecom": [absent()]}


def read_contact(node: Node) -> Json | None:
    """Phones, e-mail addresses and the first postal address; None when nothing is said of any."""
    said = said_by(node)
    for telecom in node.children("telecom"):
        if (nothing := telecom.extension(ABSENT)) is not None:
            nothing.take("valueCode")
        field = {"phone": "phones", "email": "emails"}.get(telecom.peek("system") or "")
        if field is not None:
            telecom.take("system")
            said.setdefault(field, []).append(telecom.string("value"))
    if (address := node.first("address")) is not None:
        if (nothing := address.extension(ABSENT)) is not None:
            nothing.take("valueCode")
        lines = address.strings("line")
        said["address"] = said_by(
            address, lines=lines, postal_code=address.string("postalCode"), city=address.string("city")
        )
    return said if node.has("telecom") or node.has("address") else None


def natural_json(person: NaturalPerson) -> Json:
    """What every natural person has."""
    return {"name": name_json(person.name), **contact_json(person.contact)}


def read_natural(node: Node) -> Json:
    """What every natural person has, as plain data; the carrier's own words are left out."""
    housekeeping(node)
    return said_by(node, name=read_name(node), contact=read_contact(node), protection=protection_of(node))


def _communication(languages: tuple[str, ...]) -> list[Json]:
    return [{"language": {"coding": [{"system": BCP47, "code": each}]}} for each in languages]


def _read_communication(node: Node) -> list[Found]:
    found = []
    for each in node.children("communication"):
        language = each.child("language")
        for code in language.children("coding") if language is not None else []:
            if code.peek("system") == BCP47 and (tag := code.string("code")) is not None:
                code.take("system")
                code.ignore("display", "the code says it")
                found.append(tag)
    return found


def patient_from_sip(urls: Urls, person: Person) -> Json:
    """The one whom the plan is about."""
    interpreter = person.interpreter_needed
    needs = [] if interpreter is None else [{"url": INTERPRETER, "valueBoolean": interpreter}]
    return {
        "resourceType": "Patient",
        "meta": meta("patient", protection=person.protection),
        **made(
            extension=[*needs, *write_value(urls, "communication-support", TEXT, person.communication_support)],
            identifier=[identity(person.identity), *(identity(each, "old") for each in person.earlier_identities)],
            **natural_json(person),
            communication=_communication(person.languages),
        ),
    }


def sip_from_patient(reader: Reader, resource: Resource) -> Json:
    """The person. A number that is not marked as old is the present one; without a Swedish number SIP145 is found."""
    node = resource.node
    said = read_natural(node)
    numbers = [(each.peek("use"), number) for each in node.children("identifier") if (number := read_identity(each))]
    present = [number for use, number in numbers if use != "old"]
    if present:
        said["identity"] = present[0]
    elif not numbers:
        reader.log.find("SIP145", node.at("identifier"))
    said["earlier_identities"] = [number for _, number in numbers if number is not said.get("identity")]
    said["languages"] = _read_communication(node)
    interpreter = node.extension(INTERPRETER)
    said["interpreter_needed"] = None if interpreter is None else interpreter.boolean("valueBoolean")
    said["communication_support"] = read_values(reader, node, "communication-support", TEXT)
    return said


_ROLE: dict[type, Role] = {
    Guardian: Role.GUARDIAN,
    Representative: Role.REPRESENTATIVE,
    Relative: Role.RELATIVE,
    Supporter: Role.SUPPORTER,
}


def related_person_from_sip(urls: Urls, person: Related) -> Json:
    """A guardian, representative, relative or supporter; the role says which, and mandate or kind stand beside it."""
    role: Json = {"coding": [coding(_ROLE[type(person)])]}
    said: Json = {}
    number = getattr(person, "identity", None)
    if isinstance(person, Guardian):
        said["communication"] = _communication(person.languages)
        said["extension"] = write_value(urls, "interpreter-needed", YES_NO, person.interpreter_needed)
    elif isinstance(person, Representative):
        role["coding"].append(coding(person.mandate))
        said["period"] = period(person.valid_from, person.valid_until)
    elif isinstance(person, Supporter):
        role["coding"].append(coding(person.kind))
        said["extension"] = write_value(urls, "organisation", REF, person.organisation)
    elif person.relation is not None:
        role["text"] = person.relation
    return {
        "resourceType": "RelatedPerson",
        "meta": meta("related-person", protection=person.protection),
        **made(
            identifier=[part_identifier(person.id), *([identity(number)] if number else [])],
            patient=urls.reference(PERSON),
            relationship=[role],
            **natural_json(person),
            **said,
        ),
    }


def role_of(reader: Reader, resource: Resource) -> Role:
    """Which kind of related person; who comes without a role of ours is a relative, who has no mandate."""
    relationship = resource.node.first("relationship")
    found = reader.concept(relationship, Role)
    return Role(found) if found in {role.value for role in _ROLE.values()} else Role.RELATIVE


def sip_from_related_person(reader: Reader, resource: Resource) -> Json:
    """The fields of the role that the related person has."""
    node, role = resource.node, role_of(reader, resource)
    said = read_natural(node)
    said["id"] = resource.ref
    if (patient := node.child("patient")) is not None:
        reader.ref(patient)
    relationship = node.first("relationship")
    if role in {Role.GUARDIAN, Role.REPRESENTATIVE}:
        numbers = [number for each in node.children("identifier") if (number := read_identity(each))]
        said["identity"] = numbers[0] if numbers else None
    if role is Role.GUARDIAN:
        said["languages"] = _read_communication(node)
        said["interpreter_needed"] = read_value(reader, node, "interpreter-needed", YES_NO)
    elif role is Role.REPRESENTATIVE:
        said["mandate"] = reader.concept(relationship, Mandate)
        said["valid_from"], said["valid_until"] = read_period(node.child("period"))
    elif role is Role.SUPPORTER:
        said["kind"] = reader.concept(relationship, SupporterKind)
        said["organisation"] = read_value(reader, node, "organisation", REF)
    elif relationship is not None:
        said["relation"] = relationship.string("text")
    return said


def practitioner_from_sip(_: Urls, person: Participant) -> Json:
    """Who takes part for an organisation, as a human being."""
    said: Json = {"resourceType": "Practitioner", "meta": meta("practitioner", (), person.protection)}
    if person.hsa_id:
        said["identifier"] = [hsa(person.hsa_id)]
    said["name"] = name_json(person.name)
    if person.contact is not None:
        said |= contact_json(person.contact)
    return said


def practitioner_role_from_sip(urls: Urls, person: Participant) -> Json:
    """Who takes part for an organisation, in that capacity: what the plan points at."""
    said: Json = {
        "resourceType": "PractitionerRole",
        "meta": meta("practitioner-role"),
        "identifier": [part_identifier(person.id)],
        "practitioner": urls.reference(person.id, "practitioner"),
        "organization": urls.to[person.organisation],
    }
    if person.role:
        said["code"] = [{"text": person.role}]
    return said


def sip_from_practitioner_role(reader: Reader, resource: Resource) -> Json:
    """A participant, of the role and of the human being that it points at."""
    node = resource.node
    housekeeping(node)
    said = said_by(node)
    if (person := reader.target(node.child("practitioner"))) is not None:
        said.update(read_natural(person.node))
        said["hsa_id"] = by_system(person.node, HSA_SYSTEMS) if person.node.has("identifier") else None
    said["id"] = resource.ref
    said["organisation"] = reader.ref_in(node, "organization")
    if (code := node.first("code")) is not None:
        said["role"] = code.string("text")
    return said


def known_as(resource: Resource) -> Found | None:
    """What the model calls a person's resource."""
    if resource.kind == "Patient":
        return Found(PERSON, resource.node.path)
    return part_id(resource.node)
