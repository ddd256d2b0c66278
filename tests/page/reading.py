"""Reading a page as the person does."""

from lxml import html

from mappings.page import page_for_person
from tests.page.plans import MADE_ON, ROWS, document


def shown(page):
    """The page as a tree, and its text with single spaces."""
    tree = html.document_fromstring(page)
    return tree, said(tree.find("body"))


def said(element):
    """The text of an element as it is heard: blocks do not run together."""
    return " ".join(" ".join(element.itertext()).split())


def section(page, name):
    """The text of one section."""
    tree, _ = shown(page)
    return said(tree.get_element_by_id(name))


def person(rows=ROWS, *, doc=None, **more):
    return page_for_person(doc or document(), rows, **{"made_on": MADE_ON, **more})
