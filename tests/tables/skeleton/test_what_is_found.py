"""What a skeleton sees in samples, and what it refuses to guess or to show."""

from __future__ import annotations

import pytest

from mappings.tables.loading.loader import load_table
from mappings.tables.skeleton import Sample, Skeleton, skeleton_of
from mappings.tables.skeleton.code_words import matched
from mappings.tables.skeleton.values import Looks, shape_of
from schemas.codes import MeasureStatus
from tests.shared_material import shared_files


def made_of(*bodies: bytes) -> Skeleton:
    return skeleton_of([Sample(f"sample-{number}", body) for number, body in enumerate(bodies)], "a-table")


def text_of(*bodies: bytes) -> str:
    made = made_of(*bodies)
    assert made.text is not None, made.findings
    loaded = load_table(made.text)
    assert loaded.table is not None, loaded.findings
    assert not loaded.findings
    return made.text


def codes_of(*bodies: bytes) -> list[tuple[str, str]]:
    return [(name, each.code) for name, each in made_of(*bodies).findings]


@pytest.mark.parametrize(
    ("texts", "looks", "certain"),
    [
        (["19840102-2390"], Looks.IDENTITY, True),
        (["198401022391"], Looks.WRONG_IDENTITY, False),
        (["840102-2390"], Looks.SHORT_IDENTITY, False),
        (["TSTNMT2321000156-VC1"], Looks.HSA, True),
        (["212000-0142"], Looks.ORGANISATION_NUMBER, True),
        (["2026-10-01", "2026-11-30"], Looks.DATE, True),
        (["20261001", "202611"], Looks.DATE, True),
        (["01/02/2026"], Looks.DATE, False),
        (["2026-10-01T08:00:00+02:00"], Looks.TIME, True),
        (["20261001 08:15"], Looks.TIME, True),
        (["1788818400000"], Looks.EPOCH, True),
        (["J", "N"], Looks.BOOLEAN, True),
        (["0,5", "3"], Looks.NUMBER, True),
        (["0300-000 10"], Looks.PHONE, True),
        (["nils@example.org"], Looks.E_MAIL, True),
        ([], Looks.NOTHING, True),
        (["20261341"], Looks.NUMBER, True),
    ],
)
def test_texts_are_told_by_their_shape(texts: list[str], looks: Looks, *, certain: bool) -> None:
    shape = shape_of(texts)
    assert (shape.looks, shape.certain) == (looks, certain)


def test_a_date_that_can_be_two_days_becomes_no_rule() -> None:
    made = made_of(b"<Plan><EstablishedOn>01/02/2026</EstablishedOn></Plan>")
    assert ("EstablishedOn", "plan.established_on") in made.asked
    assert "DD/MM/YYYY or MM/DD/YYYY" in (made.text or "")


def test_codes_are_matched_by_words_that_mean_one_thing_and_the_rest_is_left_open() -> None:
    assert matched(MeasureStatus, ["Planerad", "X", "pågår"]) == {
        "planned": ["Planerad"],
        "ongoing": ["pågår"],
        "": ["X"],
    }
    text = text_of(
        b"<Plan><Insatser><Insats><Text>Ringer varje dag</Text><Status>Planerad</Status></Insats>"
        b"<Insats><Text>Besok en gang</Text><Status>X</Status></Insats></Insatser></Plan>"
    )
    assert "    planned: Planerad\n    # ?: X" in text
    assert "    # status: {from: Status, codes: interventions_status}  # perhaps" in text


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ('<?xml version="1.0" encoding="latin1"?><Plan><Å>x</Å></Plan>'.encode("latin-1"), "iso-8859-1"),
        ("<Plan><A>å</A></Plan>".encode(), "utf-8"),
        ("<Plan><A>å</A></Plan>".encode("utf-16"), "utf-16"),
        ("a;b\nå;“x”\n".encode("cp1252"), "windows-1252"),
        ("a;b\nå;x\n".encode("cp1252"), "iso-8859-1"),
        (b"a;b\nx;y\n", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_the_table_says_how(body: bytes, encoding: str) -> None:
    assert f"\nencoding: {encoding}  # " in text_of(body)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    said = "tab" if delimiter == "\t" else delimiter
    rows = ("Personnummer;Behov", '19840102-2390;"Går, ibland; inte ut"', "19840102-2390;x")
    body = "\r\n".join(each.replace(";", delimiter, 1) for each in rows)
    assert f'delimiter: "{said}"' in text_of(b"\xef\xbb\xbf" + body.encode())


def test_namespaces_keep_the_prefixes_of_the_sample() -> None:
    text = text_of(b'<v:Plan xmlns:v="urn:a" xmlns="urn:b"><v:Status>1</v:Status><Nr>2</Nr></v:Plan>')
    assert 'root: "v:Plan"' in text
    assert 'v: "urn:a"' in text
    assert '"": "urn:b"' in text


def test_all_samples_are_gathered_and_told_apart_in_how_often() -> None:
    text = text_of(b"<Plan><A>1</A></Plan>", b"<Plan><A>2</A><B>x</B><B>y</B></Plan>")
    assert "  - A\n  - B\n" in text
    assert "#   B  2×, repeats" in text


def test_samples_of_two_formats_or_roots_are_refused_by_name() -> None:
    assert codes_of(b"<A><B>1</B></A>", b'{"A": 1}') == [("sample-1", "SIP229")]
    assert codes_of(b"<A><B>1</B></A>", b"<C><B>1</B></C>") == [("sample-1", "SIP229")]
    assert codes_of("<A>å</A>".encode(), "<A>å</A>".encode("latin-1")) == [("sample-1", "SIP230")]


def test_a_sheet_without_headings_is_refused_since_they_would_be_somebodys_data() -> None:
    assert codes_of(b"Nils;19840102-2390\nAlva;198611062384\n") == [("sample-0", "SIP232")]


def test_keys_that_are_data_are_counted_and_not_shown() -> None:
    text = text_of(b'{"people": {"198611062384": {"ok": true}, "Alva Testsson": {"ok": true}}, "state": "x"}')
    assert "198611062384" not in text
    assert "Alva" not in text
    assert "2 place(s) whose names might be somebody's data" in text


def test_words_in_a_column_that_only_may_hold_codes_are_not_shown() -> None:
    text = text_of(b"Nr;St\n1;Anna\n2;Anna\n")
    assert "Anna" not in text


def test_rows_about_several_persons_are_no_plan() -> None:
    made = made_of(b"Personnummer;Insats\n19840102-2390;Ringer\n198611062384;Besok\n")
    assert ("Personnummer", "plan.person.identity") in made.asked
    assert "one document for each plan is needed" in (made.text or "")


def test_exports_of_other_countries_neither_crash_nor_make_a_table_that_does_not_load() -> None:
    files = shared_files("corpora", "2-medcom", suffixes=(".xml", ".json"))[::40]
    files += shared_files("corpora", "1-fhir-r4", "examples-xml", suffixes=(".xml",))[::40]
    files += shared_files("corpora", "6-hostile", suffixes=(".xml", ".json"))[::20]
    for each in files:
        made = made_of(each.read_bytes())
        assert bool(made.text) is not bool(made.findings)
        if made.text:
            assert load_table(made.text).table is not None, each.name


def test_the_only_number_of_a_person_says_which_place_is_the_person() -> None:
    person = b"<Person><Namn>Testsson, Nils</Namn><Personnr>19840102-2390</Personnr></Person>"
    alone = made_of(b"<SIP>" + person + b"</SIP>")
    assert {("Person/Personnr", "plan.person.identity"), ("Person/Namn", "plan.person.name")} <= set(alone.placed)
    other = b"<Vardnadshavare><Personnr>198611062384</Personnr></Vardnadshavare>"
    assert ("Person/Personnr", "plan.person.identity") in made_of(b"<SIP>" + person + other + b"</SIP>").asked


def test_a_part_at_two_places_has_two_rules() -> None:
    text = text_of(
        b"<SIP><Behov><Rad><Nr>1</Nr><Text>sover inte alls</Text></Rad></Behov>"
        b"<Problemlista><Problem><Nr>7</Nr><Text>har ont ofta</Text></Problem></Problemlista></SIP>"
    )
    assert "  needs:\n    - each: Behov/Rad\n" in text
    assert "\n    - each: Problemlista/Problem\n" in text


LOCAL_IDS = """<Plan><Enheter><Enhet ref="e1" hsaId="TSTNMT2321000156-VC1"><Namn>Mottagningen</Namn></Enhet></Enheter>
<Deltagare><Person ref="m1" enhet="e1"><Namn>Testsson, Alva</Namn></Person></Deltagare></Plan>"""


def test_ids_of_one_document_are_proposed_as_references_and_never_as_codes() -> None:
    text = text_of(LOCAL_IDS.encode())
    line = next(each for each in text.splitlines() if 'by: "@ref"' in each)
    assert line.strip().startswith('# organisation: {from: "@enhet", by: "@ref"}  # perhaps')
    assert "an id of one document only" in line
    assert "?: e1" not in text


def test_ids_of_parts_that_nobody_has_recognised_are_no_codes_either() -> None:
    text = text_of(
        LOCAL_IDS.replace("Enhet ", "Stalle ").replace("/Enhet>", "/Stalle>").replace("Enheter", "X").encode()
    )
    assert 'by: "@ref"' in text
    assert "give that part a place first" in text
    assert "?: e1" not in text


@pytest.mark.parametrize("unit", ["Enhet", "Stalle"], ids=["a part that is recognised", "one that nobody has"])
@pytest.mark.parametrize("key", ["LokalId", "Nyckel", "Nr"])
def test_an_element_that_is_a_key_is_proposed_as_the_loader_takes_it(unit: str, key: str) -> None:
    text = text_of(
        f"""<Plan><X><{unit} hsaId="TSTNMT2321000156-VC1"><{key}>e1</{key}><Namn>Mottagningen</Namn></{unit}></X>
        <Deltagare><Person enhet="e1"><Namn>Testsson, Alva</Namn></Person></Deltagare></Plan>""".encode()
    )
    line = next(each for each in text.splitlines() if f'by: "./{key}"' in each or f"by: ./{key}" in each)
    rule = line.strip().removeprefix("# ").partition("  # ")[0].partition(": ")[2]
    participants = f"  participants:\n    each: Deltagare/Person\n    organisation: {rule}\n"
    assert load_table(f"table: t\nformat: xml\nroot: Plan\nplan:\n{participants}").findings == ()


def test_a_place_that_is_there_for_its_code_is_called_by_its_own_name() -> None:
    made = made_of(
        b"""<Plan><Planstatus kod="20"/><Behov><Rad><Text>Sover inte om natten</Text><Omrade kod="1"/></Rad></Behov>
        <Insatser><Insats><Text>Ringer varje dag</Text><Status kod="PAG"/></Insats></Insatser></Plan>"""
    )
    assert ("Planstatus/@kod", "plan.state") in made.asked
    assert ("Behov/Rad/Omrade/@kod", "plan.needs.area") in made.asked
    assert ("Insatser/Insats/Status/@kod", "plan.interventions.status") in made.asked
    assert not [target for place, target in made.asked if place.endswith("@kod") and target.endswith("plan_id")]


def test_no_at_a_place_of_protection_says_nothing_and_yes_is_asked_about() -> None:
    body = b"<Plan><Patient><Sekretess>%s</Sekretess></Patient></Plan>"
    text = text_of(body % b"nej", body % b"ja")
    assert "protection: {from: Sekretess, nothing: nej, codes: person_protection}  # perhaps" in text
    assert "?: ja" in text
    assert "?: nej" not in text
    assert "protection: {from: Sekretess, nothing: nej}  # perhaps" in text_of(body % b"nej")


def test_what_a_part_needs_that_is_only_proposed_stands_at_the_top() -> None:
    text = text_of(b'<Plan><Mal typ="huvud">Jag vill bo kvar hemma</Mal></Plan>')
    assert "#   overall_goals.whose: needed, if that part is taken" in text
