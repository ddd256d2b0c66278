"""A gateway process that stops where it is told to, and waits there to be killed.

Says `ready` when everything is imported; reads one line `FOLDER STEP`; says `reached` at the step and stands still.
"""

import sys
from pathlib import Path

from gateway.exchange.steps import Step
from tests.exchange import crash_story
from tests.exchange.world import World


def main():
    """Run until the step, or to the end of the story."""
    _say("ready")
    folder, _, name = sys.stdin.readline().rstrip("\n").rpartition(" ")
    where = Step(name)

    def stand_still(step):
        if step is where:
            _say("reached")
            sys.stdin.read()  # nobody writes: until the process is killed

    crash_story.tell(World(Path(folder), fault=stand_still))
    _say("finished")


def _say(word):
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
