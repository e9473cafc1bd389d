#!/bin/sh
# Sees to it that a program is there that the tests need: the system's, else that of a package of Debian. Fails loudly without one.
#   sh tools/program.sh PROGRAM PACKAGE
set -eu
command -v "$1" >/dev/null 2>&1 && exit 0
echo "geomap: no $1 found; installing Debian's package $2" >&2
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update --quiet --quiet
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet --no-install-recommends "$2" >/dev/null
command -v "$1" >/dev/null 2>&1 || {
    echo "geomap: the tests need $1; install it" >&2
    exit 1
}
