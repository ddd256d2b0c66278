// What came from where: a place of the source, a line of the table and a field of the SIP light up together.
"use strict";
window.links = (() => {
  const trace = document.getElementById("trace");
  const source = document.getElementById("source");
  const outcome = document.getElementById("outcome");
  const says = document.body.dataset;
  let chosen = null;

  const numbers = (element) => (element.dataset.lines || "").split(" ").filter(Boolean).map(Number);
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const placesOf = (field) => all(source, `[data-fields~="${CSS.escape(field)}"]`);
  const fieldsOf = (id) => all(outcome, `[data-field="${CSS.escape(id)}"]`);

  function ofElement(element) {
    if (element.matches("[data-field]")) {
      return { from: element, places: placesOf(element.dataset.field), lines: numbers(element), fields: [element] };
    }
    const ids = (element.dataset.fields || "").split(" ").filter(Boolean);
    return { from: element, places: [element], lines: numbers(element), fields: ids.flatMap(fieldsOf) };
  }

  function ofLine(line) {
    for (const each of editor.outwards(line)) {
      const places = all(source, `[data-lines~="${each}"]`);
      const fields = all(outcome, `[data-lines~="${each}"]`);
      if (places.length || fields.length) return { from: editor.text, places, lines: [each], fields };
    }
    return { from: editor.text, places: [], lines: [], fields: [] };
  }

  function light(link) {
    for (const each of document.querySelectorAll(".linked:not(#gutter *):not(#bands *)")) each.classList.remove("linked");
    editor.mark("linked", link ? link.lines : []);
    if (!link) return;
    for (const each of [...link.places, ...link.fields]) each.classList.add("linked");
    tell(link);
  }

  function tell(link) {
    const few = (texts) => texts.slice(0, 3).join(", ") + (texts.length > 3 ? ` (+${texts.length - 3})` : "");
    const places = few(link.places.map((each) => each.dataset.path));
    const lines = few(link.lines.map((each) => `${says.line} ${each}`));
    const fields = few(link.fields.map((each) => each.dataset.says));
    const mark = link.places.length === 1 && !fields ? link.places[0].querySelector(":scope > .row > .mark") : null;
    const parts = [places, lines, fields, mark ? mark.textContent.trim() + (mark.title ? `: ${mark.title}` : "") : ""];
    trace.textContent = parts.filter(Boolean).join("  →  ") || says.traceStart;
  }

  // keep a choice, and bring what belongs to it into sight; the pane in which one chose stays where it is
  function choose(link) {
    chosen = link;
    light(link);
    const into = (element) => element?.scrollIntoView({ block: "nearest" });
    if (link.lines.length && link.from !== editor.text) editor.show(link.lines[0]);
    if (!source.contains(link.from)) into(link.places[0]?.querySelector(":scope > .row"));
    if (!outcome.contains(link.from)) into(link.fields[0]);
  }

  const item = (event) => (event.target instanceof Element ? event.target.closest("#source [data-item], #outcome [data-item]") : null);

  document.addEventListener("mouseover", (event) => {
    const found = item(event);
    if (found) light(ofElement(found));
    else if (event.target.closest("#gutter [data-line]")) light(ofLine(Number(event.target.dataset.line)));
    else light(chosen);
  });
  document.addEventListener("click", (event) => {
    const found = item(event);
    if (found) {
      enter(found);
      found.focus({ preventScroll: true });
      choose(ofElement(found));
    }
    const goto = event.target.closest(".goto");
    if (goto?.dataset.goto) editor.go(Number(goto.dataset.goto));
    if (goto?.dataset.place) goToPlace(goto.dataset.place);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-item]")) choose(ofElement(event.target));
  });

  let caret = 0;
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== editor.text) return;
    const line = editor.caretLine();
    if (line !== caret) choose(ofLine((caret = line)));
  });

  function goToPlace(id) {
    const place = document.getElementById(id);
    if (!place) return;
    enter(place);
    place.focus({ preventScroll: true });
    place.querySelector(":scope > .row").scrollIntoView({ block: "center" });
  }

  // one stop for the tab key in each pane, arrows inside it
  function enter(element) {
    const group = element.closest("[data-roving]");
    for (const each of group.querySelectorAll('[data-item][tabindex="0"]')) each.tabIndex = -1;
    element.tabIndex = 0;
  }

  document.addEventListener("keydown", (event) => {
    const here = event.target;
    if (!(here instanceof Element) || !here.matches("[data-item]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const items = all(here.closest("[data-roving]"), "[data-item]");
    const at = items.indexOf(here);
    const to = {
      ArrowDown: () => items[at + 1],
      ArrowUp: () => items[at - 1],
      Home: () => items[0],
      End: () => items[items.length - 1],
      ArrowLeft: () => here.parentElement.closest("[data-item]"),
      ArrowRight: () => here.querySelector("[data-item]"),
      "?": () => items.slice(at + 1).find((each) => each.matches(".unknown")) || items.find((each) => each.matches(".unknown")),
    }[event.key]?.();
    if (event.key.startsWith("Arrow") || ["Home", "End"].includes(event.key)) event.preventDefault();
    if (to) {
      enter(to);
      to.focus({ preventScroll: true });
      (to.querySelector(":scope > .row") || to).scrollIntoView({ block: "nearest" });
    }
  });

  // after a run: everything was drawn anew
  function renew() {
    chosen = null;
    caret = 0;
    for (const group of document.querySelectorAll("[data-roving]")) {
      const first = group.querySelector("[data-item]");
      if (first && !group.querySelector('[data-item][tabindex="0"]')) first.tabIndex = 0;
    }
    editor.mark("fault", all(document, "#faults [data-fault]").map((each) => Number(each.dataset.fault)));
    if (document.activeElement === editor.text) {
      chosen = ofLine((caret = editor.caretLine()));
      light(chosen);
    } else light(null);
  }

  renew();
  return { renew };
})();
