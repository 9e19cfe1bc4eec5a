# shellcheck shell=bash
# Shared by serve, test and bench: installs what is missing, once; a second time it only looks.

# A cargo that was installed for this user may not be on the PATH of a service or of sudo.
command -v cargo >/dev/null || PATH="${HOME:-/root}/.cargo/bin:$PATH"

# shellcheck disable=SC2034 # for the scripts that read this file
target_dir="${CARGO_TARGET_DIR:-target}"
venv=.venv
oldest_postgresql=15

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# need_rust_and_node: the two that a machine must bring along.
need_rust_and_node() {
    local have
    command -v cargo >/dev/null ||
        die "cargo is missing: install Rust $(rust_version) or newer, for example with rustup. (Debian 12's own is too old.)"
    have=$(rustc --version | cut -d' ' -f2)
    is_at_least "$(rust_version)" "$have" ||
        die "Rust $have is too old: $(rust_version) or newer is needed (rustup update)."
    { command -v node && command -v npm; } >/dev/null ||
        die "Node.js with npm is missing: install Node.js 20.19 or newer. (Debian 12's own is too old.)"
    have=$(node --version | tr -d v)
    is_at_least 20.19 "$have" || die "Node.js $have is too old: 20.19 or newer is needed."
}

rust_version() { sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml; }

# is_at_least OLDEST VERSION
is_at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# install_packages PACKAGE…: Debian packages that are not there yet.
install_packages() {
    local missing=() package failed=
    if ! command -v apt-get >/dev/null; then
        say "This is no Debian: nothing is installed here. Needed are the counterparts of: $*"
        return
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing ${missing[*]}"
    as_root apt-get -qq update ||
        die "apt-get update failed; the packages still missing are: ${missing[*]}"
    keep_default_cluster_away
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install "${missing[@]}" >&2 || failed=yes
    let_default_cluster_come
    [ -z "$failed" ] || die "apt-get could not install: ${missing[*]}"
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        die "Installing needs root, and there is no sudo to ask. Run as root: $*"
    fi
}

# Debian starts a PostgreSQL of its own with the package. Ours is private, so nobody asked for that one.
no_default_cluster=/etc/postgresql-common/createcluster.d/ccn-atlas.conf

keep_default_cluster_away() {
    as_root mkdir -p "${no_default_cluster%/*}"
    echo 'create_main_cluster = false' | as_root tee "$no_default_cluster" >/dev/null
}

let_default_cluster_come() { as_root rm -f "$no_default_cluster"; }

# postgresql_version: the oldest major version from 15 on that has PostGIS here, else that apt offers.
postgresql_version() {
    local version
    for version in $(seq $oldest_postgresql 30); do
        if is_installed "postgresql-$version-postgis-3"; then
            echo "$version"
            return
        fi
    done
    # A new machine may have no package lists yet; Debian 12 has 15.
    for version in $(seq $oldest_postgresql 30); do
        if apt-cache show "postgresql-$version-postgis-3" >/dev/null 2>&1; then
            echo "$version"
            return
        fi
    done
    echo $oldest_postgresql
}

# build_packages: what compiling takes, beside Rust itself.
build_packages() { echo gcc libc6-dev pkg-config libgdal-dev libsqlite3-dev ca-certificates; }

# database_packages: the private database; none when somebody else's is used.
database_packages() {
    [ -n "${CCN_DATABASE_URL:-}" ] || echo "postgresql-$(postgresql_version)-postgis-3"
}

# install_web: the npm packages of the lock file.
install_web() {
    local lock=web/package-lock.json installed=web/node_modules/.package-lock.json
    [ "$installed" -nt "$lock" ] && return
    say "Installing the web packages"
    # Not `npm ci`: it refuses the lock file wherever the registry lacks a build of a tool for some
    # other system, which nobody here needs. --no-save leaves the lock file as it is.
    npm --prefix web install --no-save --no-audit --no-fund --loglevel=error >&2
    touch "$installed"
}

# web_is_stale: whether any source is newer than what was built from it.
web_is_stale() {
    local built=web/dist/index.html
    [ -f "$built" ] || return 0
    [ -n "$(find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/e2e -prune \
        -o -path web/test-results -prune -o -type f -newer "$built" -print -quit)" ]
}

build_web() {
    web_is_stale || return 0
    say "Building the web map"
    npm --prefix web run --silent build >&2
    # Vite keeps a file's old time when its content is the same.
    touch web/dist/index.html
}

# install_python: the pinned Python packages, in a folder of the checkout.
install_python() {
    local python=/usr/bin/python3 wanted=bin/requirements.txt
    [ -x "$python" ] || python=python3
    [ "$venv/done" -nt "$wanted" ] && return
    say "Installing the Python packages"
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >&2
    touch "$venv/done"
}

# install_cargo_tool NAME VERSION: from PATH, from the prebuilt package, or compiled, which takes minutes.
install_cargo_tool() {
    local name=$1 version=$2
    command -v "$name" >/dev/null && return
    say "Installing $name $version"
    "$venv/bin/pip" install --quiet --disable-pip-version-check \
        "astral-dev-toolchain-$name==$version" >&2 ||
        cargo install --quiet --locked --root "$venv" --version "$version" "$name"
}

# use_real_communes: the boundaries that lie beside the checkout, unless the setting says otherwise.
use_real_communes() {
    local beside=../shared/data/hanoi-communes-2025.geojsonl
    if [ -z "${CCN_COMMUNES:-}" ] && [ -f "$beside" ]; then
        CCN_COMMUNES=$(realpath "$beside")
        export CCN_COMMUNES
        say "Communes: $CCN_COMMUNES (found beside the checkout; set CCN_COMMUNES to use others)"
    fi
}
