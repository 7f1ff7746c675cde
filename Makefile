# sysselreg: `make report` makes the Årsrapport, `make test` proves the program. `make` alone tells the rest.

PYTHON   ?= python3
VENV     := .venv
BIN      := $(VENV)/bin
STAMP    := $(VENV)/.installed
NATION   := $(VENV)/.nation
REGISTER ?= .
FUZZ_ROUNDS ?= 500
# Not ?=: make itself has a variable AR, the archiver.
AR       = 2023

.DEFAULT_GOAL := help
.PHONY: help report test fuzz check format bench clean

help: ## visa det här
	@echo "make MÅL"; echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-10s %s\n", $$1, $$2}'

report: $(STAMP) ## gör Årsrapporten: make report [AR=2023] [REGISTER=tests/registers/exempelkommun]
	@tools/system-packages.sh report
	@$(BIN)/sysselreg --register $(REGISTER) rapport $(AR) --ut build

test: $(STAMP) $(NATION) ## kör alla prov
	@tools/system-packages.sh test
	@$(BIN)/python -m pytest -n auto --dist loadfile

fuzz: $(STAMP) ## avbryt sparandet hårt, hundratals gånger: make fuzz [FUZZ_ROUNDS=500]
	@FUZZ_ROUNDS=$(FUZZ_ROUNDS) $(BIN)/python -m pytest tests/fuzz

check: $(STAMP) ## kontrollera kod, typer och registrets poster
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/sysselreg formatera --kontrollera
	@$(BIN)/sysselreg kontrollera

format: $(STAMP) ## skriv om kod och poster till standardform
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/sysselreg formatera

bench: $(STAMP) $(NATION) ## mät hastigheten sida vid sida med andra verktyg
	@tools/system-packages.sh test
	@$(BIN)/python -m benchmarks

clean: ## ta bort allt som går att göra om
	rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The exact versions of requirements.lock, checked against their hashes, and this checkout as it is.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sysselreg behöver Python 3.11 eller nyare. Installera det, eller skriv: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Installera python3-venv först: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Installerar Python-paketen i $(VENV) (en minut första gången)" >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Apache Spark weighs 300 MB and is for tests and measuring alone; where it cannot be had they say so and go on, and the
# next run tries again.
$(NATION): requirements-nation.lock $(STAMP)
	@echo "Installerar Apache Spark för proven" >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-nation.lock && touch $@ || \
		echo "Spark gick inte att installera. Proven på Spark hoppas över, och nästa gång görs ett nytt försök." >&2
