# The portal's few commands; `make help` lists them. Everything is built from uv.lock.

PORT ?= 8000
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := $(CURDIR)/.venv/bin
RUN := PATH="$(BIN):$$PATH"
# honcho gives the worker another PORT; the address inside the pictures' files must not follow it.
PERIGEE_BASE_URL ?= http://127.0.0.1:$(PORT)
DEMO := PERIGEE_DEMO=1 PORT=$(PORT) PERIGEE_BASE_URL=$(PERIGEE_BASE_URL)

.PHONY: help demo test check bench mutants format clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/ready ## build, load the demonstration, serve it on http://127.0.0.1:8000/ (PORT= another)
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@$(DEMO) $(BIN)/python manage.py demo
	@$(DEMO) $(RUN) PYTHONUNBUFFERED=1 honcho start --port $(PORT)

test: .venv/ready ## run the whole suite (browser tests need Chromium), or a part: ARGS="tests/portal -k robots"
ifdef ARGS
	@$(RUN) pytest --numprocesses auto --dist loadfile $(ARGS)
else
	@$(RUN) pytest --numprocesses auto --dist worksteal -m "not browser"
	@$(RUN) pytest --numprocesses auto --dist loadfile --no-loadscope-reorder -m browser || $(RUN) python -m tests.browser.second_run
endif

check: .venv/ready ## format, lint, import arrows, Django's checks, missing migrations, content, tests
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) lint-imports
	@PERIGEE_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		PERIGEE_BASE_URL=https://portal.example.org PERIGEE_HOSTS=portal.example.org \
		PERIGEE_HSTS_SUBDOMAINS=1 PERIGEE_HSTS_PRELOAD=1 \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(DEMO) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(DEMO) $(BIN)/python manage.py demo --check
	@$(MAKE) --no-print-directory test

bench: .venv/ready ## measure (docs/performance.md) what make demo loaded; PARTS="pages likes", BAKERYDEMO= a checkout
	@$(RUN) python -m benchmarks $(PARTS)

mutants: .venv/ready ## say which changes of M=media/visitors/likes.py no test notices (T= tests, ARGS=--all)
	@$(RUN) python -m mutants $(M) $(if $(T),--tests $(T)) $(ARGS)

format: .venv/ready ## put the code into its form
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .

clean: ## remove the environment and what the demonstration made
	rm -rf .venv .uv var

.uv/bin/uv:
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/ready: pyproject.toml uv.lock $(if $(filter .uv/%,$(UV)),.uv/bin/uv)
	@$(UV) sync --locked --quiet --python $(PYTHON)
	@touch $@
