#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: the system's, else Debian's package. Fails loudly without one.
set -eu
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
echo "geomap: no Chromium found; installing Debian's package chromium" >&2
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update --quiet --quiet
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet --no-install-recommends chromium fonts-dejavu-core >/dev/null
command -v chromium >/dev/null 2>&1 || {
    echo "geomap: the browser tests need Chromium; install it, or set CHROMIUM to its path" >&2
    exit 1
}
