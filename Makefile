# Everything a person or a CI machine runs; `make help` lists the targets.
# All paths are relative, so that the folder's name may hold spaces.

PYTHON ?= python3
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo channels test check format oracle docs bench flips lock clean runnable developable

help: ## list the targets
	@echo "Targets (make PYTHON=python3.12 TARGET chooses another Python, 3.11 or newer):"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: runnable ## set up, then run the sample rules over a generated portfolio
	@.venv/bin/cljrules-runtime demo
	@echo; echo "The commands are in .venv/bin; \`. .venv/bin/activate\` puts them on the path of this shell."

channels: developable ## set up, then send a status change through all five channels; what arrives is left in channels-out
	@$(PY) examples/channels/run.py

test: developable ## set up, then run the tests
	@$(PY) -m pytest -n auto --dist worksteal

check: developable ## formatting, lint, types and layers of the code
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-logo

format: developable ## format the code and mend what can be mended by itself
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

oracle: runnable ## compare with Clojure: its recorded answers (or CASES=FILE), and itself where installed
	@$(PY) tests/oracle/compare.py "$(CASES)" --show $(or $(SHOW),10)

docs: developable ## write the pages, and the editors' grammar, that are made from the library and the catalogue
	@$(PY) tools/language_page.py
	@$(PY) tools/function_pages.py
	@$(PY) tools/lint_pages.py
	@$(PY) tools/event_page.py
	@$(PY) tools/editor_grammar.py

bench: runnable ## measure, and print the benchmark table
	@$(PY) benchmarks/run.py

flips: runnable ## measure how many reversed comparators are noticed, in the packs of PACKS=FOLDER
	@$(PY) benchmarks/flips.py $(PACKS) --confusion --evidence

lock: developable ## resolve the dependencies anew and write the lock files
	@$(PY) tools/lock.py

clean: ## remove what the targets made, the virtual environment included
	@rm -rf .venv demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

define require_python
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "there is no \`$(PYTHON)\` here; install Python 3.11 or newer, or name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "\`$(PYTHON)\` is $$("$(PYTHON)" --version 2>&1); 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
endef

# tools/install.py does nothing, and needs no network, unless a lock file, pyproject.toml or the folder's place changed.
runnable:
	$(require_python)
	@"$(PYTHON)" tools/install.py run

developable:
	$(require_python)
	@"$(PYTHON)" tools/install.py dev
