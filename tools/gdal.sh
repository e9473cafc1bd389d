#!/bin/sh
# Sees to it that there is ogr2ogr for the tests of the exports: the system's, else that of Debian's package gdal-bin. Fails loudly without one.
set -eu
command -v ogr2ogr >/dev/null 2>&1 && exit 0
echo "geomap: no ogr2ogr found; installing Debian's package gdal-bin" >&2
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update --quiet --quiet
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet gdal-bin >/dev/null
command -v ogr2ogr >/dev/null 2>&1 || {
    echo "geomap: the tests of the exports need ogr2ogr; install GDAL" >&2
    exit 1
}
