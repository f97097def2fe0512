# postil: `make read` to read, `make test` to test; both start from nothing but Python >= 3.11, make and git.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ARGS   ?= seeds
# An editable install is not compiled by pip, and where PYTHONDONTWRITEBYTECODE is set every start would do it anew.
COMPILED = $(BIN)/python -m compileall -q annotations tui
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --editable

.PHONY: read test lint check bench torture fuzz mutate release-check picture pictures train clean
TRAINED ?= build/recogniser
# Workers of the suite: half as many again as there are cores, since some of their time tests wait for processes, terminals
# and disks; 0 runs it in one process, where a debugger can be used.
WORKERS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) * 3 // 2 or 1)")

read: $(VENV)/.installed
	@$(BIN)/postil $(ARGS)

# TESTS: files, folders or options for pytest; none: the whole suite.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# All that CI runs.
check: lint test

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks $(ONLY)

torture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.torture

# What comes in from outside, attacked: ONLY names targets, SECONDS are for each.
SECONDS ?= 60
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[fuzz]"
	$(BIN)/python -m tests.fuzz $(ONLY) --seconds $(SECONDS)

# Changes the code in one place after the other; lists the changes that no test notices. ONLY: "annotations.store.lock*"
mutate: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[mutate]"
	$(BIN)/mutmut run $(if $(ONLY),"$(ONLY)")
	$(BIN)/mutmut results | { grep -v "not checked" || true; }

# Before a release: the wheel, in an environment with nothing else in it, opens an article.
release-check: $(VENV)/.installed-dev
	$(BIN)/python -m tests.release_check

# Draws docs/imports.svg from the imports as they are.
picture: $(VENV)/.installed-dev
	$(BIN)/python docs/draw_imports.py

# Draws every screen at four sizes in both themes into build/pictures, and those of the README. ONLY="list page": some.
pictures: $(VENV)/.installed-dev
	$(BIN)/python docs/draw_screens.py $(ONLY)

# CORPORA: folder of <name>.jsonl.xz; what is trained lands in TRAINED, the table on the screen. Threads that wait do not
# spin: told before Python starts, since spaCy loads the runtime that asks for it.
train: $(VENV)/.installed-dev
	@test -n "$(CORPORA)" || { echo "usage: make train CORPORA=DIR [TRAINED=DIR]" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[train]"
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m annotations.entities.training --corpora "$(CORPORA)" --to "$(TRAINED)"

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@echo "Making $(VENV), this once" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing postil and what it needs; it takes a minute or two" >&2
	@$(INSTALL) . >&2
	@echo "Compiling" >&2
	@$(COMPILED)
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing postil, what it needs and what its tests need; it takes a minute or two" >&2
	@$(INSTALL) ".[dev]" >&2
	@echo "Compiling" >&2
	@$(COMPILED)
	@touch $@ $(VENV)/.installed
