# make run and make test work on a machine with Python 3.11 or newer and nothing else.
ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do $$p -c '$(ENOUGH)' 2>/dev/null && echo $$p && break; done)

# Processes that share the tests.
WORKERS ?= 2

.PHONY: run test lint types contracts words bench mutants system lock sbom clean

run: .venv/installed
	@.venv/bin/lotse try

# Compiled tests are kept for the next run, also where the environment asks for no such files.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed-dev system
	.venv/bin/pytest -q -n $(WORKERS) --dist loadgroup

lint: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/installed-dev
	.venv/bin/mypy

contracts: .venv/installed-dev
	.venv/bin/lint-imports

words: .venv/installed-dev
	.venv/bin/python -m locales.check
	.venv/bin/python -m locales.terms

bench: .venv/installed-dev
	.venv/bin/python -m benchmarks

mutants: .venv/installed-dev
	nice .venv/bin/python -m benchmarks.mutants $(MUTANTS)

# Pins with hashes, for production on Linux; the versions are those of constraints.txt.
LOCK = .venv/bin/uv pip compile -q -c constraints.txt --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --python-platform linux --python-version 3.11.5

lock: .venv/uv
	$(LOCK) pyproject.toml -o requirements.txt
	echo 'build\nhatchling' | $(LOCK) - -o build-requirements.txt

# What the service consists of, as CycloneDX JSON.
sbom: .venv/uv
	@mkdir -p build
	.venv/bin/uv tool run -q --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.txt \
		--pyproject pyproject.toml --output-reproducible -o build/sbom.json

.venv/uv: .venv/bin/pip constraints.txt
	@.venv/bin/pip install -q --disable-pip-version-check -c constraints.txt uv
	@touch $@

system:
	@tests/system.sh

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Lotse needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

.venv/installed: .venv/bin/pip pyproject.toml constraints.txt
	@echo "Installing, once ..."
	@.venv/bin/pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing what the tests need, once ..."
	@.venv/bin/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@if command -v npm > /dev/null; then npm ci --silent --prefix tests/node || true; fi
	@touch $@

clean:
	rm -rf .venv var build *.egg-info
