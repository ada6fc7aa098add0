#!/bin/sh
# What the tests need on the system: a browser and its fonts. Installs it where it may, names it where it may not.
set -eu
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "$(id -u)" = 0 ] && has apt-get; }
installed() {
    echo "Installing $*, once ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
packages="chromium fonts-noto-core fonts-noto-color-emoji"
faster=chromium-headless-shell
if ! has chromium && ! has chromium-browser && ! has google-chrome; then
    may_install || { echo "The tests need a browser. Please install: $packages" >&2; exit 1; }
    installed $packages
fi
# The same browser without windows takes less than half of the time. Where there is none, the tests do without it.
if may_install && ! has $faster && apt-cache show $faster >/dev/null 2>&1; then
    installed $faster || echo "There is no $faster: browser tests take longer." >&2
fi
