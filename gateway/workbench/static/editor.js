// The table's text: numbers beside its lines, marks on them, and which line the caret is on.
"use strict";
window.editor = (() => {
  const text = document.getElementById("table");
  const gutter = document.getElementById("gutter");
  const bands = document.getElementById("bands");
  let count = 0;

  const lineHeight = () => parseFloat(getComputedStyle(text).lineHeight);
  const lines = () => text.value.split("\n");

  function number() {
    const wanted = lines().length;
    while (count < wanted) {
      const made = document.createElement("div");
      made.textContent = ++count;
      made.dataset.line = count;
      gutter.append(made);
    }
    while (count > wanted) {
      gutter.lastChild.remove();
      count--;
    }
    follow();
  }

  function follow() {
    gutter.scrollTop = text.scrollTop;
    bands.style.transform = `translateY(${-text.scrollTop}px)`;
  }

  function mark(name, wanted) {
    for (const each of gutter.querySelectorAll("." + name)) each.classList.remove(name);
    for (const each of bands.querySelectorAll("." + name)) each.remove();
    for (const line of wanted) {
      gutter.children[line - 1]?.classList.add(name);
      const band = document.createElement("div");
      band.className = name;
      band.style.top = `${(line - 1) * lineHeight()}px`;
      bands.append(band);
    }
  }

  function show(line) {
    const top = (line - 1) * lineHeight();
    if (top < text.scrollTop || top > text.scrollTop + text.clientHeight - 3 * lineHeight()) {
      text.scrollTop = Math.max(0, top - text.clientHeight / 3);
    }
    follow();
  }

  function go(line) {
    const before = lines().slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(before, before + (lines()[line - 1] || "").length);
    show(line);
  }

  const caretLine = () => text.value.slice(0, text.selectionStart).split("\n").length;

  // the lines around one that is further in: a rule may go over several lines
  function outwards(line) {
    const all = lines();
    const depth = (each) => /^\s*/.exec(all[each - 1] || "")[0].length;
    const found = [line];
    let inner = (all[line - 1] || "").trim() ? depth(line) : 0;
    for (let at = line - 1; at > 0 && inner > 0; at--) {
      if (all[at - 1].trim() && depth(at) < inner) {
        inner = depth(at);
        found.push(at);
      }
    }
    return found;
  }

  text.addEventListener("input", number);
  text.addEventListener("scroll", follow);
  gutter.addEventListener("wheel", (event) => { text.scrollTop += event.deltaY; });
  gutter.addEventListener("click", (event) => { if (event.target.dataset.line) go(Number(event.target.dataset.line)); });
  number();
  return { text, gutter, number, mark, show, go, caretLine, outwards };
})();
