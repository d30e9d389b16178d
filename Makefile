# Each recipe is one command that you can type by hand.
UV := $(or $(shell command -v uv),.uv/bin/uv)
BUILT := glacy/site/static/built/manifest.json
WORDS := $(patsubst %.po,%.mo,$(wildcard glacy/site/locale/*/LC_MESSAGES/*.po))
FOLDER := demo
MESSAGES := 20000
KILLS := 200
CUTS := 200

.DEFAULT_GOAL := help
.PHONY: help run test soak check format bench assets lock sbom clean

help: ## list what you can ask for
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16

run: $(UV) $(BUILT) $(WORDS) ## play the demonstration between two nodes, then leave both serving (folder: FOLDER=demo)
	$(UV) run --frozen --no-dev glacy demo --folder $(FOLDER)

# Some tests use Debian's chromium, exim4-daemon-light, dovecot-imapd and dovecot-lmtpd; .ci/run installs what is missing.
test: $(UV) $(BUILT) $(WORDS) ## every test, in random order: on SQLite, then on PostgreSQL, and in a browser
	$(UV) run --frozen python tools/suite.py

soak: $(UV) $(BUILT) ## three nodes and all that can befall them: look for what is lost (MESSAGES= KILLS= CUTS=)
	GLACY_KILLS=80 GLACY_SEED=$$(date +%s) $(UV) run --frozen pytest tests/journeys/test_killed.py -s -p no:randomly
	GLACY_MESSAGES=$(MESSAGES) GLACY_KILLS=$(KILLS) GLACY_CUTS=$(CUTS) GLACY_RESTORES=1 GLACY_SEED=$$(date +%s) $(UV) run --frozen pytest tests/soak -s -p no:randomly

check: $(UV) ## format, lint, types, floors, dependencies, migrations
	$(UV) run --frozen python tools/check.py

format: $(UV) ## put the code in its one form
	$(UV) run --frozen ruff format

bench: $(UV) $(BUILT) $(WORDS) ## the figures in benchmarks/, each with its command
	$(UV) run --frozen python benchmarks/bench.py

assets: ## build the styles and the script of the pages
	python3 tools/assets.py

lock: $(UV) ## bring uv.lock in step with pyproject.toml
	$(UV) lock

sbom: $(UV) ## the parts list (CycloneDX) from the lock files: dist/glacy.cdx.json
	UV=$(UV) $(UV) run --frozen python tools/sbom.py

clean: ## remove what was built, and the demonstration
	rm -rf .venv .uv .assets glacy/site/static/built .mypy_cache .ruff_cache .pytest_cache .hypothesis dist demo

$(BUILT): tools/assets.py $(wildcard glacy/site/assets/*)
	python3 tools/assets.py

%.mo: %.po
	$(UV) run --frozen --no-dev python tools/translations.py compile

.uv/bin/uv:
	python3 -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv
