"""A command line that cannot be understood, said with a code and in the language that is spoken."""

from __future__ import annotations

from typing import Any

from gateway.cli.voice import Voice
from schemas.catalogue import CATALOGUE

CODE = "SIP991"


def tell_wrong_usage(voice: Voice, error: Any) -> None:
    """Say what the parser of the command line (typer) found; a command group without command shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        voice.tell(str(error), str(error))
        return
    row = CATALOGUE[CODE]
    english = _english(error)
    voice.tell(
        f"{CODE} fel: {_swedish(error) or english}. {row.sv.partition('. ')[2]}",
        f"{CODE} error: {english}. {row.en.partition('. ')[2]}",
    )
    usage = getattr(getattr(error, "ctx", None), "get_usage", None)
    if usage is not None:
        said = usage().removeprefix("Usage: ")
        voice.tell(f"Så skrivs det: {said}", f"Usage: {said}")


def _english(error: Any) -> str:
    """What the parser says, as a part of our sentence."""
    said, asks, near = str(error.format_message()).replace("Value error, ", "").partition(" Did you mean ")
    return f"{said.rstrip('.')} (did you mean {near.rstrip('?.')}?)" if asks else said.rstrip(".")


def _swedish(error: Any) -> str | None:
    """The same in Swedish, by the kind of the error; None for one that we have no words for."""
    said = error.message or ""
    if hasattr(error, "possibilities"):
        near = f" (menade du {', '.join(sorted(error.possibilities))}?)" if error.possibilities else ""
        return f"valet {error.option_name} finns inte{near}"
    if type(error).__name__ == "MissingParameter":
        return f"{_named(error)} saknas"
    if type(error).__name__ == "BadParameter":
        _, one_of, choices = said.rstrip(".").partition(" is not one of ")
        why = f"välj något av {choices}" if one_of else said.removeprefix("Value error, ").rstrip(".")
        return f"{_named(error)} har ett värde som inte går att använda ({why})"
    if said.startswith("Got unexpected extra"):
        return "det står mer på raden än kommandot tar"
    if said.startswith("No such command"):
        _, asks, near = str(error.format_message()).partition(" Did you mean ")
        return f"kommandot finns inte (menade du {near.rstrip('?.')}?)" if asks else "kommandot finns inte"
    if said.startswith("Missing command"):
        return "kommandot saknas"
    if hasattr(error, "option_name"):
        needs = "tar inget värde" if "does not take" in said else "behöver ett värde"
        return f"{error.option_name} {needs}"
    return None


def _named(error: Any) -> str:
    hint = error.param_hint or (error.param.get_error_hint() if error.param is not None else None) or "ett värde"
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")
