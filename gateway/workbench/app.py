"""The application: one page, what a run changes on it, documents in, the table out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from gateway.api.guard import capped_body
from gateway.workbench.desk import Desk
from gateway.workbench.drawing import MOST_TEXT, TABS, Bench, fragment, notice, page
from gateway.workbench.guard import Guard
from gateway.workbench.proposing import proposed_table
from gateway.workbench.saving import Changed, TableFile, save_table
from gateway.workbench.trying import Outcome, try_table
from gateway.workbench.words import Words, preferred
from schemas.codes import Language
from schemas.errors import InvalidDocument
from schemas.findings import Finding, finding

STATIC = {
    "htmx.min.js": "text/javascript",
    "workbench.js": "text/javascript",
    "editor.js": "text/javascript",
    "links.js": "text/javascript",
    "workbench.css": "text/css",
    "icon.svg": "image/svg+xml",
}
_MOST_FIELDS = 20
_Form = dict[str, str]


def create_app(desk: Desk, token: str, today: Callable[[], date]) -> Guard:
    """The workbench behind its guard. `token` is the first part of every address."""
    app = FastAPI(
        title="Samspel workbench",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        exception_handlers={InvalidDocument: _refused, HTTPException: _no_such},
    )
    routes = _Routes(desk, today)
    app.add_api_route("/", routes.first, response_class=HTMLResponse)
    app.add_api_route("/", routes.again, methods=["POST"], response_class=HTMLResponse)
    app.add_api_route("/run", routes.run, methods=["POST"], response_class=HTMLResponse)
    app.add_api_route("/documents", routes.drop, methods=["POST"])
    app.add_api_route("/save", routes.save, methods=["POST"], response_class=HTMLResponse)
    app.add_api_route("/table", routes.download, methods=["POST"])
    app.add_api_route("/page", routes.printed, methods=["POST"], response_class=HTMLResponse)
    app.add_api_route("/static/{name}", _static)
    return Guard(app, token)


class _Routes:
    """What is asked of one desk."""

    def __init__(self, desk: Desk, today: Callable[[], date]) -> None:
        self._desk, self._today = desk, today

    async def first(self, request: Request) -> Response:
        """The page, with the table as its file has it."""
        words = Words(preferred(request.headers.get("accept-language", "")))
        document = request.query_params.get("document")
        read = await run_in_threadpool(self._desk.read_table)
        if isinstance(read, Finding):
            return HTMLResponse(await run_in_threadpool(self._page, words, TableFile("", ""), document, "", read))
        return HTMLResponse(await run_in_threadpool(self._page, words, read, document))

    async def again(self, request: Request) -> Response:
        """The page in another language, with the text as it stands in the browser."""
        form = await _form(request)
        table = TableFile(form.get("table", ""), form.get("mark", ""))
        words = Words(_language(form))
        return HTMLResponse(
            await run_in_threadpool(self._page, words, table, form.get("document"), form.get("tab", ""))
        )

    def _page(
        self, words: Words, table: TableFile, document: str | None, tab: str = "", unread: Finding | None = None
    ) -> str:
        lying = self._desk.documents()
        ids = [each.id for each in lying]
        chosen = document if document in ids else (ids[0] if ids else "")
        text, said = table.text, (words.finding(unread),) if unread is not None else ()
        if not text.strip() and chosen and not table.mark and unread is None:
            text = proposed_table(self._desk.content(each) for each in dict.fromkeys([chosen, *ids]))
            said = (words("proposed"),) if text else ()
        bench, outcome = self._tried(words, text, chosen, tab)
        dirty = self._desk.table is not None and self._desk.read_table() != TableFile(text, table.mark)
        return page(_with(bench, text=text, mark=table.mark, documents=lying, notice=said, dirty=dirty), outcome)

    async def run(self, request: Request) -> Response:
        """What the text in the browser makes of the document."""
        form = await _form(request)
        begun = time.perf_counter()
        drawn = await run_in_threadpool(self._run, form)
        return HTMLResponse(drawn, headers={"Server-Timing": f"run;dur={(time.perf_counter() - begun) * 1000:.1f}"})

    def _run(self, form: _Form) -> str:
        document = form.get("document", "")
        bench, outcome = self._tried(Words(_language(form)), form.get("table", ""), document, form.get("tab", ""))
        keep = outcome.table is None and bool(document) and form.get("drawn") == document
        return fragment(_with(bench, keep=keep), outcome)

    def _tried(self, words: Words, text: str, document: str, tab: str) -> tuple[Bench, Outcome]:
        content = self._desk.content(document) if document else None
        outcome = try_table(text, content, self._today())
        bench = Bench(
            words=words,
            text=text,
            mark="",
            file=self._desk.table.name if self._desk.table is not None else "",
            document=document,
            tab=tab if tab in TABS else TABS[0],
            notice=(words("gone"),) if document and content is None else (),
            raw=_raw(content) if outcome.explained is None or outcome.explained.root is None else "",
        )
        return bench, outcome

    async def drop(self, request: Request) -> Response:
        """Put a document on the desk: raw bytes of a file, or a text that was pasted (`text/plain`)."""
        body = await capped_body(request)
        content: bytes | str = body
        if request.headers.get("content-type", "").startswith("text/plain"):
            content = body.decode("utf-8", "replace")
        lying = self._desk.drop(request.query_params.get("name", ""), content)
        wanted = request.query_params.get("propose") == "1"
        table = await run_in_threadpool(proposed_table, [content]) if wanted else ""
        return JSONResponse({"document": lying.id, "name": lying.name, "table": table})

    async def save(self, request: Request) -> Response:
        """Write the table to the file that the workbench was started with."""
        form = await _form(request)
        words = Words(_language(form))
        if self._desk.table is None:
            return HTMLResponse(notice(words, "unsaved.html", said=words("save_why")), 409)
        mark = None if form.get("anyway") == "1" else form.get("mark", "")
        saved = await run_in_threadpool(save_table, self._desk.table, form.get("table", ""), mark)
        if isinstance(saved, Changed):
            return HTMLResponse(notice(words, "changed.html", document=form.get("document", "")), 409)
        if isinstance(saved, Finding):
            return HTMLResponse(notice(words, "unsaved.html", said=words.finding(saved)), 422)
        return HTMLResponse(notice(words, "saved.html", mark=saved.mark), headers={"HX-Trigger": "table-saved"})

    async def download(self, request: Request) -> Response:
        """The table as a file, for who started without one."""
        form = await _form(request)
        headers = {"content-disposition": 'attachment; filename="table.yaml"', "content-type": "application/yaml"}
        return Response(form.get("table", "").encode("utf-8", "replace"), headers=headers)

    async def printed(self, request: Request) -> Response:
        """The printable page by itself. Its own policy allows its style sheet, and nothing else."""
        form = await _form(request)
        content = self._desk.content(form.get("document", ""))
        outcome = await run_in_threadpool(try_table, form.get("table", ""), content, self._today())
        if not outcome.page:
            return HTMLResponse(notice(Words(_language(form)), "unprinted.html"), 409)
        return HTMLResponse(outcome.page)


def _with(bench: Bench, **changed: Any) -> Bench:
    if "notice" in changed:
        changed["notice"] = (*bench.notice, *changed["notice"])
    return replace(bench, **changed)


async def _form(request: Request) -> _Form:
    """The fields of a form. Raises InvalidDocument for what is none."""
    body = await capped_body(request)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise InvalidDocument(findings=(finding("SIP987", field="form"),)) from None
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def _language(form: _Form) -> Language:
    return Language.SV if form.get("to", form.get("lang")) == Language.SV.value else Language.EN


def _raw(content: bytes | str | Finding | None) -> str:
    """A document as text, when no table takes it apart: as UTF-8, else as Latin-1, which takes all."""
    if isinstance(content, str):
        return content[:MOST_TEXT]
    if not isinstance(content, bytes):
        return ""
    start = content[: 4 * MOST_TEXT]
    try:
        return start.decode("utf-8-sig")[:MOST_TEXT]
    except UnicodeDecodeError as fault:
        cut = len(start) < len(content) and fault.start > len(start) - 4
        return (start[: fault.start].decode("utf-8-sig") if cut else start.decode("iso-8859-1"))[:MOST_TEXT]


async def _refused(request: Request, error: Exception) -> Response:
    found = error.findings if isinstance(error, InvalidDocument) else ()
    words = Words(preferred(request.headers.get("accept-language", "")))
    status = 413 if any(each.code == "SIP005" for each in found) else 422
    return HTMLResponse(notice(words, "refused.html", findings=found), status)


async def _no_such(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = Words(preferred(request.headers.get("accept-language", "")))
    found = (finding("SIP986" if status == 405 else "SIP984"),)
    return HTMLResponse(notice(words, "refused.html", findings=found), status)


def _static(name: str) -> Response:
    """A file of ours: the list is closed."""
    if name not in STATIC:
        raise HTTPException(404)
    body = files("gateway.workbench").joinpath("static", name).read_bytes()
    return Response(body, media_type=STATIC[name])
