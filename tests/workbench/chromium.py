"""A headless Chromium, driven over a pipe by its own protocol: no driver, no port, nothing to install but the browser.

Theory of operation. `--remote-debugging-pipe` makes Chromium read JSON messages, each ended by a zero byte, from file
descriptor 3 and write them to 4. Every call waits for the answer with its number; events on the way are kept.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PATIENCE = 30.0
_ON_3_AND_4 = """
import fcntl, os, sys
first, second = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3])
os.dup2(first, 3)
os.dup2(second, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Puts the pipes where the browser looks for them, whatever numbers they have."""


def found() -> str | None:
    """The browser of this machine, if it has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of one's own, with an empty profile; it ends with the block."""
    program = found()
    assert program is not None
    to_it, from_us = os.pipe()
    to_us, from_it = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = (
            "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --no-proxy-server "
            "--disable-background-networking --disable-component-update --disable-sync --hide-scrollbars "
            f"--remote-debugging-pipe --user-data-dir={profile} about:blank"
        )
        command = [sys.executable, "-c", _ON_3_AND_4, str(to_it), str(from_it), program, *flags.split()]
        process = subprocess.Popen(
            command, pass_fds=(to_it, from_it), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_it)
        os.close(from_it)
        browser = Browser(to_us, from_us)
        try:
            yield browser
        finally:
            browser.end()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            os.close(to_us)
            os.close(from_us)


class Browser:
    """The pipe to a browser."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._rest, self._number = b"", 0
        self.events: list[dict[str, Any]] = []

    def end(self) -> None:
        """Ask it to close."""
        with suppress(AssertionError, OSError):
            self.call("Browser.close")

    def call(self, method: str, session: str = "", **words: Any) -> dict[str, Any]:
        """One call and its answer."""
        self._number += 1
        said = {"id": self._number, "method": method, "params": words} | ({"sessionId": session} if session else {})
        os.write(self._writing, json.dumps(said).encode() + b"\0")
        while True:
            message = self._message()
            if message.get("id") == self._number:
                assert "error" not in message, message["error"]
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def _message(self) -> dict[str, Any]:
        until = time.monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._reading], [], [], max(0.0, until - time.monotonic()))
            assert ready, "the browser does not answer"
            got = os.read(self._reading, 1 << 20)
            assert got, "the browser has ended"
            self._rest += got
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def page(self, address: str, width: int = 1600, height: int = 1000, language: str = "sv-SE") -> Page:
        """A new page at an address, loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for each in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{each}.enable")
        page.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        page.size(width, height)
        page.go(address)
        return page


class Page:
    """One page of a browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def call(self, method: str, **words: Any) -> dict[str, Any]:
        """One call about this page."""
        return self._browser.call(method, self._session, **words)

    def size(self, width: int, height: int) -> None:
        """The size of the window's inside."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def go(self, address: str) -> None:
        """Load an address and wait until its scripts have run."""
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def ask(self, expression: str) -> Any:
        """The value of an expression on the page."""
        given = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in given, given["exceptionDetails"]
        return given["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait until an expression is true; a page that is being loaded has no answer."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                if self.ask(f"Boolean({expression})"):
                    return
            except AssertionError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"never true: {expression}")

    def click(self, selector: str) -> None:
        """Press the mouse on the middle of an element, as a person does."""
        self.ask(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center'}})")
        x, y = self._middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def hover(self, selector: str) -> None:
        """Move the mouse over an element."""
        x, y = self._middle(selector)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def _middle(self, selector: str) -> tuple[float, float]:
        at = self.ask(
            f"(r => [r.left + Math.min(r.width / 2, 80), r.top + Math.min(r.height / 2, 8)])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        return at[0], at[1]

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def key(self, name: str, modifiers: int = 0) -> None:
        """Press one key; `modifiers` is 2 for Ctrl, 8 for Shift."""
        codes = {"Tab": 9, "Enter": 13, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39}
        code = codes.get(name, 40 if name == "ArrowDown" else ord(name[0].upper()))
        words = {"key": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        if name == "Enter":
            words["text"] = "\r"
        self.call("Input.dispatchKeyEvent", type="keyDown", **words)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code, modifiers=modifiers)

    def drop(self, files: list[Path]) -> None:
        """Give files to the hidden input, as choosing them does."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(each) for each in files], nodeId=node)

    def other(self, expression: str) -> Any:
        """The value of an expression, once it is true, on the page that this one has opened."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            known = self._browser.call("Target.getTargets")["targetInfos"]
            found = [each["targetId"] for each in known if each["type"] == "page" and each["url"].endswith("/page")]
            if found:
                session = self._browser.call("Target.attachToTarget", targetId=found[0], flatten=True)["sessionId"]
                page = Page(self._browser, session)
                page.until(expression)
                return page.ask(expression)
            time.sleep(0.02)
        raise AssertionError("no page was opened")

    def complaints(self) -> list[str]:
        """Errors of scripts, and what the policy refused."""
        told = []
        for each in self._browser.events:
            if each.get("sessionId") != self._session:
                continue
            if each["method"] == "Runtime.exceptionThrown":
                told.append(str(each["params"]["exceptionDetails"]))
            elif each["method"] == "Log.entryAdded" and each["params"]["entry"]["level"] in {"error", "warning"}:
                told.append(str(each["params"]["entry"]["text"]))
        return told

    def asked(self) -> list[str]:
        """Every address that the page asked for."""
        return [
            each["params"]["request"]["url"]
            for each in self._browser.events
            if each.get("sessionId") == self._session and each["method"] == "Network.requestWillBeSent"
        ]
