# Two commands matter: `make demo` and `make test`. Both install what is locked, and nothing else.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
PY := $(VENV)/bin/python
LOCKS := requirements
export PIP_DISABLE_PIP_VERSION_CHECK := 1
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test check soak bench eval lock clean

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

# $(call install,LOCK): a fresh environment that holds exactly what LOCK names.
define install
	@test -n "$(PYTHON)" || { echo "mentorbot needs Python 3.11 or later with venv (Debian: apt install python3-venv)" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@if $(PY) -m pip install -q --require-hashes -r $(LOCKS)/bootstrap.lock; \
	 then $(VENV)/bin/uv pip install -q --python $(PY) --require-hashes -r $(LOCKS)/$(1); \
	 else $(PY) -m pip install -q --require-hashes -r $(LOCKS)/$(1); fi
	@touch $@
endef

$(VENV)/.run: $(LOCKS)/run.lock $(LOCKS)/bootstrap.lock
	$(call install,run.lock)

$(VENV)/.dev: $(LOCKS)/dev.lock $(LOCKS)/bootstrap.lock
	$(call install,dev.lock)

demo: $(VENV)/.run  ## an office with phones in your browser; Ctrl-C ends it
	@$(PY) bot.py demo

run: $(VENV)/.run  ## the service, with the settings in .env
	@$(PY) bot.py run

check: $(VENV)/.dev  ## format, lint, types, import floors, content
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) bot.py content check

test: check  ## everything `check` does, and all tests
	@$(PY) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

soak: $(VENV)/.dev  ## the long tests; their figures stand in docs/
	@$(PY) -m tests.soak.kills
	@$(PY) -m tests.soak.races
	@$(PY) -m tests.soak.two_workers
	@$(PY) -m tests.soak.sends
	@$(PY) -m tests.soak.broadcast
	@$(PY) -m tests.soak.broadcast --workers 4
	@$(PY) -m tests.soak.year
	@$(PY) -m tests.soak.rights --every 10
	@$(PY) -m tests.soak.fuzz
	@$(PY) -m tests.soak.hostile_edits
	@$(PY) -m tests.soak.coordinator
	@$(PY) -m tests.soak.desk_speed
	@$(PY) -m tests.soak.redaction
	@$(PY) -m tests.simulation --seeds 1-40 --twice
	@$(PY) -m tests.simulation --budget 60

bench: $(VENV)/.dev  ## ratios against a bare bot, measured side by side
	@$(PY) -m tests.bench

eval: $(VENV)/.dev  ## how well typed text is understood: make eval FILE=labelled.jsonl
	@test -n "$(FILE)" || { echo "say which messages: make eval FILE=labelled.jsonl" >&2; exit 2; }
	@$(PY) -m tests.eval $(FILE)

lock: $(VENV)/.dev  ## resolve the requirements anew, with hashes
	@for lock in run dev bootstrap; do \
	  $(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	    $(LOCKS)/$$lock.in -o $(LOCKS)/$$lock.lock; \
	done

clean:  ## take away what the commands above made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache
