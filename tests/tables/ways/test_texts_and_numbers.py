"""Texts, Base64, numbers, truth, and registered functions."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.language.rules import UnreadableError, UnwritableError
from mappings.tables.nodes import text_of
from mappings.tables.ways import functions
from tests.tables.ways.fields import (
    BYTES,
    COUNT,
    DATE,
    IDENTITY,
    MOMENT,
    TEXT,
    TRUTH,
    refused,
    unreadable,
    unwritable,
    way,
)

ZONES = st.sampled_from((UTC, ZoneInfo("Europe/Stockholm"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")))
TEXTS = st.text(st.sampled_from("ab å|<br/>\\n\n")).map(str.strip).filter(bool)


@given(TEXTS, st.sampled_from([None, "\n", "|", "<br/>", "\\n", ["<br/>", "<br>", "|"], "\r\n"]))
def test_a_text_that_is_written_is_read_the_same(value: str, line_break: object) -> None:
    made = way("text", TEXT) if line_break is None else way("text", TEXT, line_break=line_break)
    try:
        written = made.write(value)
    except UnwritableError:
        assert line_break not in (None, "\n", "\r\n")
        return
    assert made.read(str(written)) == value
    assert line_break in (None, "\n", "\r\n") or "\n" not in str(written)


def test_line_breaks_are_those_of_the_system() -> None:
    made = way("text", TEXT, line_break=["<br/>", "<br>"])
    assert made.read(" one<br>two<br/>three\r\nfour ") == "one\ntwo\nthree\nfour"
    assert made.write("one\ntwo") == "one<br/>two"
    unwritable(made, "a tag <br> in the text")
    refused("text", TEXT, line_break="")
    refused("text", TEXT, line_break=7)
    refused("text", TEXT, line_break="\n\n")
    refused("text", TRUTH)


@given(st.binary(min_size=1))
def test_bytes_that_are_written_are_read_the_same(value: bytes) -> None:
    made = way("base64", BYTES)
    said = base64.b64encode(value).decode()
    assert made.read(text_of(made.write(said))) == said
    assert made.write(base64.encodebytes(value)) == said


@pytest.mark.parametrize("text", ["abc", "åäö=", "ab==cd==", "a b c !"])
def test_what_is_no_base64_is_told(text: str) -> None:
    assert unreadable(way("base64", BYTES), text)[0] == "SIP109"
    refused("base64", TEXT)


@given(st.integers(-(10**18) + 1, 10**18 - 1), st.sampled_from([".", ","]))
def test_a_count_is_written_as_a_number_and_read_the_same(value: int, decimal: str) -> None:
    made = way("number", COUNT, decimal=decimal)
    written = made.write(value)
    assert type(written) is int
    assert made.read(text_of(written)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9).map(str))
def test_a_decimal_is_written_with_the_mark_of_the_system(value: str) -> None:
    made = way("number", TEXT, decimal=",")
    written = made.write(value)
    assert written == value.replace(".", ",")
    assert made.read(str(written)) == value


@pytest.mark.parametrize("text", ["1,5", "1 000", "1.5", "0x1", "+1", "1e3", "٣", "-", "1" * 19])
def test_what_does_not_count_is_told(text: str) -> None:
    assert unreadable(way("number", COUNT, decimal=","), text)[0] == "SIP220"


def test_a_whole_number_may_have_decimals_that_say_nothing() -> None:
    assert way("number", COUNT, decimal=",").read("3,00") == 3
    assert way("number", COUNT).read("3.0") == 3
    assert unreadable(way("number", TEXT, decimal=","), "1.000,5")[0] == "SIP220"
    unwritable(way("number", TEXT), "about five")
    refused("number", COUNT, decimal=";")
    refused("number", TRUTH)


@pytest.mark.parametrize(("yes", "no"), [("J", "N"), ([1, "ja"], [0, "nej"]), (True, False), ("false", "true")])
def test_yes_and_no_are_written_as_the_table_types_them(yes: object, no: object) -> None:
    made = way("boolean", TRUTH, yes=yes, no=no)
    for truth, said in ((True, yes), (False, no)):
        first = said[0] if isinstance(said, list) else said
        assert made.write(truth) == first
        assert type(made.write(truth)) is type(first)
        assert made.read(text_of(made.write(truth))) is truth


def test_what_is_neither_yes_nor_no_is_told() -> None:
    made = way("boolean", TRUTH, yes="J")
    assert unreadable(made, "N")[0] == "SIP220"
    assert unreadable(made, "j")[0] == "SIP220"
    unwritable(made, value=False)
    assert [way("boolean", TRUTH).read(each) for each in ("true", "1", "false", "0")] == [True, True, False, False]


def test_options_of_truth_that_contradict_themselves_are_refused() -> None:
    assert "both" in refused("boolean", TRUTH, yes=[1, "x"], no="1")
    refused("boolean", TRUTH, yes=[], no="N")
    refused("boolean", TRUTH, yes="", no="N")
    refused("boolean", TRUTH, yes={"a": 1})
    refused("boolean", TEXT)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_dates_of_dotnet_are_written_back_the_same(time: datetime) -> None:
    made = way("function", MOMENT, name="dotnet-date")
    value = time.replace(microsecond=time.microsecond // 1000 * 1000).isoformat(timespec="milliseconds")
    if len(value) != 29:  # an offset with seconds, which no moment has
        return
    read = made.read(str(made.write(value)))
    assert read.replace("Z", "+00:00") == value.replace(".000", "")
    assert made.write(read) in (made.write(value), str(made.write(value)).replace("+0000", ""))


def test_dates_of_dotnet_that_are_none_are_told() -> None:
    made = way("function", MOMENT, name="dotnet-date")
    assert made.read("/Date(0)/") == "1970-01-01T00:00:00Z"
    assert made.read("\\/Date(0+0100)\\/") == "1970-01-01T01:00:00+01:00"
    assert unreadable(made, "Date(0)")[0] == "SIP220"
    assert unreadable(made, "/Date(0+9900)/")[0] == "SIP220"
    assert unreadable(made, "/Date(0+1430)/")[0] == "SIP104"
    assert unreadable(made, "/Date(999999999999999)/")[0] == "SIP104"
    unwritable(made, "2024")
    unwritable(made, "2024-01-01T00:00:00.0001Z")


def test_a_function_that_is_registered_is_used_and_no_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "FUNCTIONS", {})

    def read(text: str) -> str:
        if text != text.upper():
            raise UnreadableError("SIP220", expected="ABC")
        return text.lower()

    functions.register("upper", read, lambda value: str(value).upper(), lambda shape: shape == TEXT.shape)
    made = way("function", TEXT, name="upper")
    assert made.read("ROOM") == "room"
    assert made.write("room") == "ROOM"
    assert unreadable(made, "Room here") == ("SIP220", None)
    refused("function", DATE, name="upper")
    assert "upper" in refused("function", TEXT, name="lower")
    refused("function", IDENTITY)
    with pytest.raises(ValueError, match="upper"):
        functions.register("upper", read, str, lambda _: True)
