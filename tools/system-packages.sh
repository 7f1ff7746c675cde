#!/bin/sh
# Installs what no Python package can bring: WeasyPrint's text libraries, and for the tests poppler's PDF tools, a
# browser that reads the reports, the servers that hold the shared repositories, and Java for Apache Spark.
# usage: tools/system-packages.sh report|test   (does nothing when all is there)
set -eu

missing_for_report() {
    # harfbuzz-subset keeps the embedded fonts small and the report the same on every machine.
    for library in libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1; do
        python3 - "$library" <<'PY' 2>/dev/null || return 0
import ctypes, sys
ctypes.CDLL(sys.argv[1])
PY
    done
    return 1
}

missing_for_test() {
    ! command -v pdftotext >/dev/null 2>&1 || ! command -v pdftoppm >/dev/null 2>&1
}

missing_browser() {
    for browser in chromium chromium-browser google-chrome; do
        command -v "$browser" >/dev/null 2>&1 && return 1
    done
    return 0
}

missing_servers() {
    PATH="$PATH:/usr/sbin:/sbin"
    for server in nginx fcgiwrap sshd gitolite; do
        command -v "$server" >/dev/null 2>&1 || return 0
    done
    return 1
}

missing_java() {
    ! command -v java >/dev/null 2>&1 && [ -z "${JAVA_HOME:-}" ]
}

packages=""
if [ "$(uname -s)" = Darwin ]; then
    command -v pango-view >/dev/null 2>&1 || packages="pango harfbuzz"
    if [ "${1:-report}" = test ] && missing_for_test; then packages="$packages poppler"; fi
    [ -z "$packages" ] && exit 0
    echo "Det här saknas på datorn: $packages. Installera det med: brew install $packages" >&2
    exit 1
fi
if missing_for_report; then
    packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1"
fi
if [ "${1:-report}" = test ] && missing_for_test; then packages="$packages poppler-utils"; fi
if [ "${1:-report}" = test ] && missing_browser; then
    # Where Chromium is no package of its own, nothing is installed and its tests are skipped.
    if command -v apt-cache >/dev/null 2>&1 && apt-cache show chromium 2>/dev/null | grep -q '^Version: [0-9]'; then
        packages="$packages chromium"
    else
        echo "Prov i webbläsare hoppas över: Chromium saknas." >&2
    fi
fi
if [ "${1:-report}" = test ] && missing_servers; then
    servers="nginx fcgiwrap openssh-server gitolite3"
    # Where systemd runs, installing them would open a web server and an SSH server to the network.
    if [ ! -d /run/systemd/system ] && command -v apt-get >/dev/null 2>&1 &&
        { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        packages="$packages $servers"
    else
        echo "Prov mot servrar hoppas över där något saknas av: $servers." >&2
    fi
fi
if [ "${1:-report}" = test ] && missing_java; then
    java=""
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
        for version in 21 17; do
            if apt-cache show "openjdk-$version-jre-headless" 2>/dev/null | grep -q '^Version: '; then
                java="openjdk-$version-jre-headless"
            fi
        done
    fi
    packages="$packages${java:+ $java}"
    [ -n "$java" ] || echo "Prov på Apache Spark hoppas över: Java 17 saknas." >&2
fi
[ -z "$packages" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Det här saknas på datorn: $packages (Debians namn). Installera motsvarande paket och kör igen." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    root="sudo"
else
    echo "Det här saknas på datorn: $packages. Be en administratör köra: sudo apt-get install $packages" >&2
    exit 1
fi
echo "Installerar systemets bibliotek: $packages" >&2
$root apt-get update -q >/dev/null
# RUNLEVEL=1: what is installed is not started.
# shellcheck disable=SC2086 # the names are separate words
$root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends $packages >/dev/null
