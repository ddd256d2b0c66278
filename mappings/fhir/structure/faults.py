"""The thorough check: everything that is wrong with a piece of FHIR, each with its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mappings.fhir.constants import BASE
from mappings.fhir.structure.facts import EXTENSION, RESOURCE, Element, Slice, Type, is_known, type_of
from mappings.fhir.structure.primitives import IS
from mappings.fhir.structure.references import Everything, Targets
from schemas.findings import Finding, finding
from schemas.sip.walk import sayable


def faults_in(value: Any, kind: str, path: str, targets: Targets) -> tuple[Finding, ...]:
    """Everything wrong with a value of a type, in the order of the document."""
    return tuple(dict.fromkeys(_object(value, kind, path, targets)))


def resource_type(value: dict[str, Any]) -> str | None:
    """The profile of ours that a resource claims, or else its type; None for a type that is not in the table."""
    named = value.get("resourceType")
    if not isinstance(named, str) or not is_known(named) or type_of(named).of_resource != named:
        return None
    meta = value.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    first = claimed[0] if isinstance(claimed, list) and claimed else None
    if isinstance(first, str) and first.startswith(BASE) and is_known(first):
        return first if type_of(first).of_resource == named else None
    return named


def extension_type(url: Any, within: Type | None) -> str | None:
    """What type an extension with that address is; None for one that there is not."""
    if within is not None and url in within.extensions:
        return within.extensions[url].kind
    if not isinstance(url, str) or not url:
        return None
    if url.startswith(BASE):
        return url if is_known(url) else None
    return EXTENSION if ":" in url else None


def _object(value: Any, kind: str, path: str, targets: Targets, within: Type | None = None) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield finding("SIP172", path, expected="object")
        return
    if not value:
        yield finding("SIP173", path)
        return
    name: str | None = kind
    if kind == RESOURCE:
        name = resource_type(value)
        if name is None:
            if not isinstance(targets, Everything) or not isinstance(value.get("resourceType"), str):
                yield finding("SIP170", f"{path}.resourceType")
            return
    elif kind == EXTENSION:
        name = extension_type(value.get("url"), within)
        if name is None:
            yield finding("SIP178", path)
            return
    if name is not None:
        yield from _fields(value, type_of(name), path, targets)


def _fields(value: dict[str, Any], of: Type, path: str, targets: Targets) -> Iterator[Finding]:
    said: dict[str, int] = {}
    for key, inner in value.items():
        where = f"{path}.{sayable(key)}"
        element = of.elements.get(key.removeprefix("_"))
        if key == "resourceType" and of.of_resource:
            continue
        if element is None or element.most == 0 or (key.startswith("_") and not element.primitive):
            yield finding("SIP170", where)
            continue
        if not (key.startswith("_") and key[1:] in value):
            said[element.group] = said.get(element.group, 0) + 1
        if key.startswith("_"):
            yield from _beside(inner, value.get(key[1:]), element, where, targets)
        elif element.many:
            yield from _array(inner, value.get(f"_{key}"), element, of, where, targets)
        else:
            yield from _value(inner, element, of, where, targets)
    yield from (finding("SIP171", f"{path}.{group}") for group in of.required if group not in said)
    yield from (finding("SIP176", f"{path}.{group}") for group, count in said.items() if count > 1)
    if of.is_extension and ("extension" in value) == any(key.startswith(("value", "_value")) for key in value):
        yield finding("SIP178", path)
    yield from _slices(value.get("extension"), of, path)


def _array(inner: Any, beside: Any, element: Element, of: Type, path: str, targets: Targets) -> Iterator[Finding]:
    if not isinstance(inner, list):
        yield finding("SIP172", path, expected="array")
        return
    if not inner:
        yield finding("SIP173", path)
    if len(inner) < element.least:
        yield finding("SIP171", path)
    if element.most is not None and len(inner) > element.most:
        yield finding("SIP177", path, limit=element.most)
    for place, each in enumerate(inner):
        if each is None and element.primitive and isinstance(beside, list) and place < len(beside) and beside[place]:
            continue
        yield from _value(each, element, of, f"{path}[{place}]", targets)


def _value(value: Any, element: Element, of: Type, path: str, targets: Targets) -> Iterator[Finding]:
    if element.primitive:
        if value == "" or value is None:
            yield finding("SIP173", path)
        elif not IS[element.kind](value):
            yield finding("SIP172", path, expected=element.kind)
        elif element.codes is not None and value not in element.codes:
            yield finding("SIP174", path)
    else:
        yield from _object(value, element.kind, path, targets, of)
        if element.codes is not None and isinstance(value, dict) and not bound(value, element.kind, element.codes):
            yield finding("SIP174", path)
        if element.refers and isinstance(value, dict):
            yield from _reference(value, element, path, targets)
    if element.fixed is not None and not holds(value, element.fixed):
        yield finding("SIP174", path)


def _reference(value: dict[str, Any], element: Element, path: str, targets: Targets) -> Iterator[Finding]:
    address = value.get("reference")
    if isinstance(address, str) and not (address.startswith("#") and isinstance(targets, Everything)):
        found = targets.get(address)
        if found is None:
            yield finding("SIP136", f"{path}.reference")
        elif element.targets is not None and found not in element.targets:
            yield finding("SIP175", f"{path}.reference")
    named = value.get("type")
    if isinstance(named, str) and element.targets is not None and named not in element.targets:
        yield finding("SIP175", f"{path}.type")


def leads_nowhere(value: dict[str, Any], element: Element, targets: Targets) -> bool:
    """Whether anything is wrong with where a reference leads."""
    return any(True for _ in _reference(value, element, "", targets))


def _beside(inner: Any, value: Any, element: Element, path: str, targets: Targets) -> Iterator[Finding]:
    """What stands beside a primitive value, or in its place: id and extensions."""
    if not element.many:
        yield from _object(inner, "Element", path, targets)
        return
    if not isinstance(inner, list) or (isinstance(value, list) and len(inner) != len(value)):
        yield finding("SIP172", path, expected="array")
        return
    for place, each in enumerate(inner):
        if each is not None:
            yield from _object(each, "Element", f"{path}[{place}]", targets)


def _slices(extensions: Any, of: Type, path: str) -> Iterator[Finding]:
    if not of.extensions:
        return
    listed = extensions if isinstance(extensions, list) else []
    urls = [each.get("url") for each in listed if isinstance(each, dict)]
    yield from (finding("SIP177", path, limit=each.most or 0) for each in outside(urls, of.extensions))


def outside(urls: list[Any], slices: dict[str, Slice]) -> list[Slice]:
    """The slices of which too few or too many stand there."""
    counted = ((each, urls.count(url)) for url, each in slices.items())
    return [each for each, count in counted if count < each.least or (each.most is not None and count > each.most)]


def bound(value: dict[str, Any], kind: str, codes: frozenset[str]) -> bool:
    """Whether a Coding, or one of a CodeableConcept, has a code of the list."""
    codings = value.get("coding") if kind == "CodeableConcept" or "coding" in value else [value]
    return isinstance(codings, list) and any(
        isinstance(each, dict) and f"{each.get('system')}|{each.get('code')}" in codes for each in codings
    )


def holds(value: Any, wanted: Any) -> bool:
    """Whether a value is what a definition fixes, or holds all of its pattern."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(name in value and holds(value[name], wanted[name]) for name in wanted)
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(holds(each, one) for each in value) for one in wanted)
    return bool(value == wanted)
