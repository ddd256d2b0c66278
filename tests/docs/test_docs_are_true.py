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


@pytest.mark.parametrize("name", ["codes.md", "fields.md", "findings.md", "states.md", "settings.md"])
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


def test_every_field_that_a_table_can_name_stands_in_the_page_of_fields_with_a_word_in_swedish():
    from mappings.tables.loading.editor_schema import editor_schema
    from tests.docs.fields_of_tables import paths_of

    page = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_.]+)` \|", page, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == set(paths_of(editor_schema()))
    words = generator()._SWEDISH
    assert set(words) == {name for path in rows for name in path.split(".")[1:]}


def test_the_page_of_fields_says_what_each_holds_and_whether_it_is_needed():
    page = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
    said = (
        "| `plan.overall_goals.whose` | code of [GoalOwner](codes.md#goalowner) | yes | no | vems mål |",
        "| `plan.interventions.needs` | reference to `needs` | no | yes | behov |",
        "| `plan.needs.sub_goals.target_date` | date: a day, a month or a year | no | no | måldatum |",
        "| `plan.needs.id` | text | given | no |",
        "| `plan.organisations.id` | HSA-id (or organisation number) | yes | no |",
        "| `consents.givers` | part | ",
    )
    for each in said:
        assert each in page, each
