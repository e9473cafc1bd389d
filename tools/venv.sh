#!/bin/sh
# Makes .venv with the Python given. Debian keeps the venv module in a package of its own: fetch it where it is missing.
set -eu
python=$1
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "geomap needs Python 3.11 or newer; $python is $("$python" --version 2>&1). Try: make PYTHON=python3.12" >&2
    exit 1
}
if "$python" -m venv .venv; then exit 0; fi
rm -rf .venv
echo "geomap: $python has no venv module; installing Debian's package python3-venv" >&2
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update --quiet --quiet
$as_root apt-get install --yes --quiet --quiet python3-venv
"$python" -m venv .venv
