# postil: `make read` to read, `make test` to test; both start from nothing but Python >= 3.11, make and git.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ARGS   ?= seeds
# An editable install is not compiled by pip, and where PYTHONDONTWRITEBYTECODE is set every start would do it anew.
COMPILED = $(BIN)/python -m compileall -q annotations tui

.PHONY: read test check bench torture train clean
TRAINED ?= build/recogniser

read: $(VENV)/.installed
	@$(BIN)/postil $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks $(ONLY)

torture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.torture

# CORPORA: folder of <name>.jsonl.xz; what is trained lands in TRAINED, the table on the screen.
train: $(VENV)/.installed-dev
	@test -n "$(CORPORA)" || { echo "usage: make train CORPORA=DIR [TRAINED=DIR]" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[train]"
	$(BIN)/python -m annotations.entities.training --corpora "$(CORPORA)" --to "$(TRAINED)"

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@echo "Installing into $(VENV), this once; it takes a minute or two." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(COMPILED)
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@$(COMPILED)
	@touch $@ $(VENV)/.installed
