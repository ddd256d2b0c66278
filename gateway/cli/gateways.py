"""Opening the gateway of a folder for one command, and letting it work on what the command has started."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import NotFound, Rejected
from schemas.findings import finding
from schemas.identifiers import PlanId
from schemas.messages import CopyId

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.exchange.parts import Parts

_UUID = "urn:uuid:"
_IS_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@contextmanager
def opened(data: Path) -> Iterator[Gateway]:
    """The gateway of a folder, for the time of a command. Raises Rejected (SIP988) where there is none."""
    from gateway.bootstrap import SETTINGS_FILE, open_gateway

    settings = data / SETTINGS_FILE if data.is_dir() else data
    if not settings.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    with open_gateway(data, log_stream=io.StringIO()) as gateway:
        yield gateway


def work(parts: Parts) -> int:
    """Do everything that is due now, and what follows from it; nothing where other processes do the work."""
    from gateway.worker import run_until_idle

    return run_until_idle(parts) if parts.alone else 0


def organisation_of(parts: Parts, chosen: str | None) -> str:
    """The organisation that asks: the one that was named, or the only one that is hosted.

    Raises Rejected: SIP995 for one that is not hosted, SIP994 where several could be meant.
    """
    hosted = parts.hosted
    if chosen is None and len(hosted) == 1:
        return hosted[0]
    if chosen is None:
        raise Rejected(findings=(finding("SIP994", hosted=_named(parts.hosted)),))
    if chosen not in hosted:
        raise Rejected(findings=(finding("SIP995", hosted=_named(parts.hosted)),))
    return chosen


def organisations_of(parts: Parts, plan_id: PlanId | None, chosen: str | None) -> list[str]:
    """Whose lists to show: the one that was named; else the plan's home, or all who hold it; else all hosted.

    Raises Rejected (SIP995), NotFound (SIP602) for a plan that nobody here knows.
    """
    if chosen is not None:
        return [organisation_of(parts, chosen)]
    if plan_id is None:
        return list(parts.hosted)
    homes, knowing = _who_knows(parts, plan_id)
    if not knowing:
        raise NotFound(findings=(finding("SIP602"),))
    return homes or knowing


def home_of(parts: Parts, plan_id: PlanId, chosen: str | None) -> str:
    """The organisation to ask about a plan: the one that was named, else its home, else the only one that knows it.

    Raises as `organisation_of`, and NotFound (SIP602) for a plan that nobody here knows.
    """
    if chosen is not None:
        return organisation_of(parts, chosen)
    several = organisations_of(parts, plan_id, None)
    if len(several) > 1:
        raise Rejected(findings=(finding("SIP994", hosted=_named(several)),))
    return several[0]


def _named(organisations: Sequence[str]) -> str:
    return ", ".join(organisations) or "-"


def _who_knows(parts: Parts, plan_id: PlanId) -> tuple[list[str], list[str]]:
    """Those hosted here that keep the plan, and those that know it."""
    with parts.store.transaction() as tx:
        rows = {each: row for each in parts.hosted if (row := tx.plan(each, plan_id)) is not None}
    return [each for each, row in rows.items() if row.home == each], list(rows)


def plan_id_of(text: str) -> PlanId:
    """A plan id, written with or without `urn:uuid:`. Raises Rejected (SIP992) for what is none."""
    bare = text.lower().removeprefix(_UUID)
    if not _IS_UUID.fullmatch(bare):
        raise Rejected(findings=(finding("SIP992"),))
    return f"{_UUID}{bare}"


def copy_id_of(text: str) -> CopyId:
    """A copy id, written with or without `urn:uuid:`. Raises Rejected (SIP993) for what is none."""
    try:
        copy_id = CopyId.parse(text[len(_UUID) :] if text.lower().startswith(_UUID) else text)
    except ValueError:
        raise Rejected(findings=(finding("SIP993"),)) from None
    if copy_id.version < 1 or not _IS_UUID.fullmatch(copy_id.plan_id.removeprefix(_UUID).lower()):
        raise Rejected(findings=(finding("SIP993"),))
    return copy_id._replace(plan_id=copy_id.plan_id.lower())
