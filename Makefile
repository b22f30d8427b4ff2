# Two commands: `make run` shows merged feeds on http://127.0.0.1:8080/, `make test` runs the tests.
# Both make .venv from the locked dependencies first. Another Python: make test PYTHON=python3.13

SHELL := /bin/bash
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
CONFIG ?= config/aggregator.toml
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
TESTS ?= tests
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench install develop clean

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: install  ## start the daemon on config/aggregator.toml (CONFIG=…)
	exec $(BIN)/aggregator -c $(CONFIG) run

test: develop  ## run the tests (TESTS=tests/merge, PYTEST="-k uid")
	$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder $(TESTS) $(PYTEST)

check: develop  ## format, lint, types, imports, docs, configuration, units
	.ci/check

bench: develop  ## measure ourselves against peers in the same run
	.ci/bench

install: $(VENV)/.installed-$(VERSION)
develop: $(VENV)/.developed-$(VERSION)

# `--require-hashes` is on by itself: every line of a lock carries one.
$(VENV)/.installed-$(VERSION): requirements.txt pyproject.toml | python
	@[ "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$(VERSION)" ] \
		|| $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.developed-$(VERSION): requirements-dev.txt $(VENV)/.installed-$(VERSION)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.PHONY: python
python:
	@[ -n "$(VERSION)" ] || { echo "aggregator needs Python 3.11 or newer; none of '$(CANDIDATES)' is one. Name yours: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "aggregator needs Python 3.11 or newer; $(PYTHON) is $(VERSION)" >&2; exit 1; }

clean:  ## remove the environment and everything that tools left behind
	rm -rf $(VENV) .venv-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
