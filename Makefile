# Everything a person runs in this project. A fresh clone with Python 3.11 or newer is enough.

PYTHON ?= python3
# On two cores: a worker more than cores, for journeys wait for half of their time.
WORKERS ?= 3
ARGS ?=
# `whole` runs what takes long too, and on both databases: before it lands, in 30 to 40 minutes.
TIER ?= test
# Of each kind of crash, on each database: for a release, and days on two cores; 5 take an hour.
TRIALS ?= 200

VENV := .venv
BIN := $(VENV)/bin
LOCKING := .cache/lock
# Who is done early takes from who is not, so that all end together.
PYTEST := pytest --numprocesses $(WORKERS) --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install
LOCKED := --require-hashes --only-binary :all:
COMPILE := $(LOCKING)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --upgrade --exclude-newer "7 days" --custom-compile-command "make lock"

# Byte code is kept, so that no start compiles the program anew; a container may have said not to.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo previews test soak check static bench bench-crash reference lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runs ## the bot with a sample programme, in your browser (ARGS="--port 9000")
	@$(BIN)/python -m drumbeat.demo.chat.previews & previews=$$!; \
		$(BIN)/drumbeat demo $(ARGS); ended=$$?; kill $$previews 2> /dev/null; exit $$ended

previews: $(VENV)/.runs ## what shows messages as Slack and Teams do, in the demo (needs Node.js)
	@$(BIN)/python -m drumbeat.demo.chat.previews

test: static ## every check and what tests take ten minutes (TIER=whole, ARGS="-k words" choose)
	@DRUMBEAT_TEST_TIER=$(TIER) $(BIN)/python -m $(PYTEST) $(ARGS)

soak: static ## the same laws for hours, on both databases: before a release (ARGS="-k words" chooses)
	@DRUMBEAT_TEST_TIER=soak $(BIN)/python -m $(PYTEST) \
		-o faulthandler_timeout=3600 $(ARGS)

check: static ## format, lint, types, imports, and the rules of the house
	@$(BIN)/python -m $(PYTEST) tests/house $(ARGS)

bench: $(VENV)/.tests ## how fast it is, as ratios measured in one run (ARGS="acks teams-posts" chooses)
	@$(BIN)/python -m tests.bench $(ARGS)

bench-crash: $(VENV)/.tests ## nothing lost or doubled, however it dies, TRIALS=200 times a kind: before a release
	@$(BIN)/python -m tests.crash --trials $(TRIALS) $(ARGS)

reference: $(VENV)/.tests ## comparisons with the data in DRUMBEAT_REFERENCE
	@DRUMBEAT_REFERENCE="$${DRUMBEAT_REFERENCE:-../shared}" $(BIN)/python -m $(PYTEST) tests/reference $(ARGS)

lock: | $(BIN)/python ## choose the newest packages anew, none younger than a week
	@[ -x $(LOCKING)/bin/uv ] || { $(BIN)/python -m venv $(LOCKING) && \
		$(LOCKING)/bin/python -m pip --quiet install uv; }
	@echo 'setuptools>=80' | $(COMPILE) --output-file requirements.lock pyproject.toml -
	@$(COMPILE) --group pyproject.toml:dev --constraint requirements.lock \
		--output-file requirements-dev.lock

static: $(VENV)/.tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > .cache/imports.txt || { cat .cache/imports.txt; exit 1; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Drumbeat needs Python 3.11 or newer; $(PYTHON) is not." \
			"Name one that is: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) could not make $(VENV). On Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/.runs: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Drumbeat runs on, once ..." >&2
	@$(INSTALL) $(LOCKED) -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.runs
	@echo "Installing what its tests need, once ..." >&2
	@$(INSTALL) $(LOCKED) -r requirements-dev.lock
	@mkdir -p .cache
	@touch $@
