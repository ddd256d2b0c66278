"""What is drawn from tables is what the tables say, and links inside the documentation lead somewhere."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def generator():
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["codes.md", "findings.md", "states.md", "settings.md"])
def test_a_drawn_page_is_what_the_tables_say(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == generator().PAGES[name]()


def pages():
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("schemas/**/*.md")])


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_to_a_file(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_every_field_of_a_plan_stands_in_the_list_of_fields():
    from schemas.sip.plan import Plan

    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for name in Plan.model_fields:
        assert re.search(rf"`{name}[`.\[]", page), name
