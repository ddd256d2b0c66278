"""What the page of measures says beside its numbers."""

from __future__ import annotations

BEFORE = """# How fast it is

Measured, not promised: every number below comes from one run of `python -m tests.bench` on one machine, with what it is
compared with in the same run. Drawn by `python -m tests.bench.page` from [performance.json](performance.json).

**To repeat it**: `make bench` (ten minutes on a quiet machine; RabbitMQ and PostgreSQL are started by the run if they
are installed, else their rows say so), `python -m tests.bench --full --page` for the whole, with a million stored
copies, which also writes this page; some parts: `python -m tests.bench copies steady`. Where the time of a part goes:
`python -m tests.bench profile copies`.

**To read it**: *embedded* is SQLite and the embedded broker in one process; *real* is PostgreSQL and RabbitMQ. A *copy*
is what one other organisation gets of one plan; each plan of the runs goes to three, and makes a page for the person
beside. A *floor* does what cannot be left out, with nothing around it: no gateway can be faster than it. What is
compared takes turns in the same rounds, and the quickest round counts, since the rest of the machine only ever adds.
Computing is measured in seconds of one core; what waits for disk, broker or database by the clock.

**The documents** are distinct plans of one shape: six organisations of two huvudman, ten participants, two relatives,
eight needs with ten goals, 24 interventions, a consent for three organisations, one of which gets only some subjects.
"""

HOW = {
    "translation": (
        "*Every gate*: hardened parse, XSD, the model with every reference, the message's structure and "
        "codes. The peer is saxonche (XSLT 3.0, XPath maps written as JSON, `tests/bench/peer.xsl`, compiled "
        "once), the fastest of the tools that we tried. It is given the same documents and makes the same "
        "resources with the same values, which the run compares. *Its gates* are ours: XSD before, the check "
        "of the message behind."
    ),
    "bad_input": (
        "**R** refused · **H** accepted by its home, withheld from everybody else · **W** accepted, and its "
        "writer is told · **I** a message that our check refuses · **V** a message that passes it: nobody "
        "would notice."
    ),
    "starting": (
        "The median of several processes, which take turns. Modules are compiled already, as after a first time."
    ),
    "formats": ("The demo's plan, milliseconds of one core. Reading includes all that is checked."),
    "tables": (
        "A table that mirrors SIP XML reads the documents of the first part, as our own reader does, and says the same "
        "of them. The account is made when somebody looks, by both."
    ),
    "copies": (
        "Accept, consent, minimise, freeze, seal, publish, open, check, record, answer, settle, tell the "
        "home's journal, close the audit. The journal systems answer at once, in memory. The floor publishes,"
        " confirms, takes and acknowledges as many messages of the same size, and makes as many commits with "
        "the same bytes (SQLite: WAL, FULL)."
    ),
    "steady": (
        "Plans arrive at set times, whether or not the ones before are done; a copy's time runs from the set "
        "arrival until its record is committed. One process, all roles, settings as delivered, journals "
        "immediate."
    ),
    "processes": (
        "`samspel work`, with files: the home exports, practice journal systems (same machine) import, flush "
        "their entry to the disk and write a receipt; a copy counts when its receipt stands in the home's "
        "ledger. `times.poll` (1 s) is part of it."
    ),
    "growth": (
        "Rows of real copies, multiplied in the database under other ids; their bodies are cut short as retention does."
    ),
    "connections": (
        "Few and many hosted (every municipality and region), with keys, journals and queues of their own; on "
        "RabbitMQ as many connections of others consume meanwhile."
    ),
    "hostile": ("`check` of files that were made to hang or fill a parser."),
}
"""Part → how it is measured."""

_COMPUTING = (
    "the floor only makes its bytes durable. A copy is computed besides, in one thread: minimised, said in FHIR and "
    "checked; three messages signed, encrypted, decrypted and verified; the FHIR read back with every gate; two pages "
    "drawn. No part of that is most of it; reading FHIR and sealing are the largest"
)
_ONE_CORE = (
    "45 copies and 15 pages a second are more than one process, that is one core, computes, so a queue grows; and the "
    "three copies of a plan share that core"
)
_MEMORY = (
    "much of it is there before the first plan is done (program, libraries, schemas); the rest is what a batch of "
    "streams and the documents that were read lately hold"
)
_AFTER_FILLING = (
    "what the gateway itself computes does not grow (see its processor time below); it waits longer for a database "
    "that has just taken in a million rows"
)
_PYTHON = (
    "the floor is C from end to end. Ours reads into the model, says it in FHIR and checks every resource in Python: "
    "reading alone, and checking alone, take longer than the whole floor (see the rates below)"
)
WHY: dict[str, str] = {
    "copies recorded, to the floor, embedded": _COMPUTING,
    "copies recorded, to the floor, real": _COMPUTING,
    "arrival to recorded at 15 plans/s, p95, embedded": _ONE_CORE,
    "arrival to recorded at 15 plans/s, p95, real": _ONE_CORE,
    "a copy with many stored, to one with few, PostgreSQL": _AFTER_FILLING,
    "translation with every gate, to its floor": _PYTHON,
    "peak memory of a worker, embedded": _MEMORY,
    "peak memory of a worker, real": _MEMORY,
}
"""Target → why it is missed, as far as we know."""

AFTER = """## What was not measured

- Several machines: broker, database and gateway share the cores here, and a network adds its delays to each step.
- A RabbitMQ cluster: with one node a quorum queue has one replica. TLS to broker and database.
- Power loss: a commit is as durable as the disk's answer to a flush.
- Bodies of settled copies at a million: with them the store would hold hundreds of gigabytes.
- The peer in several threads, and Saxon's paid editions. What others do with the same plan, FHIR mapping tools among
  them, was measured once and is not repeated in this run.
- Windows and macOS.

What a migration keeps waiting: `python -m tests.bench.migrating`; what a copy takes on the disk:
`python -m tests.bench.storing` ([postgresql.md](postgresql.md)).
"""
