# SPDX-License-Identifier: GPL-3.0-or-later
# What installer/run and tests/run share. Everything printed here goes to stderr. The caller sets `me` and `root`.
# shellcheck shell=bash disable=SC2154

say() { printf '%s: %s\n' "$me" "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# listed SECTION...: the names that installer/packages has in these sections
listed() {
    local line section='' wanted=" $* "
    while read -r line; do
        case $line in
        '' | '#'*) ;;
        '['*']') section=${line:1:-1} ;;
        *) [[ $wanted != *" $section "* ]] || printf '%s\n' "$line" ;;
        esac
    done <"$root/installer/packages"
}

# missing SECTION...: those of them that are not installed
missing() {
    local names installed
    mapfile -t names < <(listed "$@")
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${names[@]}" 2>/dev/null |
        sed -n 's/^installed //p') || true
    comm -23 <(printf '%s\n' "${names[@]}" | sort -u) <(sort -u <<<"$installed")
}

# The packages named are installed by root. A service that comes with one (RabbitMQ, for the tests) is not started.
apt_get() (
    sudo=() policy=/usr/sbin/policy-rc.d
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            die "installing needs root, and there is no sudo. As root: apt-get install --no-install-recommends $*"
        sudo=(sudo)
    fi
    if [[ ! -e $policy ]]; then
        trap '"${sudo[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
        "${sudo[@]}" chmod 755 "$policy"
    fi
    "${sudo[@]}" apt-get update -q || say "the package lists could not be brought up to date"
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
) >&2

# install SECTION...: true when all is there at the end; when it is already, asks neither root nor network
install() {
    local names
    command -v dpkg-query >/dev/null ||
        die "this is not Debian: install what installer/packages names by hand, then use --no-install"
    mapfile -t names < <(missing "$@")
    ((${#names[@]})) || return 0
    say "installing ${names[*]}"
    apt_get "${names[@]}" || say "the packages could not be installed, see above"
    mapfile -t names < <(missing "$@")
    ((${#names[@]} == 0)) || say "still missing: ${names[*]}"
    ((${#names[@]} == 0))
}

# build PRESET [TARGET]
build() {
    local preset=$1 target=${2:-all} options=() folder="$root/build/$1"
    export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-$root}/.cache}/ccache}
    command -v ccache >/dev/null || options=(-DCMAKE_C_COMPILER_LAUNCHER= -DCMAKE_CXX_COMPILER_LAUNCHER=)
    if [[ ! -e $folder/build.ninja || $root/CMakePresets.json -nt $folder/build.ninja ]]; then
        (cd "$root" && cmake --preset "$preset" "${options[@]}") >&2 </dev/null ||
            die "cmake could not configure the preset $preset, see above"
    fi
    say "building the preset $preset (the first time takes some minutes)"
    cmake --build "$folder" --target "$target" >&2 </dev/null || die "the build failed, see above"
}
