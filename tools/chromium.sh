#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: the system's, else Debian's package. Fails loudly without one.
# The best is chromium-headless-shell: the same engine, which needs a fifth less time without the parts of a desktop
# browser. So Debian's package is installed next to another Chromium too; if that fails, the other one is used.
set -eu
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
found() {
    for name in "$@"; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
found chromium-headless-shell && exit 0
install() { # [OPTION OF SUDO]
    as_root=$([ "$(id -u)" = 0 ] || echo sudo "$@")
    $as_root apt-get update --quiet --quiet &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --quiet --quiet --no-install-recommends \
            chromium-headless-shell fonts-dejavu-core >/dev/null
}
if found chromium chromium-browser google-chrome-stable google-chrome; then
    if grep --quiet --no-messages '^ID=debian$' /etc/os-release; then
        echo "geomap: installing Debian's package chromium-headless-shell, in which the tests run faster" >&2
        install --non-interactive || echo "geomap: it cannot be installed; the tests run in the Chromium that is there" >&2
    fi
    exit 0
fi
echo "geomap: no Chromium found; installing Debian's package chromium-headless-shell" >&2
install && found chromium-headless-shell || {
    echo "geomap: the browser tests need Chromium; install it, or set CHROMIUM to its path" >&2
    exit 1
}
