"""Several threads judge documents at once, and each gets the faults of its own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from mappings.formats import read

SAMPLE = Path(__file__).parents[1] / "samples" / "01-halland-child" / "4-established.xml"
THREADS = 8


def test_threads_that_judge_their_first_document_at_once_all_get_the_right_answer():
    good = SAMPLE.read_bytes()
    bad = good.replace(b"<Kind>sip</Kind>", b"<Kind>nothing</Kind>", 1)
    alone = {body: [each.code for each in read(body).findings] for body in (good, bad)}
    assert alone[good] != alone[bad]
    together = Barrier(THREADS)

    def judge(body):
        together.wait()
        return [(body, [each.code for each in read(body).findings]) for _ in range(20)]

    with ThreadPoolExecutor(THREADS) as pool:  # new threads: none has read a document before
        for told in pool.map(judge, [good, bad] * (THREADS // 2)):
            for body, codes in told:
                assert codes == alone[body]
