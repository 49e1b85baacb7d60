# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything is installed from package registries into this folder: .venv, .venv-2.16, .venv-eda, .venv-browser,
# .venv-fuzz and .work.

SHELL := /bin/bash
PYTHON ?= $(shell tests/tools/find_python.sh 13 12 11 14)
OLD_PYTHON ?= $(shell tests/tools/find_python.sh 12 11 10)
VENV := $(CURDIR)/.venv
OLD_VENV := $(CURDIR)/.venv-2.16
EDA_VENV := $(CURDIR)/.venv-eda
BROWSER_VENV := $(CURDIR)/.venv-browser
FUZZ_PYTHON ?= $(shell tests/tools/find_python.sh 12 13 11)
FUZZ_VENV := $(CURDIR)/.venv-fuzz
FUZZ := $(CURDIR)/.work/fuzz
JAVA := $(shell tests/tools/find_java.sh)
COLLECTIONS := $(CURDIR)/.work/collections
COPY := $(COLLECTIONS)/ansible_collections/mobileiron/core
IN_VENV := PATH="$(VENV)/bin:$$PATH" ANSIBLE_COLLECTIONS_PATH="$(COLLECTIONS)" ANSIBLE_HOME="$(CURDIR)/.work/ansible" \
	PYTHONDONTWRITEBYTECODE=1
IN_OLD := PATH="$(OLD_VENV)/bin:$$PATH" ANSIBLE_COLLECTIONS_PATH="$(COLLECTIONS)" \
	ANSIBLE_HOME="$(CURDIR)/.work/ansible-2.16" PYTHONDONTWRITEBYTECODE=1
IN_EDA := PATH="$(EDA_VENV)/bin:$$PATH" JAVA_HOME="$(JAVA)" ANSIBLE_COLLECTIONS_PATH="$(COLLECTIONS)" \
	ANSIBLE_HOME="$(CURDIR)/.work/ansible-eda" PYTHONDONTWRITEBYTECODE=1
PIP := -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help demo simulator test rest variations thorough mutants lint unit integration sanity sanity-pylint sanity-others build compat eda awx browser pictures bench fuzz crash tested coverage docs copy clean \
	matrix lock audit release-check

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(VENV)/run.stamp: tests/requirements/run.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (on Debian: apt install python3-venv)"; exit 1; }
	@echo "Setting up $(notdir $(VENV)) with $(PYTHON): ansible-core, the modules' libraries and the Core simulator's"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python $(PIP) install --require-hashes -r tests/requirements/run.lock
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp tests/requirements/test.lock
	@echo "Adding the test tools to $(notdir $(VENV)): pytest, linters, docs and galaxy-importer"
	@$(VENV)/bin/python $(PIP) install --require-hashes -r tests/requirements/test.lock
	@touch $@

$(OLD_VENV)/run.stamp: tests/requirements/compat.lock
	@echo "Setting up $(notdir $(OLD_VENV)) with $(OLD_PYTHON): ansible-core 2.16 and the oldest libraries"
	@$(OLD_PYTHON) -m venv $(OLD_VENV)
	@$(OLD_VENV)/bin/python $(PIP) install --require-hashes -r tests/requirements/compat.lock
	@touch $@

$(EDA_VENV)/run.stamp: tests/requirements/eda.lock
	@echo "Setting up $(notdir $(EDA_VENV)) with $(PYTHON): ansible-rulebook"
	@$(PYTHON) -m venv $(EDA_VENV)
	@$(EDA_VENV)/bin/python $(PIP) install --require-hashes -r tests/requirements/eda.lock
	@touch $@

$(BROWSER_VENV)/run.stamp: tests/requirements/browser.lock
	@echo "Setting up $(notdir $(BROWSER_VENV)) with $(PYTHON): Playwright and axe-core"
	@$(PYTHON) -m venv $(BROWSER_VENV)
	@$(BROWSER_VENV)/bin/python $(PIP) install --require-hashes -r tests/requirements/browser.lock
	@touch $@

$(FUZZ_VENV)/run.stamp: tests/requirements/fuzz.lock
	@test -n "$(FUZZ_PYTHON)" || { echo "fuzz: atheris needs Python 3.11, 3.12 or 3.13 with venv"; exit 1; }
	@echo "Setting up $(notdir $(FUZZ_VENV)) with $(FUZZ_PYTHON): atheris"
	@$(FUZZ_PYTHON) -m venv $(FUZZ_VENV)
	@$(FUZZ_VENV)/bin/python $(PIP) install --require-hashes -r tests/requirements/fuzz.lock
	@touch $@

copy: $(VENV)/run.stamp
	@$(VENV)/bin/python tests/tools/sync.py

demo: copy  ## Onboard and offboard two people on the embedded simulator, with checks
	@$(IN_VENV) $(VENV)/bin/python tests/demo/run.py

simulator: $(VENV)/run.stamp  ## Start a simulated Core for your own playbooks
	@$(VENV)/bin/python -m tests.simulator $(ARGS)

# Two targets of the first stage run at the same time; the other stages use two processors by themselves.
STAGES := "unit lint sanity-others build" integration compat

test: export UNIT_PROCESSES := 1
test: $(VENV)/test.stamp copy  ## Run the tests
	@start=$$(date +%s); set -e; for targets in $(STAGES); do \
	  echo; echo "== make $$targets"; began=$$(date +%s); \
	  $(MAKE) --no-print-directory -j2 --output-sync=target $$targets; \
	  echo "== $$targets: $$(( $$(date +%s) - began )) seconds"; done; \
	echo; echo "make test: everything passed in $$(( $$(date +%s) - start )) seconds"

rest: $(VENV)/test.stamp copy  ## What make test leaves to CI: slow tests, another kind of Core, pylint, all unit tests on ansible-core 2.16
	@$(MAKE) --no-print-directory sanity-pylint
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/integration --rest
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/integration/test_register.py tests/integration/test_onboarding.py \
	  -k "test_register or end_to_end" --core-setting registration_uuid_key=deviceUuid
	@$(MAKE) --no-print-directory crash CRASH="-m sample"
	@$(MAKE) --no-print-directory compat COMPAT="tests/unit/plugins tests/integration --oldest --rest"

variations: $(VENV)/test.stamp copy  ## The integration tests marked thorough: slow variations, here and on ansible-core 2.16
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/integration -m thorough
	@$(MAKE) --no-print-directory compat COMPAT="tests/integration --oldest -m thorough"

thorough: $(VENV)/test.stamp copy  ## All integration tests as modules, and all of them on ansible-core 2.16; CI does this in separate jobs
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/integration --way module
	@$(MAKE) --no-print-directory compat COMPAT="tests/unit/plugins tests/integration"

lint: $(VENV)/test.stamp copy  ## ruff, mypy, yamllint, ansible-lint, reuse, changelog, docs
	cd $(COPY) && $(IN_VENV) ruff check .
	cd $(COPY) && $(IN_VENV) ruff format --check .
	cd $(COLLECTIONS) && $(IN_VENV) mypy --config-file $(COPY)/pyproject.toml \
	  ansible_collections/mobileiron/core/plugins ansible_collections/mobileiron/core/tests/simulator
	$(IN_VENV) yamllint --strict .
	cd $(COPY) && $(IN_VENV) ansible-lint --profile production -q
	$(IN_VENV) reuse lint --lines && echo "reuse: every file has a licence"
	$(IN_VENV) antsibull-changelog lint && echo "antsibull-changelog: the fragments are well-formed"
	cd $(COPY) && $(IN_VENV) antsibull-docs lint-collection-docs --plugin-docs . && echo "antsibull-docs: the docs are clean"

UNIT_PROCESSES ?= 2
unit: $(VENV)/test.stamp copy  ## Unit tests, and requests of public clients to the simulator
	cd $(COPY) && $(IN_VENV) python -m pytest -n $(UNIT_PROCESSES) tests/unit tests/clients

integration: $(VENV)/test.stamp copy  ## Real ansible-playbook runs against the Core simulator
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/integration --brief

sanity: sanity-pylint sanity-others  ## ansible-test sanity

# It takes longer than all other tests of ansible-test together, so make test leaves it to make rest.
sanity-pylint: $(VENV)/test.stamp copy
	@$(IN_VENV) python tests/tools/sanity.py --test pylint

sanity-others: $(VENV)/test.stamp copy
	@$(IN_VENV) python tests/tools/sanity.py --skip-test pylint

build: $(VENV)/test.stamp copy  ## Build the tarball and check it with galaxy-importer
	@$(IN_VENV) tests/tools/build.sh

# What meets Ansible, and so may differ there; make rest runs all of the unit tests.
COMPAT ?= $(addprefix tests/unit/plugins/,glue plugin_utils test_event_sources.py test_imports.py) \
  tests/integration --oldest --brief
compat: copy  ## On ansible-core 2.16: the unit tests that meet Ansible, and the integration tests marked oldest
ifeq ($(OLD_PYTHON),)
	@echo "compat: ansible-core 2.16 was not run, because no Python 3.10, 3.11 or 3.12 was found"
else
	@$(MAKE) --no-print-directory $(OLD_VENV)/run.stamp
	cd $(COPY) && $(IN_OLD) python -m pytest -n 2 $(COMPAT)
endif

eda: copy  ## The rulebooks in the real ansible-rulebook, which needs Java 17 or newer
ifeq ($(JAVA),)
	@echo "eda: the rulebooks were not run, because no Java 17 or newer was found (on Debian: apt install openjdk-17-jre-headless)"
else
	@$(MAKE) --no-print-directory $(EDA_VENV)/run.stamp
	cd $(COPY) && $(IN_EDA) python -m pytest tests/eda
	@echo "eda: the rulebooks ran in ansible-rulebook, on the Java in $(JAVA)"
endif

awx: $(VENV)/test.stamp copy  ## Jobs in ansible-runner, with the layout of AWX, and awx_setup with the real awx.awx
	cd $(COPY) && $(IN_VENV) python -m pytest tests/awx/test_jobs.py
	@if tests/tools/fetch_awx.sh "$(VENV)/bin/python" "$(CURDIR)/.work/awx"; then \
	  cd $(COPY) && $(IN_VENV) python -m pytest tests/awx/test_setup.py && \
	  $(IN_VENV) ANSIBLE_COLLECTIONS_PATH="$(COLLECTIONS):$(CURDIR)/.work/awx" \
	    ansible-lint --profile production -q playbooks/awx_setup.yml playbooks/tasks && \
	  echo "awx: awx_setup ran, and is clean for ansible-lint, with the real awx.awx"; \
	else \
	  echo "awx: AWX_SETUP WAS NEITHER RUN NOR LINTED, because awx.awx could not be fetched from PyPI"; \
	fi

browser: copy  ## The pages of reports and evidence in a real Chromium, checked by axe-core
	@chromium=$$(tests/tools/find_chromium.sh); if [ -z "$$chromium" ]; then \
	  echo "browser: NO PAGE WAS TESTED, because no Chromium was found (on Debian: apt install chromium)"; \
	else \
	  $(MAKE) --no-print-directory $(BROWSER_VENV)/run.stamp && cd $(COPY) && PATH="$(BROWSER_VENV)/bin:$$PATH" \
	  CHROMIUM="$$chromium" PYTHONDONTWRITEBYTECODE=1 python -m pytest tests/browser && \
	  echo "browser: the pages were tested in $$chromium"; \
	fi

pictures: copy $(BROWSER_VENV)/run.stamp  ## Draw the pictures of the README in a real Chromium
	cd $(COPY) && CHROMIUM="$$(tests/tools/find_chromium.sh)" PYTHONPATH=.:$(COLLECTIONS) PYTHONDONTWRITEBYTECODE=1 \
	  $(BROWSER_VENV)/bin/python -m tests.browser.pictures $(CURDIR)/docs/images

mutants: $(VENV)/test.stamp copy  ## Break the code on purpose and list the breakages that no unit test notices: make mutants PATHS="plugins/…"
	cd $(COPY) && $(IN_VENV) python tests/tools/mutate.py $(PATHS)

bench: copy $(if $(OLD_PYTHON),$(OLD_VENV)/run.stamp)  ## Measure speed and memory, compared with the alternatives
	@$(IN_VENV) OLD_VENV="$(OLD_VENV)" $(VENV)/bin/python tests/benchmarks/run.py

SECONDS ?= 3600
IN_FUZZ := PYTHONPATH="$(COPY):$(COLLECTIONS)" PYTHONDONTWRITEBYTECODE=1 FUZZ_DEFECTS="$(FUZZ)/defects"
fuzz: copy $(FUZZ_VENV)/run.stamp  ## Search for answers that break the collection, led by coverage: make fuzz SECONDS=60
	@mkdir -p $(FUZZ)/defects && cd $(COPY) && $(IN_FUZZ) $(FUZZ_VENV)/bin/python -m tests.fuzz.seeds $(FUZZ)/corpus
	cd $(COPY) && $(IN_FUZZ) $(FUZZ_VENV)/bin/python -m tests.fuzz -max_len=4096 -timeout=25 -rss_limit_mb=2048 \
	  $(if $(INPUT),$(abspath $(INPUT)),-max_total_time=$(SECONDS) -print_final_stats=1 -dict=tests/fuzz/words.dict $(FUZZ)/corpus)
	@if [ -n "$$(ls $(FUZZ)/defects)" ]; then echo "fuzz: defects are in $(FUZZ)/defects:"; ls $(FUZZ)/defects; exit 1; fi

crash: $(VENV)/test.stamp copy  ## Kill runs at every step, fill the disk, start two at once, and run again
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/crash $(CRASH)

tested: $(VENV)/test.stamp copy  ## Run the integration tests, record the calls that they send, and write the coverage page
	cd $(COPY) && $(IN_VENV) python -m pytest -n 2 tests/integration --write-tested
	@cp $(COPY)/tests/coverage/tested.yml tests/coverage/tested.yml
	@$(MAKE) --no-print-directory coverage

coverage: copy  ## Write the coverage page of the docs
	@cd $(COPY) && $(IN_VENV) PYTHONPATH=.:$(COLLECTIONS) python -m tests.coverage
	@cp $(COPY)/docs/docsite/rst/guide_coverage.rst docs/docsite/rst/guide_coverage.rst

docs: $(VENV)/test.stamp copy  ## Build the HTML documentation in .work/docs
	@rm -rf .work/docs && mkdir -p .work/docs
	@$(IN_VENV) antsibull-docs sphinx-init --use-current --squash-hierarchy --dest-dir .work/docs mobileiron.core >/dev/null
	@printf '%s\n' 'intersphinx_mapping = {}' 'suppress_warnings = ["ref.ref"]' >> .work/docs/conf.py
	@cd .work/docs && $(IN_VENV) ./build.sh
	@echo "docs: .work/docs/build/html/index.html"

matrix:  ## Unit and integration tests on one ansible-core: make matrix CORE=2.18 PYTHON=python3.11
	@test -n "$(CORE)" || { echo "matrix: set the ansible-core, for example CORE=2.18"; exit 1; }
	@echo "Setting up .venv-$(CORE) with $(PYTHON): ansible-core $(CORE)"
	@$(PYTHON) -m venv .venv-$(CORE)
	@.venv-$(CORE)/bin/python $(PIP) install "ansible-core~=$(CORE).0" -r requirements.txt \
	  -r tests/simulator/requirements.txt "pytest>=8" "pytest-xdist>=3.5" "PyYAML>=6"
	@.venv-$(CORE)/bin/python tests/tools/sync.py
	cd $(COPY) && PATH="$(CURDIR)/.venv-$(CORE)/bin:$$PATH" ANSIBLE_COLLECTIONS_PATH="$(COLLECTIONS)" \
	  ANSIBLE_HOME="$(CURDIR)/.work/ansible-$(CORE)" python -m pytest -n 2 tests/unit/plugins tests/integration

lock: $(VENV)/test.stamp  ## Renew tests/requirements/*.lock, the pinned versions with their hashes
	@$(IN_VENV) tests/tools/lock.sh

audit: $(VENV)/test.stamp  ## Check the locked packages for known vulnerabilities; needs the internet
	@for lock in tests/requirements/*.lock; do echo "audit: $$lock"; \
	  $(IN_VENV) pip-audit --disable-pip --require-hashes --requirement $$lock || exit 1; done

release-check: build  ## Check whether this checkout can be released
	@$(VENV)/bin/python tests/tools/release_check.py

clean:  ## Remove everything that was installed or built here
	rm -rf .venv .venv-* .work .ansible .mypy_cache .pytest_cache .ruff_cache tests/output
