"""The page in a real browser: what a person types, points at and presses."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from gateway.workbench.desk import Desk
from tests.workbench.chromium import Page
from tests.workbench.conftest import EXAMPLES

Open = Callable[..., Page]
STATUS = "document.getElementById('status').innerText"
PLACE = "li[data-path='/SIPExport/Klient/Personnr'] > .row"


def line_of(page: Page, text: str) -> int:
    return int(page.ask(f"editor.text.value.split('\\n').findIndex(each => each.includes({text!r})) + 1"))


def write_over(page: Page, line: int, text: str) -> None:
    """Choose a line of the table, and type another in its place."""
    page.ask(f"editor.go({line})")
    page.type(text)


def test_typing_into_the_table_changes_the_result(opened: Open, flat: Desk) -> None:
    page = opened(flat)
    assert "Inte förstått 0" in page.ask(STATUS)
    write_over(page, line_of(page, "interpreter_needed"), "    # nothing of the interpreter")
    page.until(f"{STATUS}.includes('Inte förstått 1')")
    assert page.ask("document.querySelector(\"li[data-path='/SIPExport/Klient/Tolk'] > .row\").innerText").endswith(
        "inte förstått"
    )
    assert "Behöver tolk" not in page.ask("document.getElementById('panel-plan').innerText")
    assert page.ask("document.activeElement.id") == "table"
    assert page.ask("!document.getElementById('dirty').hidden")
    assert page.complaints() == []


def test_a_fault_is_marked_at_its_line_while_the_last_result_stays(opened: Open, flat: Desk) -> None:
    page = opened(flat)
    line = line_of(page, "identity: Personnr")
    write_over(page, line, "    identitet: Personnr")
    page.until("document.querySelector('#faults [data-fault]')")
    assert page.ask("document.querySelector('#gutter .fault').dataset.line") == str(line)
    assert "199002222397" in page.ask("document.getElementById('panel-plan').innerText")
    assert "från före felet" in page.ask("document.getElementById('stale').innerText")
    write_over(page, line, "    identity: Personnr")
    page.until("!document.querySelector('#faults [data-fault]') && !document.querySelector('#stale p')")
    assert not page.ask("Boolean(document.querySelector('#gutter .fault'))")


def test_pointing_at_a_place_shows_its_line_and_its_field_and_back(opened: Open, flat: Desk) -> None:
    page = opened(flat)
    line = line_of(page, "identity: Personnr")
    page.hover(PLACE)
    page.until("document.querySelector('#gutter .linked')")
    assert page.ask("document.querySelector('#gutter .linked').dataset.line") == str(line)
    assert "199002222397" in page.ask("[...document.querySelectorAll('.field.linked')].map(e => e.innerText).join()")
    assert page.ask("document.getElementById('trace').innerText").startswith("/SIPExport/Klient/Personnr")
    page.hover("h1")
    page.until("!document.querySelector('.field.linked')")
    page.click(".field[data-field='f-plan-person-name-family']")
    page.until("document.querySelector('#source .linked')")
    assert page.ask("document.querySelector('#source .linked').dataset.path") == "/SIPExport/Klient/Efternamn"
    page.ask(f"editor.go({line})")
    page.until(
        "document.querySelectorAll('#source .linked').length === 1 && "
        "document.querySelector('#source .linked').dataset.path.endsWith('Personnr')"
    )


def test_the_page_can_be_used_with_keys_alone(opened: Open, flat: Desk) -> None:
    page = opened(flat)
    page.ask("document.querySelector('#source [data-item][tabindex=\"0\"]').focus()")
    for _ in range(3):
        page.key("ArrowDown")
    page.until("document.activeElement.dataset.path === '/SIPExport/Arende/Nr'")
    page.until("document.querySelector('.field.linked')?.innerText === '2026-0412'")
    page.key("Tab")
    assert page.ask("document.activeElement.closest('#source')") is None
    page.ask("document.getElementById('tab-plan').focus()")
    page.key("ArrowRight")
    page.until("!document.getElementById('panel-page').hidden && document.getElementById('panel-plan').hidden")
    assert page.ask("document.activeElement.getAttribute('aria-selected')") == "true"
    assert page.ask("document.querySelectorAll('#source [data-item][tabindex=\"0\"]').length") == 1


def test_ctrl_s_saves_and_a_change_on_disk_is_asked_about(opened: Open, flat: Desk) -> None:
    page = opened(flat)
    write_over(page, 1, "# mine")
    page.key("s", 2)
    page.until("document.querySelector('#saved .well') && document.getElementById('dirty').hidden")
    assert flat.table.read_text("utf-8").startswith("# mine\n")
    flat.table.write_text("# theirs\n", "utf-8")
    write_over(page, 1, "# mine again")
    page.click("#save")
    page.until("document.querySelector('#saved button')")
    assert flat.table.read_text("utf-8") == "# theirs\n"
    page.click("#saved button")
    page.until("document.querySelector('#saved .well')")
    assert flat.table.read_text("utf-8").startswith("# mine again\n")


def test_a_file_starts_it_and_its_format_is_proposed(opened: Open) -> None:
    page = opened(Desk(), language="en")
    page.drop([EXAMPLES / "nested-json" / "samples" / "active.json"])
    page.until("editor.text.value.includes('format: json') && document.querySelector('#source li')")
    assert page.ask("document.querySelector('#document').selectedOptions[0].text") == "active.json"
    assert "proposal" in page.ask("document.getElementById('notice').innerText")
    assert page.complaints() == []


def test_a_pasted_text_starts_it(opened: Open, flat: Desk) -> None:
    page = opened(Desk(flat.table, []))
    page.click("#paste")
    page.type(flat.content("sample-0").decode("iso-8859-1"))
    page.click("#use-pasted")
    page.until(f"{STATUS}.includes('Överfört 91')")


def test_hostile_content_runs_nothing_and_asks_nothing_of_others(opened: Open, flat: Desk) -> None:
    nasty = escape(
        "<img src=http://evil.example/x onerror=alert(1)></textarea><script>document.title='x'</script>"
    ).encode()
    key = flat.drop("<b>x</b>", flat.content("sample-0").replace(b">Testsson<", b">" + nasty + b"<")).id
    page = opened(flat)
    page.ask(f"document.getElementById('document').value = {key!r}")
    page.ask("document.getElementById('document').dispatchEvent(new Event('change', {bubbles: true}))")
    page.until("document.getElementById('panel-plan').innerText.includes('onerror')")
    for tab in ("page", "message", "findings", "account", "back"):
        page.click(f"#tab-{tab}")
        page.until(f"!document.getElementById('panel-{tab}').hidden")
    assert page.ask("document.querySelectorAll('img').length") == 0
    assert page.ask("document.title") == "table.yaml – Samspel"
    here = page.ask("location.origin")
    assert [each for each in page.asked() if not each.startswith((here, "about:srcdoc"))] == []


def test_the_language_is_changed_and_the_printed_page_opened_from_the_page_itself(opened: Open, flat: Desk) -> None:
    """Real forms of a real browser, with the origin that it sends."""
    page = opened(flat)
    write_over(page, 1, "# mine")
    page.click("button[name='to']")
    page.until("document.documentElement.lang === 'en' && window.editor")
    assert page.ask("editor.text.value.split('\\n')[0]") == "# mine"
    assert page.ask("!document.getElementById('dirty').hidden")
    page.click("#tab-page")
    page.click("#panel-page button")
    assert "Min plan" in page.other("document.body.innerText.includes('Min plan') && document.body.innerText")


def test_an_ended_workbench_is_told(opened: Open, flat: Desk) -> None:
    page = opened(flat)
    page.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    write_over(page, 1, "# x")
    page.until("document.getElementById('notice').innerText.includes('svarar inte')")


@pytest.mark.parametrize("width", [900, 1600])
def test_nothing_runs_over_the_side_and_every_control_has_a_name(opened: Open, flat: Desk, width: int) -> None:
    page = opened(flat, width=width)
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask("document.documentElement.scrollHeight") <= 1000  # the panes scroll, the page does not
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    controls = {"button", "textbox", "combobox", "tab", "treeitem", "tabpanel", "region", "link", "Iframe"}
    nameless = [
        each["role"]["value"]
        for each in tree
        if not each.get("ignored")
        and each.get("role", {}).get("value") in controls
        and not each.get("name", {}).get("value")
    ]
    assert nameless == []
    roles = [each["role"]["value"] for each in tree if "role" in each and not each.get("ignored")]
    assert {"main", "banner", "tree", "tablist", "status"} <= set(roles)


def test_texts_stand_out_from_what_is_behind_them(opened: Open, flat: Desk, tmp_path: Path) -> None:
    """WCAG 1.4.3: 4.5 to 1 for text."""
    spoiled = flat.content("sample-0").replace(b"<Tolk>", b"<Ny>1</Ny><Tolk>").replace(b">20260914<", b">20261399<")
    sample = tmp_path / "spoiled.xml"
    sample.write_bytes(spoiled)
    page = opened(Desk(flat.table, [sample]))
    page.click(PLACE)
    for tab in ("plan", "findings", "account"):
        page.click(f"#tab-{tab}")
        assert page.ask(CONTRAST) == []
    write_over(page, 1, "tabel: [")
    page.until("document.querySelector('#faults li')")
    assert page.ask(CONTRAST) == []


CONTRAST = """(() => {
  const parse = (text) => (text.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > .99) return found;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const each of document.querySelectorAll('body *')) {
    if (!each.offsetParent || ![...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(each).color)), light(behind(each))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) weak.push(each.outerHTML.slice(0, 120));
  }
  return weak;
})()"""
