# Two commands matter: `make demo` and `make test`. `make` alone lists them all.
# Needs Python 3.11 or newer, make, and pip reaching its usual index.

PYTHON ?= python3
VAR    ?= var
PORT   ?= 8000
SERVE  ?= 1
# Rows of the tables that the bench counts.
ROWS   ?= 1000000
# `make bench SCALE=full` makes the largest tables too, row by row.
SCALE  ?=
# More words for pytest: make test ARGS="-k appeal -x"
ARGS   ?=

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check

# A stamp is newer than what it was installed from, or the install runs again.
RUN_STAMP  := $(VENV)/.installed
DEV_STAMP  := $(VENV)/.installed-dev
PROJECT    := pyproject.toml

# The tests that count: they reach all of core/timelimits.
TERMS := tests/core tests/cli/test_batching.py tests/cli/test_compute.py tests/cli/test_verifying.py

# Each proof prints its figures under the summary; its short form is in `make test`.
proof-kills   := tests/crash/test_points.py tests/crash/test_kill.py tests/crash/test_sweep.py
proof-power   := tests/crash/test_power.py
proof-rivals  := tests/rivals tests/distributed/test_many_schedulers.py
proof-smtp    := tests/smtp
proof-clock   := tests/scheduler/test_clock.py tests/scheduler/test_hold.py tests/scheduler/test_standstill.py
proof-privacy := tests/privacy tests/distributed/test_planes_apart.py
proof-headers := tests/smtp/test_headers.py
proof-again   := tests/scheduler/test_again.py
PROOFS := proof-kills proof-power proof-rivals proof-smtp proof-clock proof-privacy proof-headers proof-again

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo demo-reset test test-slow $(PROOFS) golden lint format coverage coverage-terms bench install install-dev lock lock-check clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
	@echo "  make proof-…        Prove that reminders are not lost, at full length, with figures: kills power"
	@echo "                      rivals smtp clock privacy headers again, as in make proof-kills"
	@echo "  Variables: PORT=8000  VAR=var (data folder)  SERVE=0 (do not serve)  ARGS= (for pytest)  ROWS= SCALE= (for bench)"

demo: $(RUN_STAMP)  ## Load the real cases and serve them on http://127.0.0.1:8000
	@REMEDYTRACK_VAR="$(VAR)" $(BIN)/remedytrack demo --port "$(PORT)" $(if $(filter 0,$(SERVE)),--no-serve)

demo-reset: $(RUN_STAMP)  ## Throw the demo's data away and load it afresh
	@REMEDYTRACK_VAR="$(VAR)" $(BIN)/remedytrack demo --reset --no-serve

test: $(DEV_STAMP)  ## Run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

test-slow: $(DEV_STAMP)  ## Run only the slow tests, those that take minutes too: processes, kills, proofs
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "slow or minutes" $(ARGS)

$(PROOFS): $(DEV_STAMP)
	@$(BIN)/python -m pytest -m "slow or not slow" $($@) $(ARGS)

coverage: $(DEV_STAMP)  ## Run all tests and show the lines that none of them reaches
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --cov $(ARGS)

coverage-terms: $(DEV_STAMP)  ## Fail unless every branch of the time limits is reached
	@COVERAGE_FILE=.coverage.terms $(BIN)/python -m pytest -q -n 2 --dist loadgroup $(TERMS) \
		--cov=remedytrack.core.timelimits --cov-fail-under=100 --cov-report=term-missing:skip-covered $(ARGS)

golden: $(DEV_STAMP)  ## Approve what the procedures make of the golden journals now
	@$(BIN)/python -m tests.golden.approve

lint: $(DEV_STAMP)  ## Check format, style, types and the dependency rule
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEV_STAMP)  ## Rewrite the code in the project's format
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(DEV_STAMP)  ## Measure at scale, beside other software: some minutes (SCALE=full: hours)
	@$(BIN)/python -m tests.bench.run --rows $(ROWS) $(if $(filter full,$(SCALE)),--full)

install: $(RUN_STAMP)  ## Create .venv with the locked run-time dependencies

install-dev: $(DEV_STAMP)  ## Create .venv with everything that tests and lint need

lock: $(DEV_STAMP)  ## Write both lock files from pyproject.toml (UPGRADE=1: newest releases)
	@$(call compile_locks,.,$(if $(filter 1,$(UPGRADE)),--upgrade))

lock-check: $(DEV_STAMP)  ## Fail if a lock file does not follow from pyproject.toml
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && \
	cp pyproject.toml requirements.lock requirements-dev.lock "$$copy" && \
	{ ( $(call compile_locks,"$$copy") ) || \
	{ echo "The lock files could not be compiled; the reason stands above." >&2; exit 1; }; } && \
	{ diff -u requirements-dev.lock "$$copy/requirements-dev.lock" && \
	diff -u requirements.lock "$$copy/requirements.lock" || \
	{ echo "A lock file is stale: run make lock and commit the result." >&2; exit 1; }; } && \
	echo "The lock files follow from pyproject.toml."

clean:  ## Remove the environment and the tools' caches, never the data
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage dist

# The run-time lock is compiled under the development lock, so that the tests run
# on the very releases that users get.
define compile_locks
uv="$(CURDIR)/$(BIN)/uv" && cd $(1) && \
compile() { "$$uv" pip compile --no-config --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --annotation-style line \
	--custom-compile-command "make lock" "$$@"; } && \
compile $(2) pyproject.toml --group dev --output-file requirements-dev.lock && \
compile $(2) pyproject.toml --group build --constraint requirements-dev.lock --output-file requirements.lock
endef

# Hatchling is in the lock files, so the project itself is built without fetching
# anything unlocked: no build isolation, no dependencies.
define install_locked
@echo "Installing $(1) into $(VENV); the first time takes about a minute."
@$(PIP) install --quiet --require-hashes --requirement $(1)
@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "RemedyTrack needs Python 3.11 or newer; $(PYTHON) is missing or older. Try: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Could not make $(VENV); on Debian or Ubuntu install python3-venv." >&2; exit 1; }

$(RUN_STAMP): requirements.lock $(PROJECT) | $(BIN)/python
	$(call install_locked,requirements.lock)
	@touch $@

# The development lock contains the run-time lock: both stamps are then true.
$(DEV_STAMP): requirements-dev.lock requirements.lock $(PROJECT) | $(BIN)/python
	$(call install_locked,requirements-dev.lock)
	@touch $(RUN_STAMP) $@
