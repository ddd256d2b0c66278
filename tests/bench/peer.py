"""The fastest peer: saxonche with an XSLT 3.0 stylesheet of ours, and whether it says what we say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

from lxml import etree

from schemas.messages import MESSAGE_VERSION


def peer() -> Callable[[bytes], bytes]:
    """SIP XML in, FHIR JSON out, by a stylesheet that is compiled once. It checks nothing."""
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    text = resources.files("tests.bench").joinpath("peer.xsl").read_text(encoding="utf-8")
    stylesheet = compiler.compile_stylesheet(stylesheet_text=text.replace("MESSAGE_VERSION", MESSAGE_VERSION))

    def translate(body: bytes) -> bytes:
        node = processor.parse_xml(xml_text=body.decode())
        said = stylesheet.transform_to_string(xdm_node=node)
        return str(said).encode()

    return translate


def same_content(ours: bytes, theirs: bytes) -> bool:
    """Whether both say the same resources with the same values, whatever the resources are called in them."""
    return bool(_renamed(json.loads(ours)) == _renamed(json.loads(theirs)))


def _renamed(bundle: dict[str, Any]) -> Any:
    """Every address of a resource as its place in the bundle."""
    place = {entry["fullUrl"]: f"#{number}" for number, entry in enumerate(bundle["entry"])}

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        return place.get(value, value) if isinstance(value, str) else value

    return walk(bundle)


def coverage(source: bytes, said: bytes) -> tuple[int, int]:
    """How many of the source's values are found in what was said, as they are or in a text, and how many there are."""
    found = set(_leaves(json.loads(said)))
    whole = "\n".join(found)
    values = [(element.text or "").strip() for element in etree.fromstring(source).iter() if len(element) == 0]
    return sum(1 for value in values if value in found or value in whole), len(values)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield json.dumps(value) if isinstance(value, bool) else str(value)
