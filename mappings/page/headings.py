"""What the sections of the person's page are called; the changes point to them by the same words."""

from __future__ import annotations

from mappings.page.reader import Reader


def headings_for(reader: Reader, *, over: bool) -> dict[str, str]:
    """The heading of each section, and of the parts within them; `over`: the plan is closed, replaced or withdrawn."""
    own_consent = reader.own and not reader.child
    return {
        "mal": f"Det här {'ville' if over else 'vill'} {reader.you}",
        "viktigt": f"Viktigt för {reader.about}",
        "hjalp": f"Det här är till hjälp för {reader.about}",
        "behov": f"Det här {'behövde' if over else 'behöver'} {reader.you} stöd med",
        "gora": "Det här stod i planen" if over else "Vem gör vad, och när?",
        "ring": "Ring om du undrar något",
        "svart": "Om det blir svårt",
        "mote": "Nästa möte",
        "mer": "Mer om planen",
        "stod": f"Stöd som {reader.you} {'hade' if over else 'redan har'}",
        "dokument": "Dokument som hör till planen",
        "samtycke": "Ditt samtycke" if own_consent else "Samtycket",
    }
