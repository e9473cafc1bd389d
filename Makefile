# Each target sets up what it needs, and can be run again at any time:
#   make map     builds the map: open site/index.html
#   make test    runs all tests; installs Debian packages (Chromium, Firefox, WebKit, GDAL, git, Java, ...) where they are missing
#   make check   runs the linters and the unit tests, in about two minutes
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PAGE_NPM := sh tools/page.sh
PAGE := $(shell find geomap/web/src -type f) $(wildcard geomap/web/*.json geomap/web/build.mjs)
PYTEST := $(BIN)/python -m pytest --dist worksteal --numprocesses
# Some unit tests wait for a server: with one more process than cores, none is idle.
UNIT := $(shell $(PYTHON) -c "import os; print(os.cpu_count() + 1)")

# The tests start geomap hundreds of times: compiled once, it starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: map test check lint docs benchmark screenshots programs clean

map: .venv/geomap
	$(BIN)/geomap build

check: .venv/everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PAGE_NPM) check
	$(PAGE_NPM) lint
	$(PAGE_NPM) test
	$(PYTEST) $(UNIT) -m unit

test: .venv/everything programs check
	$(PYTEST) auto -m "not unit"

lint: .venv/everything
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy
	$(PAGE_NPM) format

docs: .venv/everything
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

benchmark: .venv/everything programs
	$(PIP) --editable '.[benchmark]'
	$(BIN)/python benchmarks/read.py
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/frames.py
	$(BIN)/python benchmarks/linking.py
	$(BIN)/python benchmarks/linking.py --speed
	$(BIN)/python benchmarks/corpus.py
	$(BIN)/python benchmarks/importing.py
	$(BIN)/python benchmarks/serve.py

screenshots: .venv/everything programs
	$(BIN)/geomap build
	$(BIN)/geomap build examples/floods
	$(BIN)/geomap build examples/alder-island
	$(BIN)/python tools/screenshots.py

# Programs that the tests start: the system's, else those of Debian packages.
programs:
	sh tools/chromium.sh
	sh tools/program.sh firefox-esr firefox-esr
	sh tools/program.sh WebKitWebDriver webkit2gtk-driver
	sh tools/program.sh Xvfb xvfb
	sh tools/program.sh ogr2ogr gdal-bin
	sh tools/program.sh git git
	sh tools/program.sh java default-jre-headless

clean:
	rm -rf .venv build geomap/web/node_modules geomap/web/bundle

.venv/bin/python:
	sh tools/venv.sh "$(PYTHON)"

.venv/geomap: .venv/bin/python pyproject.toml hatch_build.py $(PAGE)
	$(PIP) --editable '.[all]'
	touch $@

.venv/everything: .venv/geomap
	$(PIP) --editable '.[test,lint]'
	touch $@
