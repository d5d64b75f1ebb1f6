#!/usr/bin/env bash
# Unpacks pure-ftpd, vsftpd, proftpd and OpenSSH's sshd for the tests, on Debian and its kin.
#
#   scripts/install-test-servers.sh [DIRECTORY]
#
# Debian lets only one ftp-server be installed, and an installed server starts a service. So they are
# unpacked into one directory and never installed; only the shared libraries that they need are. The directory is the
# argument, else $SYNCLINE_FTP_SERVERS, else syncline-ftp-servers in the user's cache; the tests look in the same place.
# Running it again does nothing. Needs root (or sudo) for the libraries. The names are those of Debian 12.
# Programs: DIRECTORY/usr/sbin/{pure-ftpd,vsftpd,proftpd,sshd}, DIRECTORY/usr/bin/{pure-pw,ssh-keygen}.
set -euo pipefail

target=${1:-${SYNCLINE_FTP_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/syncline-ftp-servers}}
servers=(pure-ftpd pure-ftpd-common vsftpd proftpd-core proftpd-mod-crypto openssh-server openssh-client)
libraries=(libcap2 libsodium23 libwrap0 libhiredis0.14 libmemcached11 libmemcachedutil2 libpcre2-posix3
  libgssapi-krb5-2 libselinux1 libaudit1 libsystemd0)
tools=(openssl) # makes the certificates of the TLS tests

programs=("$target"/usr/sbin/{pure-ftpd,vsftpd,proftpd,sshd} "$target"/usr/bin/ssh-keygen "$target"/usr/lib/proftpd/mod_tls.so)

missing_packages() {
  local name
  for name in "${libraries[@]}" "${tools[@]}"; do
    [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || echo "$name"
  done
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

unpacked() {
  local program
  for program in "${programs[@]}"; do
    [[ -s $program ]] || return 1
  done
}

# A program whose library is missing would only fail later, inside a test.
check_libraries() {
  local program
  for program in "${programs[@]}"; do
    if ldd "$program" | grep 'not found'; then
      echo "$program misses the libraries above" >&2
      return 1
    fi
  done
}

mapfile -t packages < <(missing_packages)
if ((${#packages[@]} > 0)) || ! unpacked; then
  as_root apt-get update -q
fi
if ((${#packages[@]} > 0)); then
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"
fi

if ! unpacked; then
  staging=$(mktemp -d)
  trap 'rm -rf "$staging"' EXIT
  # apt downloads as a user of its own, where it can.
  if [[ $(id -u) -eq 0 ]] && id -u _apt >/dev/null 2>&1; then chown _apt "$staging"; fi
  (cd "$staging" && apt-get download -q "${servers[@]}")
  mkdir -p "$target"
  for archive in "$staging"/*.deb; do
    dpkg-deb --extract "$archive" "$target"
  done
fi

check_libraries
echo "servers for the tests: $target"
