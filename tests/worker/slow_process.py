"""`samspel work` with journal systems that take their time: the first recording says so, and waits for a line."""

import sys
import threading

from adapters.file_drop.journal import FileDrop
from gateway.cli.run import run

first = threading.Lock()
record = FileDrop.record


def slow(self, copy):
    if first.acquire(blocking=False):
        print("reached", flush=True)
        sys.stdin.readline()
    return record(self, copy)


if __name__ == "__main__":
    FileDrop.record = slow
    sys.exit(run(["work", "--data", sys.argv[1]]))
