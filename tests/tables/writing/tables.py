"""Tables for the tests of writing: as much of the model as each format can say, in shapes that systems have."""

from __future__ import annotations

from mappings.tables.language.rules import Table
from mappings.tables.loading.loader import load_table

XML = """
table: prov-xml
format: xml
encoding: iso-8859-1
root: SIPExport
nothing: ["-", "null"]
codes:
  state: {established: 3, followed-up: 4, closed: 9}
plan:
  source: {system: Arende/@system, plan_id: Arende/Nr, revision: Arende/Version}
  state: {from: Arende/Status, codes: state}
  established_on: {from: Arende/Upprattad, as: date, pattern: YYYYMMDD}
  person:
    from: Klient
    name: {given: Fornamn, family: Efternamn}
    identity: {from: Personnr, as: identity}
    languages: {from: [Sprak1, Sprak2]}
    communication_support: {from: Stod, split_by: ";"}
    contact: {phones: Telefon, emails: "Epost/Adress"}
  organisations:
    each: Enheter/Enhet
    id: HsaId
    name: Namn
    kind: "@typ"
    part_of: {from: Ingar, by: name}
  guardians:
    - from: Vardnadshavare1
      id: Nr
      name: {given: Namn}
    - from: Vardnadshavare2
      id: Nr
      name: {given: Namn}
  supporters:
    - each: Kontakter/Kontakt
      where: {Typ: [ombud, PO]}
      id: Nr
      kind: {value: other}
      name: {given: Namn}
    - each: Kontakter/Kontakt
      where: {Typ: stod}
      id: Nr
      kind: Slag
      name: {given: Namn}
  participants:
    each: Deltagare/Person
    id: Nr
    name: {from: Namn, as: name, order: family-given}
    organisation: {from: Enhet, by: id}
    role: Roll
  coordinator: {marked: {Samordnare: J}}
  needs:
    each: Behov/Rad
    id: Nr
    text: {from: [Rubrik, Beskrivning], joined_by: ": "}
    icf: Icf/Kod
    sub_goals:
      each: Delmal
      id: "@nr"
      text: .
      target_date: "@klart"
  interventions:
    each: Insatser/Insats
    id: Nr
    text: Text
    performers: {from: Utforare, split_by: ",", by: id}
    needs: {from: BehovNr, split_by: ",", by: number}
    goals: {from: Mal, by: id, to: [sub_goals]}
    schedule: {start: Start, text: Tidsplan}
    status: {from: Status, otherwise: planned}
consents:
  givers:
    each: Samtycke/Givare
    who: {from: Vem, by: name}
    form: {from: "@form", otherwise: oral}
  recipients:
    each: Samtycke/Till
    recipient: {from: ., by: id}
not_carried:
  plan.attachments: the export holds no files
  plan.needs.area: the system does not know areas
"""

JSON = """
table: prov-json
format: json
codes:
  status: {planned: 1, ongoing: 2, performed: [3, 4]}
plan:
  from: plan
  state: state
  content: {value: structured}
  person:
    from: client
    identity: {from: pnr, as: identity}
    name: {given: name/given, family: name/family}
    languages: languages
    interpreter_needed: interpreter
    contact: {phones: [mobile, phone]}
  organisations:
    each: units
    id: id
    name: name
    kind: kind
  participants:
    each: units_people
    id: {from: number, as: number}
    name: {given: given, family: family}
    organisation: {from: unit, by: number}
  needs:
    each: areas/needs
    id: id
    text: text
    sub_goals: {each: goals, id: id, text: text}
  interventions:
    each: actions
    id: id
    text: text
    status: {from: status, codes: status}
    performers: {from: by, by: number, to: [participants]}
    needs: {from: needs, by: id}
  overall_goals:
    each: goals
    id: id
    whose: who
    text: text
    own_words: own
    subjects: topics
"""

CSV = """
table: prov-csv
format: csv
encoding: windows-1252
nothing: ["-"]
plan:
  state: Status
  established_on: {from: Upprättad, as: date, pattern: YYYY-MM-DD}
  person:
    identity: {from: Personnr, as: identity}
    name: {from: Klient, as: name, order: family-given}
    communication_support: {from: Stöd, split_by: "|"}
    languages: Språk
  organisations:
    each: row
    group: EnhetId
    id: EnhetId
    name: Enhet
    kind: Enhetstyp
  participants:
    each: row
    group: Deltagare
    where: {Radtyp: deltagare}
    id: DeltagarNr
    name: {from: Deltagare, as: name, order: family-given}
    organisation: {from: EnhetId, by: id}
    role: Roll
  needs:
    each: row
    group: [BehovNr]
    id: BehovNr
    text: {from: [Rubrik, Behov], joined_by: ": "}
    sub_goals:
      each: row
      group: MalNr
      id: MalNr
      text: Mål
  interventions:
    each: row
    where: {Radtyp: insats}
    id: InsatsNr
    text: Insats
    needs: {from: BehovNr, by: id}
    goals: {from: MalNr, by: id, to: [sub_goals]}
    performers: {from: Utförare, split_by: ",", by: id, to: [participants]}
    schedule: {start: {from: Start, as: date, pattern: YYYY-MM-DD}}
"""


PLAIN_ROWS = """
table: prov-rader
format: csv
plan:
  state: Status
  person: {identity: {from: Personnr, as: identity}, name: {given: Namn}}
  needs:
    each: row
    group: BehovNr
    id: BehovNr
    text: Behov
    sub_goals: {each: row, group: Mål, text: Mål, target_date: Senast}
  interventions:
    each: row
    text: Insats
    needs: {from: BehovNr, by: id}
"""


def table(text: str) -> Table:
    """The table of a text that is right."""
    loaded = load_table(text)
    assert loaded.table is not None, [(each.code, each.path, each.en) for each in loaded.findings]
    return loaded.table


TABLES = {each.name: each for each in map(table, (XML, JSON, CSV, PLAIN_ROWS))}
