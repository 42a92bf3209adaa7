# Huifang: each target sets up what it needs; a second call is instant.
#   make run     the program with a sample project, on http://127.0.0.1:8501
#   make test    every test, on SQLite, PostgreSQL and in a real browser
#   make check   format, lint, types, import contracts, catalogues
#   make bench   benchmarks      make words   collect sentences
#   make lock    pin what pyproject.toml asks for; ARGS=--upgrade takes newer versions
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# Named by content, not by date: switching branches back and forth installs nothing twice.
mark = $(VENV)/.$(1)-$(shell cat requirements/$(1).txt pyproject.toml | cksum | cut -d' ' -f1)
RUN  := $(call mark,run)
TEST := $(call mark,test)
PIP   = $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
LOCK  = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: \
        --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" $(ARGS)

.PHONY: run test check bench lock words clean

run: $(RUN)
	$(BIN)/huifang serve

# Story tests skip, and say so, where neither a browser is found nor one can be fetched.
test: $(TEST)
	@$(BIN)/python -m tests.browser || PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=15000 \
	  $(BIN)/playwright install chromium >/dev/null 2>&1 || true
	$(BIN)/pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile $(ARGS)

check: $(TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m lang.catalogue --check

bench: $(TEST)
	@for name in $(filter-out __init__ sample load cpu grown screens naive_wall,$(basename $(notdir $(wildcard bench/*.py)))); do \
	  echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; done

words: $(TEST)
	$(BIN)/python -m lang.catalogue

lock: $(BIN)/python
	$(PIP) uv
	$(LOCK) pyproject.toml --group build --output-file requirements/run.txt
	$(LOCK) pyproject.toml --group build --group test --constraint requirements/run.txt \
	        --output-file requirements/test.txt

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Huifang needs Python 3.11 or newer; '$(PYTHON)' is not. Try: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.%: | $(BIN)/python
	$(PIP) --require-hashes --only-binary :all: --requirement requirements/$(firstword $(subst -, ,$*)).txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.$(firstword $(subst -, ,$*))-* && touch $@
