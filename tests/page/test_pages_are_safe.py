"""Every page stands alone: escaped, no scripts, nothing fetched, readable for everybody."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from lxml import html

from mappings.page import ledger_page, page_for_person, page_for_professional
from schemas.states import CopyState
from tests.page.plans import MADE_ON, ROWS, SCHOOL, child_plan, document, row

HOSTILE = """<script>alert(1)</script>"'><img src=https://evil.example/x onerror=alert(1)>{{ 7*7 }}{% raw %}</style>"""


def hostile():
    """A plan in which every text that somebody wrote is hostile."""
    free = {"text", "given", "family", "role", "name", "comment", "performer_name", "title"}

    def spoil(value, key=None):
        if isinstance(value, dict):
            return {name: spoil(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [spoil(each) for each in value]
        return HOSTILE if key in free and isinstance(value, str) else value

    return document(**spoil(child_plan()))


PAGES = {
    "person": lambda doc: page_for_person(doc, ROWS, made_on=MADE_ON, previous=document()),
    "guardian": lambda doc: page_for_person(doc, ROWS, made_on=MADE_ON, reader="g1"),
    "professional": lambda doc: page_for_professional(
        doc, organisation=SCHOOL, sender_name=HOSTILE, made_on=MADE_ON, redacted=True
    ),
    "ledger": lambda doc: ledger_page(
        [row(HOSTILE, CopyState.SENT, recipient_name=HOSTILE, entry_id=HOSTILE)],
        HOSTILE,
        datetime(2026, 12, 5, tzinfo=UTC),
    ),
}


@pytest.fixture(params=PAGES, ids=str)
def page(request):
    return PAGES[request.param](hostile())


def test_hostile_text_is_shown_as_text(page):
    tree = html.document_fromstring(page)
    assert not tree.findall(".//script")
    assert not tree.findall(".//img")
    assert len(tree.findall(".//style")) == 1
    assert "<script>alert(1)</script>" in tree.find("body").text_content()
    assert "{{ 7*7 }}" in tree.find("body").text_content()
    assert not [name for each in tree.iter("*") for name in each.attrib if name.startswith("on")]


def test_nothing_is_fetched_linked_or_sent(page):
    tree = html.document_fromstring(page)
    for each in tree.iter("*"):
        assert not {"href", "src", "action", "srcset", "background", "style"} & set(each.attrib)
    assert not list(tree.iter("a", "form", "iframe", "object", "embed", "link", "base", "svg"))
    assert not re.search(r"url\(|@import", tree.find(".//style").text)


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(page):
    tree = html.document_fromstring(page)
    (policy,) = [
        each.get("content") for each in tree.iter("meta") if each.get("http-equiv") == "Content-Security-Policy"
    ]
    digest = base64.b64encode(hashlib.sha256(tree.find(".//style").text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_page_is_swedish_utf8_with_one_title_and_ordered_headings(page):
    assert page.decode("utf-8").startswith('<!DOCTYPE html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">')
    tree = html.document_fromstring(page)
    assert len(tree.findall(".//h1")) == 1
    assert tree.findtext(".//title")
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [each.get("id") for each in tree.iter("*") if each.get("id")]
    assert len(ids) == len(set(ids))


def test_text_is_large_and_has_the_contrast_that_wcag_asks_for(page):
    css = html.document_fromstring(page).find(".//style").text
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))
    for ink in ("ink", "soft", "deep"):
        for paper in ("paper", "wash", "warm"):
            assert contrast(colours[ink], colours[paper]) >= 4.5
    assert contrast(colours["ink"], colours["paper"]) >= 7
    assert "html { font-size: 125%; }" in css
    assert float(re.search(r"print \{\s*html \{ font-size: ([\d.]+)pt", css)[1]) >= 12


def contrast(one, other):
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
