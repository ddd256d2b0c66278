"""Several threads judge their first documents at once, and each gets the faults of its own."""

import json
import subprocess
import sys
from pathlib import Path

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
