# Two commands do everything, set-up included, and may be run again and again:
#   make map    builds the map: open site/index.html
#   make test   passes all tests, in a real Chromium too
PYTHON ?= python3
BIN := .venv/bin
PAGE := $(shell find geomap/web/src -type f) $(wildcard geomap/web/*.json geomap/web/build.mjs)

.PHONY: map test lint docs benchmark screenshots clean

map: .venv/geomap
	$(BIN)/geomap build

test: .venv/everything
	sh tools/chromium.sh
	sh tools/program.sh ogr2ogr gdal-bin
	sh tools/program.sh git git
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

lint: .venv/everything
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

docs: .venv/everything
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

benchmark: .venv/everything
	sh tools/chromium.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[benchmark]'
	$(BIN)/python benchmarks/read.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/linking.py
	$(BIN)/python benchmarks/linking.py --speed
	$(BIN)/python benchmarks/importing.py
	$(BIN)/python benchmarks/serve.py

screenshots: .venv/everything
	sh tools/chromium.sh
	$(BIN)/geomap build
	$(BIN)/python tools/screenshots.py

clean:
	rm -rf .venv build geomap/web/node_modules geomap/web/bundle

.venv/bin/python:
	sh tools/venv.sh "$(PYTHON)"

.venv/geomap: .venv/bin/python pyproject.toml hatch_build.py $(PAGE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[uk]'
	touch $@

.venv/everything: .venv/geomap
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	touch $@
