# Two commands set up all they need: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench edition reference trust screenshots agreement images clean

help:            ## list what can be made
	@grep -E '^[a-z]+: .*##|^[a-z]+:  .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# uv makes the environment in a few seconds where it is installed.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "audit4 needs Python 3.11 or newer; say which: make PYTHON=python3.12 ..."; exit 2; }
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
	  uv pip install --quiet --python $(BIN)/python -e '.[dev]'; \
	else \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "python3 has no venv here; mend it with: apt-get install python3-venv"; exit 2; }; \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'; \
	fi
	@touch $@

demo: $(READY)   ## audit a small province twice, on this machine alone
	@$(BIN)/audit4 demo --directory demo

# The booted hosts come last, a province of them for each of two workers.
test: $(READY) lint   ## run the whole suite, as far as this machine can
	$(BIN)/python -m pytest -q -n auto --dist loadgroup --ignore tests/hosts
	$(BIN)/python -m pytest -q -n 2 --dist loadfile tests/hosts

lint: $(READY)   ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

bench: $(READY)  ## print the figures of the budget beside their references
	$(BIN)/python -m bench

edition: $(READY)  ## record the digest of the collector that the checks now need
	$(BIN)/python -m audit4.cli.edition

reference: $(READY)  ## write docs/cli.md and docs/report-templates.md anew
	$(BIN)/python -m audit4.cli.reference > docs/cli.md
	$(BIN)/python -m audit4.reporting.reference > docs/report-templates.md

trust: $(READY)  ## count anew on how many states of a host each rule is tested
	$(BIN)/python -m tests.hosts.trust
	@$(BIN)/python -m tests.checks.both_ways

screenshots: $(READY)  ## picture both reports on every kind of screen, and on paper
	$(BIN)/python -m tests.browser.screenshots screenshots

agreement: $(READY)  ## compare with Lynis and OpenSCAP on the booted test hosts (root)
	$(BIN)/python -m tests.hosts.agreement

images: $(READY)  ## build the images of the booted test hosts beforehand (root)
	$(BIN)/python -m tests.hosts.images

clean:           ## remove what was made
	rm -rf $(VENV) demo bench/out screenshots dist
