"""From a template and what it shows to bytes: HTML with everything escaped, no scripts, nothing fetched from anywhere.

The content security policy allows one style sheet, named by its hash, and nothing else: hostile text that got past the
escaping could still load and run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mappings.page.wording import capital, say_day, say_instant, say_on, say_weekday_and_when, say_when


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mappings.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        when=say_when, on=say_on, weekday=say_weekday_and_when, day=say_day, instant=say_instant, capital=capital
    )
    environment.filters["without_stop"] = lambda text: text.rstrip(". ")
    environment.filters["say_who"] = lambda who, names: capital(names.say(who) or "")
    return environment


@lru_cache(maxsize=1)
def _style() -> tuple[Markup, str]:
    """The style sheet as it stands between its tags, and the policy that allows it."""
    css = files("mappings.page").joinpath("templates", "page.css").read_text(encoding="utf-8").replace("\r\n", "\n")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        Markup(css),  # noqa: S704 - our own file, no input
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )


def render(template: str, **shown: Any) -> bytes:
    """A page as UTF-8 bytes; the same input gives the same bytes."""
    css, policy = _style()
    return _environment().get_template(template).render(css=css, policy=policy, **shown).encode("utf-8")


def rendered_parts(template: str, parts: Mapping[str, str], **shown: Any) -> dict[str, str]:
    """Parts of a page by themselves: key → what the template's macro of that name makes."""
    module = _environment().get_template(template).make_module(shown)
    return {key: str(getattr(module, macro)()) for key, macro in parts.items()}
