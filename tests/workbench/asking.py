"""Requests to a workbench without a socket, and what its answers say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
from lxml import html

from gateway.workbench.app import create_app
from gateway.workbench.desk import Desk
from tests.workbench.conftest import TOKEN, today

HERE = "127.0.0.1:8371"


class Client:
    """Asks an application as a browser on this computer would; `base` stands before every address."""

    def __init__(self, app: Any, base: str = "", **headers: str) -> None:
        self._app, self._base, self._headers = app, f"http://{HERE}{base}", headers

    def request(self, method: str, path: str, **words: Any) -> httpx.Response:
        """One request and its answer."""
        content = words.get("content")
        if content is not None and not isinstance(content, bytes | str):
            words["content"] = _in_pieces(content)
        return asyncio.run(self._ask(method, path, **words))

    async def _ask(self, method: str, path: str, **words: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, headers=self._headers) as client:
            return await client.request(method, f"{self._base}{path}", **words)

    def get(self, path: str, **words: Any) -> httpx.Response:
        """As `request`."""
        return self.request("GET", path, **words)

    def post(self, path: str, **words: Any) -> httpx.Response:
        """As `request`."""
        return self.request("POST", path, **words)


async def _in_pieces(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for each in pieces:
        yield each


def client(desk: Desk, **headers: str) -> Client:
    """A client of one desk that knows the token; Swedish unless it says otherwise."""
    return Client(create_app(desk, TOKEN, today), f"/{TOKEN}/", **{"accept-language": "sv", **headers})


def form(desk: Desk, **changed: str) -> dict[str, str]:
    """What the page sends: the table of the desk and its first document."""
    document = desk.documents()[0].id if desk.documents() else ""
    text = desk.table.read_text("utf-8") if desk.table is not None and desk.table.exists() else ""
    return {"lang": "sv", "table": text, "document": document, **changed}


def ran(desk: Desk, **changed: str) -> Any:
    """What a run changes on the page, as a tree."""
    answer = client(desk).post("run", data=form(desk, **changed))
    assert answer.status_code == 200
    return html.fragment_fromstring(answer.text, create_parent="div")


def at(tree: Any, name: str) -> Any:
    """The element with that id."""
    return tree.xpath(f"//*[@id='{name}']")[0]


def said(tree: Any, name: str) -> str:
    """The words of the element with that id."""
    return " ".join(at(tree, name).text_content().split())
