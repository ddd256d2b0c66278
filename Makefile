# Everything sets itself up in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready

.PHONY: docs demo test lint bench faults faults-long fuzz serve profiles clean

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(DEV_READY): $(READY) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(READY)
	$(BIN)/samspel demo

# The gateway that `samspel init` made here; else the one that `make demo` made, to look around in.
GATEWAY = $(firstword $(wildcard samspel-data/samspel.toml samspel-demo/samspel.toml))

serve: $(READY)
	$(BIN)/samspel serve $(if $(GATEWAY),--data $(GATEWAY))

test: $(DEV_READY)
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --collect-only -qq | tail -n 1

bench: $(DEV_READY)
	$(BIN)/python -m tests.bench

# What goes wrong is drawn from a seed, which is printed; SEED=... repeats a run.
faults: $(DEV_READY)
	$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED))

faults-long: $(DEV_READY)
	$(BIN)/python -m tests.faults --long $(if $(SEED),--seed $(SEED))

fuzz: $(DEV_READY)
	$(BIN)/python -m tests.fuzz $(if $(SEED),--seed $(SEED))

profiles: $(DEV_READY)
	$(BIN)/python schemas/fhir/compile.py

clean:
	rm -rf $(VENV) build dist samspel-demo

docs: $(DEV_READY)
	$(BIN)/python docs/generate.py
