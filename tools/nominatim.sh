#!/bin/sh
# Serves a real Nominatim with the made-up places of tests/support/places.osm on loopback, until Ctrl-C:
#   sh tools/nominatim.sh [FOLDER] [PORT]
#   GEOMAP_NOMINATIM_URL=http://127.0.0.1:8089 .venv/bin/python -m pytest tests/test_real_nominatim.py
# It needs Debian's packages postgresql, postgis and osm2pgsql, which it installs where they are missing, and makes a
# virtual environment with nominatim-db and nominatim-api in FOLDER. The PostgreSQL is its own and ends with it.
set -eu
places=$(cd "$(dirname "$0")/../tests/support" && pwd)/places.osm
folder=${1:-/tmp/geomap-nominatim}
port=${2:-8089}
database_port=$((port + 1))
as_root=$([ "$(id -u)" = 0 ] || echo sudo)

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
postgis=$(ls /usr/share/postgresql/*/extension/postgis.control 2>/dev/null || true)
if [ -z "$bin" ] || [ -z "$postgis" ] || ! command -v osm2pgsql >/dev/null 2>&1; then
    echo "geomap: installing Debian's packages for Nominatim" >&2
    $as_root apt-get update --quiet --quiet
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet --no-install-recommends \
        postgresql postgresql-postgis osm2pgsql libicu-dev pkg-config g++ python3-dev >/dev/null
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
fi

mkdir -p "$folder"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nominatim-db nominatim-api falcon uvicorn

# PostgreSQL refuses to run as root, so then it runs as the user that Debian's package has made.
owner=$(id -un)
as_owner=""
if [ "$owner" = root ]; then
    owner=postgres
    as_owner="runuser -u postgres --"
fi
data=$folder/database
rm -rf "$data" "$folder/project"
mkdir -p "$data" "$folder/project"
chmod 711 "$folder"
chown "$owner" "$data"
$as_owner "$bin/initdb" --pgdata "$data" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 >/dev/null
started=
serving=
stop() {
    trap - EXIT INT TERM
    [ -z "$serving" ] || kill "$serving" 2>/dev/null || true
    [ -z "$started" ] || $as_owner "$bin/pg_ctl" --pgdata "$data" --mode fast --silent stop
    rm -rf "$data"
}
trap stop EXIT
trap 'exit 130' INT TERM
$as_owner "$bin/pg_ctl" --pgdata "$data" --log "$data/log" --wait --silent start --options \
    "-p $database_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
started=yes
"$bin/createuser" --host 127.0.0.1 --port "$database_port" --username postgres www-data

export NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=127.0.0.1;port=$database_port;user=postgres"
cd "$folder/project"
"$folder/venv/bin/nominatim" import --osm-file "$places" --no-updates --offline --threads 2 --osm2pgsql-cache 50 \
    >"$folder/import.log" 2>&1 || {
    tail -n 20 "$folder/import.log" >&2
    exit 1
}
"$folder/venv/bin/nominatim" serve --server "127.0.0.1:$port" >"$folder/serve.log" 2>&1 &
serving=$!
asked="import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/status')"
until "$folder/venv/bin/python" -c "$asked" 2>/dev/null; do
    kill -0 "$serving" || exit 1
    sleep 0.2
done
echo "geomap: Nominatim answers at http://127.0.0.1:$port" >&2
wait "$serving"
