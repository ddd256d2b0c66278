"""Running one command: whatever happens becomes an exit code and a sentence, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gateway.cli.exits import UNREADABLE_CODES, USAGE_CODES, Exit
from gateway.cli.traces import shows_traces
from gateway.cli.voice import Voice, speaking
from gateway.cli.wrong_usage import tell_wrong_usage
from gateway.store.away import what_happened
from schemas.catalogue import CATALOGUE
from schemas.codes import Language
from schemas.errors import Rejected, SamspelError


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: that of the process) and give its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with speaking(_language_in(given)):
        return _run(given, Voice.of(None))


def _run(given: list[str], voice: Voice) -> int:
    from typer.exceptions import TyperException

    from gateway.cli.app_root import app_for

    try:
        ended = app_for(given)(args=given, prog_name="samspel", standalone_mode=False, obj=run)
        return ended if isinstance(ended, int) else Exit.DONE
    except TyperException as wrong:
        tell_wrong_usage(voice, wrong)
        return Exit.UNREADABLE
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.DONE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SamspelError as error:
        return _tell_error(voice, error)
    except BrokenPipeError:
        _forget_stdout()
        return Exit.DONE
    except Exception as defect:  # noqa: BLE001  (the outermost edge: a user never sees a traceback)
        return _tell_defect(voice, defect)


def _language_in(arguments: Sequence[str]) -> Language | None:
    """The language asked for, also when the rest of the command line cannot be understood."""
    for place, each in enumerate(arguments):
        value = each.removeprefix("--lang=") if each.startswith("--lang=") else None
        if each == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in set(Language):
            return Language(value)
    return None


def _tell_error(voice: Voice, error: SamspelError) -> int:
    findings = error.findings if isinstance(error, Rejected) else ()
    if findings:
        voice.tell_findings(findings)
    else:
        row = CATALOGUE.get(error.code)
        spoken = row is not None and "{" not in row.sv + row.en
        sv, en = (row.sv, row.en) if row is not None and spoken else (str(error), str(error))
        plain = {error.code, (type(error).__doc__ or "").strip()}
        said = (what_happened(error) or (str(error),) * 2) if spoken and str(error) not in plain else None
        in_sv, in_en = (f" ({each})" for each in said) if said is not None else ("", "")
        voice.tell(f"{error.code} {sv}{in_sv}", f"{error.code} {en}{in_en}")
    if isinstance(error, Rejected):
        nothing_done = any(each.code in UNREADABLE_CODES | USAGE_CODES for each in findings)
        return Exit.UNREADABLE if nothing_done else Exit.REFUSED
    return Exit.TRY_AGAIN


def _tell_defect(voice: Voice, defect: Exception) -> int:
    row = CATALOGUE["SIP989"]
    voice.tell(f"SIP989 {row.sv} [{type(defect).__name__}]", f"SIP989 {row.en} [{type(defect).__name__}]")
    if shows_traces():
        import traceback

        traceback.print_exception(defect)
    return Exit.DEFECT


def _forget_stdout() -> None:
    """Whoever read our stdout has gone: let the interpreter's last flush go nowhere instead of complaining."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (open until the process ends)
