"""Several threads judge their first documents at once, and each gets the faults of its own."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

from lxml import etree

from mappings.sip_xml import schema

SAMPLE = Path(__file__).parents[1] / "samples" / "01-halland-child" / "4-established.xml"
PROGRAM = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from mappings.formats import read

good = Path(sys.argv[1]).read_bytes()
bad = good.replace(b"<Kind>sip</Kind>", b"<Kind>nothing</Kind>", 1)
together = Barrier(8)

def judge(body):
    together.wait()
    return [[each.code for each in read(body).findings] for _ in range(10)]

with ThreadPoolExecutor(8) as pool:
    told = list(pool.map(judge, [good, bad] * 4))
alone = [[each.code for each in read(body).findings] for body in (good, bad)]
print(json.dumps({"told": told, "alone": alone}))
"""


def test_threads_of_a_new_process_that_read_at_once_all_get_the_right_answer():
    command = [sys.executable, "-c", PROGRAM, str(SAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    good, bad = said["alone"]
    assert good != bad
    for number, codes in enumerate(said["told"]):
        assert codes == [[good, bad][number % 2]] * 10


def test_threads_that_come_and_go_use_the_judge_that_is_free(monkeypatch):
    made, compiled = [], schema.compiled
    monkeypatch.setattr(schema, "_free", [])
    monkeypatch.setattr(schema, "compiled", lambda: made.append(1) or compiled())
    document = etree.fromstring(SAMPLE.read_bytes())
    for _ in range(5):
        thread = Thread(target=schema.structural_faults, args=(document, {}))
        thread.start()
        thread.join()
    assert len(made) == len(schema._free) == 1


def test_one_thread_at_a_time_compiles(monkeypatch):
    """libxml2 makes the built-in types when a process first asks, and a second thread then finds half of them."""
    real, inside, most, together = etree.XMLSchema, [], [], Barrier(8)

    def compile_slowly(document):
        inside.append(1)
        most.append(len(inside))
        try:
            return real(document)
        finally:
            inside.pop()

    def compile_together(_):
        together.wait()
        return schema.compiled()

    schema._in_one()
    monkeypatch.setattr(schema.etree, "XMLSchema", compile_slowly)
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(compile_together, range(8)))) == 8
    assert most == [1] * 8


def test_what_is_compiled_includes_nothing_and_has_all_that_the_published_files_have():
    names = {each.get("name") for each in etree.fromstring(schema._in_one()) if each.get("name")}
    files = (Path(__file__).parents[2] / "schemas" / "xsd").glob("*.xsd")
    published = {each.get("name") for file in files for each in etree.parse(file).getroot() if each.get("name")}
    assert names == published
    assert b"include" not in schema._in_one()
