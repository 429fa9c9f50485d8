# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2016
# Packages of other Debian releases without touching this machine's apt: each
# pool (a set of suites) has its own sources, lists and cache under $CACHE/apt.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# Hours for which a resolved version is used without asking the mirror again.
RESOLVE_HOURS=12

# The mirror this machine already uses for SUITE_PATTERN, or nothing.
host_mirror()
{
	apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
		awk -v re="$1" '$3 == "main" && $2 ~ re && $1 ~ /^http/ { print $1; exit }'
}

# pool_sources POOL: its sources.list on stdout. APT_MIRROR and APT_SECURITY_MIRROR
# are for a machine whose own mirror does not carry all suites.
pool_sources()
{
	local mirror=${APT_MIRROR:-} security=${APT_SECURITY_MIRROR:-} suites=() s

	: "${mirror:=$(host_mirror '^(bookworm|trixie|forky|sid|stable|testing|unstable)$')}"
	: "${security:=$(host_mirror '-security$')}"
	[ -n "$mirror" ] || die "this machine's apt knows no Debian mirror: give one as APT_MIRROR=http://HOST/debian"
	: "${security:=${mirror%/}-security}"
	case $1 in
	bookworm)		suites=(bookworm bookworm-updates) ;;
	bookworm-backports)	suites=(bookworm bookworm-updates bookworm-backports) ;;
	trixie-backports)	suites=(trixie trixie-updates trixie-backports) ;;
	sid)			suites=(sid) ;;
	esac
	for s in "${suites[@]}"; do
		echo "deb [signed-by=$KEYRING] $mirror $s main"
	done
	[ "$1" = sid ] || echo "deb [signed-by=$KEYRING] $security ${1%-backports}-security main"
}

pool_conf()
{
	echo "$CACHE/apt/$1/apt.conf"
}

pool_setup()
{
	local dir=$CACHE/apt/$1

	mkdir -p "$dir/state/lists/partial" "$dir/cache/archives/partial"
	: >"$dir/status"
	pool_sources "$1" >"$dir/sources.list"
	# The machine's own proxy settings stay in force; its hooks do not.
	cat >"$dir/apt.conf" <<-EOF
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State "$dir/state";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir/cache";
		APT::Architecture "amd64";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "3";
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		#clear DPkg::Pre-Install-Pkgs;
	EOF
}

pool_read()
{
	apt-get -c "$(pool_conf "$1")" -q -o APT::Update::Error-Mode=any update
}

# pool_update POOL: fresh lists, or the last ones if they are recent.
pool_update()
{
	local stamp=$CACHE/apt/$1/updated STEP_TAIL=2

	fresh "$stamp" $((RESOLVE_HOURS * 60)) && return 0
	# Where apt has never read its lists it does not tell its mirror either.
	[ -n "${APT_MIRROR:-}$(host_mirror .)" ] ||
		step "reading this machine's package lists" apt-get -q update || return 1
	pool_setup "$1" || return 1
	step "reading the package lists of $1" pool_read "$1" || return 1
	touch "$stamp"
}

# pool_fetch POOL DIR PACKAGE…: verified .debs in DIR. apt keeps partial
# downloads and goes on with them.
pool_fetch()
{
	local pool=$1 dir=$2 size
	shift 2

	mkdir -p "$dir"
	size=$(apt-cache -c "$(pool_conf "$pool")" show --no-all-versions "$@" 2>/dev/null |
		awk '/^Size:/ { n += $2 } END { printf "%.0f MB", n / 1e6 }')
	step "fetching $* ($size)" env -C "$dir" \
		apt-get -c "$(pool_conf "$pool")" -q download "$@"
}

# Settings of this machine's apt that a chroot needs too to reach the mirror.
apt_options()
{
	local key value

	for key in Acquire::http::Proxy Acquire::https::Proxy \
		   Acquire::Check-Valid-Until Acquire::Check-Date; do
		value=$(apt-config shell V "$key")
		value=${value#V=\'}
		value=${value%\'}
		[ -z "$value" ] || printf '%s\n' "--aptopt=$key \"$value\""
	done
}

# debootstrap_pool POOL TARGET MMDEBSTRAP-OPTION…: TARGET appears only when it
# is complete; what an interrupted run left is swept away.
debootstrap_pool()
{
	local pool=$1 target=$2 suite=${1%-backports} opts
	shift 2

	pool_setup "$pool"
	mapfile -t opts < <(apt_options)
	rm -rf --one-file-system "$target.tmp"
	unshare --mount --propagation private \
		mmdebstrap --mode=root --format=directory --architectures=amd64 \
		--dpkgopt=force-unsafe-io --skip=check/empty --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
		"${opts[@]}" "$@" "$suite" "$target.tmp" "$CACHE/apt/$pool/sources.list"
	mv -T "$target.tmp" "$target"
}
