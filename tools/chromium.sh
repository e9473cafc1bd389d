#!/bin/sh
# Sees to it that there is a Chromium for the browser tests. Fails loudly without one.
# On Debian it is the package chromium-headless-shell: the same engine, which needs a third less time without the parts of a
# desktop browser. Elsewhere it is any Chromium.
set -eu
found() {
    for name in "$@"; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
if grep --quiet --no-messages '^ID=debian$' /etc/os-release; then
    package=chromium-headless-shell
    names=$package
else
    package=chromium
    names="chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome"
fi
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
found $names && exit 0
echo "geomap: no Chromium for the tests found; installing Debian's package $package" >&2
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get update --quiet --quiet
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet --no-install-recommends $package fonts-dejavu-core >/dev/null
found $names || {
    echo "geomap: the browser tests need Chromium; install it, or set CHROMIUM to its path" >&2
    exit 1
}
