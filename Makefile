# Everything the project needs is installed by the project: Python >= 3.11, git and make suffice.
# `make demo` makes a learning pack, `make test` runs the whole suite; both set up what they need.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python3.14; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
UV_VERSION := 0.13.9
UV := .tools/bin/uv
STAMP := .venv/.stamp
TEST_ARGS ?=

export UV_PYTHON_DOWNLOADS = never
export UV_PROJECT_ENVIRONMENT = .venv
# Without bytecode every command compiles Prefect anew where Python may not write it (read-only
# installations, PYTHONDONTWRITEBYTECODE).
export UV_COMPILE_BYTECODE = 1

.PHONY: help setup demo test lint docs format clean

help:
	@echo "make demo          make a learning pack from examples/photosynthesis.md"
	@echo "make test          run the whole test suite"
	@echo "make lint          ruff, pyright, import-linter, lock file"
	@echo "make format        format the code"
	@echo "make docs          build the documentation site"
	@echo "make bench-NAME    run a benchmark, for example make bench-startup"
	@echo "make clean         remove the environment and caches"

setup: $(STAMP)

$(UV):
	@test -n "$(PYTHON)" || { echo "coursewright needs Python 3.11 or newer with its venv module" \
		"(on Debian and Ubuntu: apt install python3 python3-venv)." >&2; exit 2; }
	@echo "Setting up: uv"
	@"$(PYTHON)" -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

$(STAMP): $(UV) pyproject.toml uv.lock
	@echo "Setting up: the environment (.venv)"
	@$(UV) sync --quiet --locked --all-extras --python .tools/bin/python
	@touch $(STAMP)

demo: $(STAMP)
	@.venv/bin/python -m cli.main generate examples/photosynthesis.md --max-age 0s --out learning-packs/photosynthesis

test: $(STAMP)
	@.venv/bin/python -m coverage erase
	@.venv/bin/python -m pytest -n 2 --dist worksteal --cov --cov-report=term $(TEST_ARGS)

lint: $(STAMP)
	@$(UV) lock --check --quiet
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check
	@.venv/bin/python -m pyright
	@.venv/bin/lint-imports
	@.venv/bin/python -m cli.quality_page --check
	@.venv/bin/python -m services.stores.firestore.index_files --check deployments

docs: $(STAMP)
	@.venv/bin/python -m cli.quality_page
	@NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --quiet
	@echo "The documentation is in .site/index.html"

format: $(STAMP)
	@.venv/bin/python -m ruff check --fix
	@.venv/bin/python -m ruff format

bench-%: $(STAMP)
	@.venv/bin/python benchmarks/$*.py

clean:
	rm -rf .venv .tools .site .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
