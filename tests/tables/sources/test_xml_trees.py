"""XML and trees of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.language.rules import UnwritableError
from mappings.tables.nodes import Node
from mappings.tables.sources import ENCODINGS, write_source
from tests.tables.sources.trees import again, codes, names, read, root_of, shape, table

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1
).filter(str.strip)
NAMES = st.sampled_from(["Insats", "Åtgärd", "v:Rad", "Kod"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    root = Node("A")

    def fill(node: Node, left: int) -> None:
        for name in draw(st.lists(st.sampled_from(["@kod", "@v:typ"]), unique=True, max_size=2)):
            node.add(name, draw(TEXTS))
        inner = draw(st.lists(NAMES, max_size=3)) if left else []
        for name in inner:
            fill(node.add(name), left - 1)
        if not inner:
            node.text = draw(TEXTS)

    fill(root, depth)
    return root


@given(trees(), st.sampled_from(sorted(ENCODINGS)))
def test_what_is_written_is_read_the_same_in_every_encoding(root: Node, encoding: str) -> None:
    layout = {"encoding": encoding, "root": "A", "namespaces": {"v": "urn:v"}}
    assert shape(again(root, "xml", **layout)) == shape(root)


def test_elements_attributes_and_lines_become_places() -> None:
    root = root_of(b'<A>\n<B k="1">x</B>\n\n<B/></A>', "xml", root="A")
    first, second = root.children
    assert (first.text, first.line, second.line) == ("x", 2, 4)
    assert (first.children[0].name, first.children[0].text, first.children[0].line) == ("@k", "1", 2)
    assert root.text is None
    assert second.text == ""
    assert second.parent is root
    assert root.parent is None


def test_text_between_elements_is_a_place_of_its_own_and_stands_where_it_stood() -> None:
    root = root_of(b"<A>before<B><C/>in</B>after<!-- said --> this<D/> </A>", "xml")
    assert root.text == "before"
    assert names(root) == ["B", "text()", "D"]
    assert root.children[1].text == "after this"
    assert root.children[0].children[1].text == "in"
    assert shape(again(root, "xml")) == shape(root)


def test_names_carry_the_prefixes_of_the_table_and_not_those_of_the_document() -> None:
    body = b'<q:A xmlns:q="urn:v" q:k="1" k="2"><B/><C xmlns="urn:else"/><D xmlns="urn:d"/></q:A>'
    root = root_of(body, "xml", namespaces={"v": "urn:v", "d": "urn:d"}, root="v:A")
    assert names(root) == ["@v:k", "@k", "B", "{urn:else}C", "d:D"]


def test_a_default_namespace_is_that_of_names_without_prefix() -> None:
    layout = {"namespaces": {"": "urn:d"}, "root": "A"}
    root = root_of(b'<x:A xmlns:x="urn:d" k="1"><x:B/><C/></x:A>', "xml", **layout)
    assert names(root) == ["@k", "B", "{}C"]
    with pytest.raises(UnwritableError):
        write_source(root, table("xml", **layout))
    root.children.pop()
    assert shape(again(root, "xml", **layout)) == shape(root)


def test_an_element_outside_the_namespace_of_the_table_is_not_its_root() -> None:
    assert codes(b"<A/>", "xml", root="A", namespaces={"": "urn:d"}) == ["SIP229"]
    assert codes(b'<A xmlns="urn:e"/>', "xml", root="A") == ["SIP229"]
    assert codes(b"<B/>", "xml", root="A") == ["SIP229"]


def test_what_says_where_the_schema_is_is_no_content_and_nil_is_blank() -> None:
    root = root_of(f'<A {XSI} xsi:schemaLocation="a b"><B xsi:nil="true"/><C xsi:type="D">1</C></A>'.encode(), "xml")
    assert shape(root) == ("A", None, [("B", "", []), ("C", "1", [])])


def test_a_table_that_binds_the_schema_namespace_sees_its_attributes() -> None:
    bound = {"xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    root = root_of(f'<A {XSI}><C xsi:type="D">1</C></A>'.encode(), "xml", namespaces=bound)
    assert names(root.children[0]) == ["@xsi:type"]


@pytest.mark.parametrize("declared", ["iso-8859-1", "ISO-8859-1", "latin1", "Latin-1"])
def test_names_of_the_same_encoding_agree(declared: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}" standalone="yes"?>\n<A>å</A>'.encode("latin-1")
    root = root_of(body, "xml", encoding="iso-8859-1")
    assert (root.text, root.line) == ("å", 2)


def test_a_declared_encoding_that_is_not_the_tables_is_told() -> None:
    assert codes(b'<?xml version="1.0" encoding="windows-1252"?><A/>', "xml", encoding="iso-8859-1") == ["SIP230"]
    far = b'<?xml version="1.0"' + b" " * 400 + b' encoding="iso-8859-1"?><A>\xe5</A>'
    assert codes(far, "xml", encoding="windows-1252") == ["SIP230"]


def test_children_are_written_in_the_order_of_the_table_and_the_others_last() -> None:
    root = Node("A")
    for name in ("New", "C", "B", "C"):
        root.add(name).add("Text", name)
    order = (("B",), ("C", "Text"))
    assert names(again(root, "xml", order=order)) == ["B", "C", "C", "New"]


def test_the_declaration_names_the_encoding_and_what_it_lacks_is_a_reference() -> None:
    root = Node("A", text="å 漢 \x85")
    body = write_source(root, table("xml", encoding="iso-8859-1"))
    assert body == '<?xml version="1.0" encoding="ISO-8859-1"?>\n<A>å &#28450; &#133;</A>\n'.encode("latin-1")
    assert root_of(b"<A>&#133;</A>", "xml", encoding="iso-8859-1").text == "\x85"


def test_what_would_be_read_as_utf8_is_written_so_that_it_is_not() -> None:
    root = Node("A", text="Ã¥")
    assert again(root, "xml", encoding="iso-8859-1").text == "Ã¥"


@pytest.mark.parametrize("text", ["\x01", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(UnwritableError):
        write_source(Node("A", text=text), table("xml"))


@pytest.mark.parametrize("name", ["two words", "", "x:y", "1"])
def test_a_name_that_xml_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(UnwritableError):
        write_source(Node(name), table("xml"))


def test_an_attribute_twice_is_refused() -> None:
    root = Node("A")
    root.add("@k", "1")
    root.add("@k", "2")
    with pytest.raises(UnwritableError):
        write_source(root, table("xml"))


def test_the_limits_of_our_own_xml_hold() -> None:
    assert codes(b'<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>', "xml") == ["SIP004"]
    assert codes(b"<A>" * 200 + b"</A>" * 200, "xml") == ["SIP006"]
    assert codes(b"<A>", "xml") == ["SIP003"]
    assert codes(b" " * 10, "xml") == ["SIP010"]
    assert codes(b"<A/>" + b" " * 7_000_000, "xml") == ["SIP005"]


def test_a_tree_as_deep_as_we_read_is_whole() -> None:
    found = read(b"<A>" * 100 + b"x" + b"</A>" * 100, "xml")
    assert found.root is not None
    assert sum(1 for _ in found.root.walk()) == 100
