# make app | test | fuzz | check | bench | bench-speed | cards | lock | audit     (PYTHON=python3.11 to choose the interpreter)
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# One retry and short waits: an index that cannot be reached must not hold the set-up for minutes.
PIP := $(BIN)/python -m pip --disable-pip-version-check --retries 1 --timeout 5
DATA := $(or $(SR_DATA),../shared/data)

.PHONY: app test fuzz check bench bench-speed cards lock audit clean

app: .venv/app.done
	$(BIN)/streamlit run app.py

# Two processes, a file each, the long ones first: those of the browser, in four groups (tests/conftest.py). With four
# processes on two cores a browser falls minutes behind its server, and tests fail that pass alone. The whole run also
# says how many lines of the core it has executed.
test: .venv/dev.done
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder \
	  $(or $(ARGS),--cov=sr_core --cov-report= --cov-fail-under=90)

# Changed files of every format, for five minutes (ARGS="--seconds 3600 --seed 7"), and a table; bombs first.
fuzz: .venv/dev.done
	$(BIN)/python -m tests.fuzz --bombs $(ARGS)

check: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint --deny-warnings

# $(call trained,photos|thermal|xray,SCALE): the checkpoints of a kind and a scale.
trained = $$(cd models && ls -d *-x$(2)/card.toml | cut -d/ -f1 | \
  grep $(if $(filter photos,$(1)),-Ev 'thermal|xray',-E '$(1)'))

# Every checkpoint on the pictures of its kind into its card; the machine should have nothing else to do, for the times.
cards: .venv/app.done
	for set in Set5 Set14; do for scale in 2 3 4; do \
	  $(BIN)/python -m sr_core benchmark --data $(DATA)/natural/$$set --scale $$scale --write-cards \
	    --model bicubic $(call trained,photos,$$scale) || exit 1; done; done
	for scale in 2 4; do \
	  $(BIN)/python -m sr_core benchmark --data $(DATA)/thermal/test --scale $$scale --write-cards \
	    --model bicubic lanczos $(call trained,thermal,$$scale) || exit 1; done
	for scale in 2 4; do \
	  $(BIN)/python -m sr_core benchmark --data $(DATA)/xray/test --scale $$scale --write-cards \
	    --model bicubic $(call trained,xray,$$scale) || exit 1; done

bench: .venv/bench.done
	for scale in 2 3 4; do \
	  $(BIN)/python -m sr_core benchmark --data $(DATA)/natural/Set5 --scale $$scale \
	    --model bicubic lanczos $(call trained,photos,$$scale) || exit 1; done
	$(BIN)/python -m sr_core benchmark --data $(DATA)/natural/Set5 --scale 8 --model bicubic edsr-x4+edsr-x2 edsr-x2+edsr-x2+edsr-x2
	$(MAKE) bench-speed

# Speed only: every network and engine against PyTorch eager; with the peers of tests/requirements-bench.txt in the table.
bench-speed: .venv/bench.done
	$(BIN)/python -m tests.bench.engine $(ARGS)
	$(BIN)/python -m tests.load.start

.venv/bench.done: .venv/dev.done tests/requirements-bench.txt
	$(PIP) install -r tests/requirements-bench.txt
	touch $@

.venv/app.done: requirements.txt .ci/requirements.lock .ci/torch.lock
	$(PYTHON) -m venv .venv
	# torch first and alone: pip asks the extra index for every package it is installing, reachable or not.
	grep '^--' requirements.txt | cat - .ci/torch.lock | $(PIP) install --require-hashes --no-deps -r /dev/stdin
	$(PIP) install --require-hashes --no-deps -r .ci/requirements.lock
	touch $@

# Every version and hash that `make app` installs, for all systems, from requirements.txt; versions already locked stay
# where they can. Left out are torch, whose CPU builds have a lock of their own, and openvino-telemetry, which openvino
# does without.
lock: .venv/tools.done
	grep -v '^--' requirements.txt | .venv/tools/bin/uv pip compile - --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  --no-emit-package torch --no-emit-package openvino-telemetry --output-file .ci/requirements.lock

# Known vulnerabilities of what is locked (asks the advisory service of PyPI), and every licence.
audit: .venv/tools.done .venv/app.done
	$(BIN)/python -m tests.support.licences
	.venv/tools/bin/pip-audit --require-hashes --disable-pip -r .ci/requirements.lock -r .ci/torch.lock

.venv/tools.done:
	$(PYTHON) -m venv .venv/tools
	.venv/tools/bin/python -m pip --disable-pip-version-check --retries 1 --timeout 5 install uv==0.13.9 pip-audit==2.10.1
	touch $@

.venv/dev.done: .venv/app.done requirements-dev.txt
	$(PIP) install -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
