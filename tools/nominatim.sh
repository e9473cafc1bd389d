#!/bin/sh
# Runs a real Nominatim on loopback, with the made-up places of tests/support/places.osm.
#   sh tools/nominatim.sh start    starts it unless it runs already, and prints its address
#   sh tools/nominatim.sh stop     stops it
# The first start takes about half a minute: it installs the Debian packages that are missing, Nominatim in a virtual
# environment, and imports the places. Later starts reuse them from a cache folder (GEOMAP_NOMINATIM_FOLDER), and import
# the places again only if they have changed. PostgreSQL is a separate one that ends with Nominatim.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
places=$repository/tests/support/places.osm
folder=${GEOMAP_NOMINATIM_FOLDER:-/var/tmp/geomap-nominatim-$(id -u)}
data=$folder/database
socket=$folder/socket
python=$folder/venv/bin/python

# PostgreSQL refuses to run as root; Debian's package creates a user for it.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgresql() {
    as_owner "$bin/pg_ctl" --pgdata "$data" --silent "$@" 9>&-  # else PostgreSQL would keep the lock
}

find_programs() {
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$bin/initdb" ] && ls /usr/share/postgresql/*/extension/postgis.control && command -v osm2pgsql &&
        /usr/bin/python3 -c "import ensurepip, icu"
} >/dev/null 2>&1

is_running() {
    [ -s "$folder/url" ] && "$python" -c \
        "import urllib.request; urllib.request.urlopen('$(cat "$folder/url")/status', timeout=5)" 2>/dev/null
}

stop() {
    if [ -s "$folder/pid" ]; then
        pid=$(cat "$folder/pid")
        kill "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    fi
    rm -f "$folder/pid" "$folder/url"
    if postgresql status >/dev/null 2>&1; then postgresql --wait --mode fast stop; fi
}

fail() {
    echo "geomap: $1" >&2
    [ -z "${2:-}" ] || tail -n 20 "$2" >&2
    exit 1
}

install() {
    if ! find_programs; then
        echo "geomap: installing Debian's packages for Nominatim" >&2
        as_root=$([ "$(id -u)" = 0 ] || echo sudo)
        $as_root apt-get update --quiet --quiet >&2
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet --no-install-recommends \
            postgresql postgresql-postgis osm2pgsql python3-icu python3-venv >&2
        find_programs || fail "PostgreSQL, PostGIS, osm2pgsql and PyICU are necessary: install them"
    fi
    if [ ! -x "$folder/venv/bin/nominatim" ]; then
        echo "geomap: installing Nominatim" >&2
        rm -rf "$folder/venv"
        /usr/bin/python3 -m venv --system-site-packages "$folder/venv"  # with Debian's PyICU, which pip would compile
        "$python" -m pip install --quiet --disable-pip-version-check nominatim-db nominatim-api falcon uvicorn >&2
    fi
}

start_database() {
    postgresql --log "$data/log" --wait start --options "-p 5432 -c listen_addresses= \
        -c unix_socket_directories=$socket -c fsync=off" >&2 ||
        fail "PostgreSQL does not start" "$data/log"
}

import_places() {
    echo "geomap: importing the places" >&2
    rm -rf "$data" "$socket" "$folder/project" "$folder/imported"
    mkdir -p "$data" "$socket" "$folder/project"
    [ "$(id -u)" != 0 ] || chown postgres "$data" "$socket"
    as_owner "$bin/initdb" --pgdata "$data" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 >/dev/null
    start_database
    "$bin/createuser" --host "$socket" --username postgres www-data
    cd "$folder/project"
    "$folder/venv/bin/nominatim" import --osm-file "$places" --no-updates --offline --threads 2 --osm2pgsql-cache 50 \
        >"$folder/import.log" 2>&1 || fail "the import failed" "$folder/import.log"
    echo "$version" >"$folder/imported"
}

start() {
    if is_running; then return; fi
    stop
    install
    trap stop EXIT
    trap 'exit 130' INT TERM
    export NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=$socket;user=postgres"
    version="$bin $("$folder/venv/bin/nominatim" --version) $(sha256sum <"$places")"
    if [ "$version" = "$(cat "$folder/imported" 2>/dev/null)" ]; then start_database; else import_places; fi
    port=$("$python" -c "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1])")
    cd "$folder/project"
    setsid "$folder/venv/bin/nominatim" serve --server "127.0.0.1:$port" </dev/null >"$folder/serve.log" 2>&1 9>&- &
    echo $! >"$folder/pid"
    echo "http://127.0.0.1:$port" >"$folder/url"
    until is_running; do
        kill -0 "$(cat "$folder/pid")" 2>/dev/null || fail "Nominatim does not start" "$folder/serve.log"
        sleep 0.2
    done
    trap - EXIT INT TERM
}

mkdir -p "$folder"
[ -O "$folder" ] || fail "$folder belongs to another user: set GEOMAP_NOMINATIM_FOLDER"
chmod 711 "$folder"
exec 9>"$folder/lock"
flock 9
find_programs || true
case ${1:-} in
start)
    start
    cat "$folder/url"
    ;;
stop)
    stop
    ;;
*) fail "usage: sh tools/nominatim.sh start|stop" ;;
esac
