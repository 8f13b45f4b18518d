# The commands of Hustings. `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.hustings-$(shell cat requirements/dev.txt pyproject.toml package-lock.json | cksum | cut -d' ' -f1)
DEMO_HOME := $(CURDIR)/.demo
SERVE ?= 1
CORES := $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo run worker test test-fast search test-pg test-browser check fmt lint types layers drift cover bench bench-linkage bench-stance pictures docs openapi migrations clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMP) ## the environment in .venv, from hashed requirement files

$(STAMP): requirements/dev.txt pyproject.toml package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python tools/vendor.py
	@rm -f $(VENV)/.hustings-* && touch $@

demo: setup ## a fictional campaign: prints Today, then serves it (SERVE=0 stops after printing)
	@rm -rf $(DEMO_HOME)
	@$(BIN)/hustings demo --folder $(DEMO_HOME) $(if $(filter 0,$(SERVE)),--no-serve,--serve)

run: setup ## the web application on your own data
	$(BIN)/hustings start

worker: setup ## a further worker for background tasks
	$(BIN)/hustings worker

test: setup ## the whole suite on SQLite, in parallel
	$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal -m "not browser and not postgres"

test-fast: setup ## kernel, engine and connectors
	$(BIN)/python -m pytest -q -n $(CORES) tests/kernel tests/engine tests/connectors

search: setup ## looks for new counterexamples to the properties of kernel, engine and connectors
	HUSTINGS_PROPERTIES=search $(BIN)/python -m pytest -q -n $(CORES) tests/kernel tests/engine tests/connectors

# Kernel, engine, connectors, bulk and benchmarks know no data base of ours; who may do what is decided above it; commands, demo,
# pages and the promises of the project call the same actions and queries as rooms and API, which all run here.
test-pg: setup ## rooms, API, jobs and storage on PostgreSQL
	$(BIN)/python tests/postgres.py -q -n $(CORES) --dist worksteal -m "not browser" $(foreach room,access bench bulk cli connectors demo engine hostile kernel project rules web,--ignore=tests/$(room))

test-browser: setup ## journeys in real Chromium
	$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal -m browser

check: lint types layers drift cover test-pg test-browser ## everything that CI runs

fmt: setup ## formats code and templates
	$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	$(BIN)/djade --quiet --target-version 5.2 $$(git ls-files 'src/hustings/web/templates/*.html')

lint: setup ## ruff, djade, bandit, deptry
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/deptry --no-ansi .

types: setup ## mypy, strict on kernel, engine, connectors and bulk
	$(BIN)/mypy --no-error-summary src/hustings/kernel src/hustings/engine src/hustings/connectors src/hustings/bulk

layers: setup ## the rooms and their imports
	$(BIN)/lint-imports --no-logo

drift: setup ## migrations, generated documents and the OpenAPI description are up to date
	$(BIN)/python tools/drift.py

cover: setup ## the suite on SQLite with branch coverage and its gates
	$(BIN)/python -m pytest -q -n $(CORES) --dist worksteal -m "not browser and not postgres" --cov=hustings --cov-branch --cov-report=
	$(BIN)/python tools/coverage_gates.py

bench: setup ## every measurement, with its ratio, into bench/results
	$(BIN)/python -m bench

bench-linkage: setup ## how good linkage is on labelled sets (DATA=folder)
	@$(BIN)/python -m bench.linkage_quality "$(DATA)"

bench-stance: setup ## how true stances are on public votes and positions (DATA=folder)
	@$(BIN)/python -m bench.stance "$(DATA)"

pictures: setup ## the pictures of the documentation, from the demo in Chromium
	$(BIN)/python tools/pictures.py

docs: setup ## generated reference documents
	$(BIN)/python tools/drift.py --write

openapi: setup ## docs/openapi.json
	$(BIN)/python -m hustings.api.schema

migrations: setup ## new migrations for changed models
	$(BIN)/python -m django makemigrations --settings hustings.project.settings

clean: ## removes the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage* .demo
