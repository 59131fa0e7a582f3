# shellcheck shell=sh
# Sourced by the commands of bin/: the machine's packages, then the virtual environment.
#
# PORTAIL_NEEDS says how much: `demo` (what runs the portal, less the servers that the environment gives),
# `tools` (the same, with the servers in any case) or `tests` (a browser, Java, PDF tools besides).
# Three ways to a missing Debian package: it is there already; apt-get, as root or through sudo; or, with no
# right at all, the same packages downloaded and unpacked below var/sys.

set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$ROOT"
SYS="$ROOT/var/sys"
NEEDS=${PORTAIL_NEEDS:-demo}
mkdir -p var

say() { printf '→ %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---- which packages

wanted_packages() {
  printf '%s\n' python3 python3-venv ca-certificates \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
  [ "$NEEDS" = demo ] && [ -n "${DATABASE_URL:-}" ] || echo postgresql
  [ "$NEEDS" = demo ] && [ -n "${REDIS_URL:-}" ] || echo redis-server
  if [ "$NEEDS" = tests ]; then
    printf '%s\n' poppler-utils qpdf default-jre-headless libjaxb-java
    # Ubuntu's package of that name is only a pointer to a snap: there, Playwright brings the browser.
    have_browser || is_ubuntu || echo chromium
  fi
}

have_browser() { [ -n "${CHROMIUM:-}" ] || have chromium || have google-chrome; }
is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

missing_packages() {
  for package in $(wanted_packages); do
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' && continue
    grep -qsx "$package" "$SYS/.packages" && continue
    printf '%s ' "$package"
  done
}

# ---- how they are installed

as_root() { # runs its arguments as root, or says that it cannot
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_become_root() {
  [ "$(id -u)" = 0 ] && return 0
  [ -z "${SANS_ROOT:-}" ] && have sudo || return 1
  sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

apt_install() {
  as_root apt-get -qq -o DPkg::Lock::Timeout=120 update >var/apt.log 2>&1 || true # a stale list may still do
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 \
    install --no-install-recommends "$@" >>var/apt.log 2>&1 || { tail -20 var/apt.log >&2; exit 1; }
}

unpack() { # no root at all: the same packages, unpacked below var/sys
  apt="$ROOT/var/apt"
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$SYS"
  packages="$*"
  set -- -qq -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" \
    -o Debug::NoLocking=1 -o "APT::Sandbox::User=$(id -un)"
  # shellcheck disable=SC2086
  { apt-get "$@" update && apt-get "$@" -y --download-only --no-install-recommends install $packages; } \
    >var/apt.log 2>&1 || { tail -20 var/apt.log >&2; exit 1; }
  for deb in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$deb" "$SYS"; done
  # Links written for the root of a machine now have to point below var/sys.
  find "$SYS" -type l -lname '/*' | while read -r link; do
    target="$SYS$(readlink "$link")"
    if [ -e "$target" ] || [ -L "$target" ]; then ln -sfn "$target" "$link"; fi
  done
  rm -rf "$apt"
  # shellcheck disable=SC2086
  printf '%s\n' $packages >>"$SYS/.packages" # last: an interrupted unpacking is done again
}

install_packages() {
  have dpkg-query && have apt-get || return 0 # another system: the commands name what they do not find
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086
  if may_become_root; then
    say "paquets du système : $missing"
    apt_install $missing 9>&- # a service that apt starts must not keep our lock
  else
    say "paquets du système, sans droit d’administration, dans var/sys : $missing"
    unpack $missing
  fi
}

use_unpacked_packages() {
  [ -d "$SYS/usr" ] || return 0
  lib=$(echo "$SYS"/usr/lib/*-linux-gnu)
  LD_LIBRARY_PATH="$lib:$(echo "$SYS"/lib/*-linux-gnu):$lib/pulseaudio${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  PATH="$(echo "$SYS"/usr/lib/postgresql/*/bin):$SYS/usr/bin:$PATH"
  XDG_DATA_DIRS="$SYS/usr/share:/usr/local/share:/usr/share"
  export LD_LIBRARY_PATH PATH XDG_DATA_DIRS
  if [ -d "$SYS/etc/fonts" ]; then export FONTCONFIG_PATH="$SYS/etc/fonts"; fi
  if [ -x "$SYS/usr/lib/chromium/chromium" ]; then export CHROMIUM="$SYS/usr/lib/chromium/chromium"; fi
  if [ -d "$SYS/usr/share/java" ]; then export PORTAIL_JARS="$SYS/usr/share/java"; fi
  if [ -d "$SYS/usr/lib/jvm/default-java" ]; then
    export JAVA_HOME="$SYS/usr/lib/jvm/default-java" PATH="$SYS/usr/lib/jvm/default-java/bin:$PATH"
  fi
}

# ---- the virtual environment: one, where the tests' packages include the demo's

find_python() {
  for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    have "$python" && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' && return 0
  done
  fail "Python 3.11 ou plus récent est nécessaire."
}

fingerprint() { # of a lock and of the Python that it was installed for
  { cat requirements/bootstrap.txt "requirements/$1.txt"; "$python" -V; } | sha256sum | cut -c1-16
}

venv_is_current() {
  [ -e ".venv/.dev-$(fingerprint dev)" ] && return 0
  [ "$NEEDS" != tests ] && [ -e ".venv/.core-$(fingerprint core)" ]
}

make_venv() {
  [ -x .venv/bin/python ] && [ "$(.venv/bin/python -V 2>&1)" = "$("$python" -V)" ] \
    && { [ -x .venv/bin/uv ] || .venv/bin/python -m pip -V >/dev/null 2>&1; } && return 0
  rm -rf .venv
  if "$python" -c 'import ensurepip' 2>/dev/null && [ ! -d "$SYS/usr/share/python-wheels" ]; then
    "$python" -m venv .venv
    return 0
  fi
  # Debian's ensurepip looks for its wheels below /usr only: take them where they were unpacked.
  "$python" -m venv --without-pip .venv
  site=$(echo .venv/lib/python3*/site-packages)
  .venv/bin/python -m zipfile -e "$SYS"/usr/share/python-wheels/pip-*.whl "$site"
}

use_certificates() { # uv and pip name them differently; without root there may be no bundle at all
  if [ -z "${SSL_CERT_FILE:-}" ] && [ -n "${PIP_CERT:-}" ]; then export SSL_CERT_FILE="$PIP_CERT"; fi
  bundle=/etc/ssl/certs/ca-certificates.crt
  if [ -e "$bundle" ] || [ ! -d "$SYS/usr/share/ca-certificates" ]; then return 0; fi
  [ -e "$SYS/ca.crt" ] || cat "$SYS"/usr/share/ca-certificates/mozilla/*.crt >"$SYS/ca.crt"
  export SSL_CERT_FILE="${SSL_CERT_FILE:-$SYS/ca.crt}"
  # Debian's pip reads the system's bundle while it is being imported.
  sed -i "s#$bundle#$SSL_CERT_FILE#" .venv/lib/python3*/site-packages/pip/_vendor/certifi/core.py 2>/dev/null || true
}

install_python_packages() {
  if venv_is_current; then return 0; fi
  lock=core
  if [ "$NEEDS" = tests ]; then lock=dev; fi
  say "environnement Python ($lock)"
  make_venv
  use_certificates
  rm -f .venv/.core-* .venv/.dev-*
  set -- .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
  [ -x .venv/bin/uv ] || "$@" -r requirements/bootstrap.txt
  cat requirements/bootstrap.txt "requirements/$lock.txt" >.venv/all.txt
  # uv is ten times faster; pip knows the mirrors that this machine's pip was told about.
  VIRTUAL_ENV="$ROOT/.venv" .venv/bin/uv pip sync --quiet --require-hashes .venv/all.txt 2>var/uv.log \
    || "$@" -r .venv/all.txt || { cat var/uv.log >&2; exit 1; }
  : >".venv/.$lock-$(fingerprint "$lock")" # last: a half-made environment is made again
}

find_browser() {
  if [ "$NEEDS" != tests ] || have_browser; then return 0; fi
  [ -d "$HOME/.cache/ms-playwright" ] || .venv/bin/playwright install chromium
}

# ---- one command at a time prepares the machine

exec 9>var/.setup.lock
if have flock; then flock 9; fi
install_packages
use_unpacked_packages
find_python
install_python_packages
find_browser
exec 9>&-
export PYTHONPATH="$ROOT/bin"
