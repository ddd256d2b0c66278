// Documents in, the table out, and the tabs. What the page shows is drawn by the server.
"use strict";
(() => {
  const bench = document.getElementById("bench");
  const picker = document.getElementById("document");
  const file = document.getElementById("file");
  const notice = document.getElementById("notice");
  const says = document.body.dataset;
  let kept = "dirty" in editor.text.dataset ? null : editor.text.value; // what the file holds, as far as we know
  let proposed = "";

  const rerun = () => htmx.trigger(bench, "rerun");

  function tell(text) {
    const line = document.createElement("p");
    line.textContent = text;
    notice.replaceChildren(line);
  }

  async function put(content, name, type) {
    const propose = editor.text.value.trim() ? "" : "&propose=1";
    let answer;
    try {
      answer = await fetch(`documents?name=${encodeURIComponent(name)}${propose}`, {
        method: "POST", body: content, headers: { "Content-Type": type }, mode: "same-origin",
      });
    } catch {
      tell(content.size > 6 * 1024 * 1024 ? says.tooLarge : says.away);
      return;
    }
    if (!answer.ok) {
      tell(answer.status === 413 ? says.tooLarge : says.away);
      return;
    }
    const put = await answer.json();
    for (const each of [...picker.options]) if (!each.value) each.remove();
    picker.add(new Option(put.name, put.document, true, true));
    if (put.table && !editor.text.value.trim()) {
      editor.text.value = put.table;
      editor.number();
      changed();
      proposed = says.proposed;
    }
    if (!pasting.hidden) paste.click();
    rerun();
  }

  document.getElementById("open").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    if (file.files.length) put(file.files[0], file.files[0].name, "application/octet-stream");
    file.value = "";
  });

  const pasting = document.getElementById("pasting");
  const paste = document.getElementById("paste");
  const pasted = document.getElementById("pasted");
  paste.addEventListener("click", () => {
    pasting.hidden = !pasting.hidden;
    paste.setAttribute("aria-expanded", String(!pasting.hidden));
    if (!pasting.hidden) pasted.focus();
  });
  document.getElementById("use-pasted").addEventListener("click", () => {
    if (!pasted.value.trim()) return;
    put(pasted.value, paste.textContent.trim(), "text/plain");
    pasted.value = "";
    paste.focus();
  });

  const dropping = document.getElementById("dropping");
  let depth = 0;
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  document.addEventListener("dragenter", (event) => { if (carries(event)) { depth++; dropping.hidden = false; } });
  document.addEventListener("dragleave", (event) => { if (carries(event) && --depth <= 0) { depth = 0; dropping.hidden = true; } });
  document.addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    dropping.hidden = true;
    const first = event.dataTransfer.files[0];
    if (first) put(first, first.name, "application/octet-stream");
  });

  // the table: what is not saved is said, and Ctrl-S saves
  const dirty = document.getElementById("dirty");
  const save = document.getElementById("save");
  let sent = kept;
  function changed() { dirty.hidden = editor.text.value === kept; }
  editor.text.addEventListener("input", changed);
  bench.addEventListener("table-saved", () => { kept = sent; changed(); });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx.request.action.endsWith("save")) sent = editor.text.value;
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save?.click();
    }
  });
  let leaves = true;
  bench.addEventListener("submit", (event) => {
    leaves = event.submitter?.dataset.leaves !== "no";
    setTimeout(() => { leaves = true; }, 2000);
    if (event.submitter?.getAttribute("formaction") === "table") {
      kept = editor.text.value;
      changed();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaves && editor.text.value !== kept) event.preventDefault();
  });

  // the tabs
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const chosen = document.getElementById("tab");
  function show(name) {
    chosen.value = name;
    for (const each of tabs) {
      const here = each.dataset.tab === name;
      each.setAttribute("aria-selected", String(here));
      each.tabIndex = here ? 0 : -1;
      document.getElementById(`panel-${each.dataset.tab}`).hidden = !here;
    }
  }
  for (const each of tabs) {
    each.addEventListener("click", () => show(each.dataset.tab));
    each.addEventListener("keydown", (event) => {
      const at = tabs.indexOf(each);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      show(next.dataset.tab);
      next.focus();
    });
  }

  document.addEventListener("htmx:after:swap", () => {
    show(chosen.value);
    links.renew();
    if (proposed) tell(proposed);
    proposed = "";
  });
  document.addEventListener("htmx:error", () => tell(says.away));
  editor.number();
  changed();
})();
