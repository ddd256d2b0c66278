"""Work: what is due is done, by one thread for a command, by a pool of threads for a machine.

Theory of operation. All that is to be done lies in the store as work rows, in the broker as messages, or with a journal
system as documents and receipts; nobody here remembers anything that must not be lost. `run_until_idle` does all that
is due now, one thing after another. A `WorkerPool` does it until it is told to stop, in *roles* that can be spread over
machines: relays (`relay.py`), a receiver (`receiver.py`) and a recorder (`recorder.py`), with duties that come round
(`keeper.py`). What is away is waited for, growing; what fails keeps nobody else waiting.
"""

from gateway.worker.pool import WorkerPool
from gateway.worker.pulse import Health
from gateway.worker.roles import Role
from gateway.worker.single import Worker, run_until_idle
from gateway.worker.work import PHASES, do

__all__ = ["PHASES", "Health", "Role", "Worker", "WorkerPool", "do", "run_until_idle"]
