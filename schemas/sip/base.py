"""What every part of the model has in common: frozen, strict about names, silent about values."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Part(BaseModel):
    """A frozen part of a plan; unknown fields are refused and errors never show the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


def _speakable(value: str) -> str:
    if _NOT_IN_TEXT.search(value):
        raise PydanticCustomError("text_characters", "holds control characters that no text can carry")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(value: str) -> str:
    return " ".join(value.split())


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_speakable),
    AfterValidator(_one_line),
]
"""One line of text: 1-500 characters, runs of white space made one space."""

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000), AfterValidator(_speakable)
]
"""Free text: 1-50,000 characters, line breaks kept as LF, no white space around."""
