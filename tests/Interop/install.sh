#!/bin/sh
# Brings the real servers of the interop tests onto a Debian machine. Run as root: sh install.sh FOLDER
#
# Postfix, Dovecot, Knot, Unbound, aiosmtpd, Kerberos, the proxies, rspamd, Mono, testssl.sh, openssl and the list of public suffixes are
# installed from Debian's packages. Exim, OpenSMTPD and Sendmail
# conflict with Postfix as packages, so they are unpacked into FOLDER/exim, FOLDER/opensmtpd and FOLDER/sendmail instead, and only the
# libraries they need are installed. No service is started, no mail transport that is in use is replaced, and nothing
# is asked of the network when nothing is missing.
set -eu

FOLDER=${1:?usage: install.sh FOLDER}
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)

INSTALLED='postfix dovecot-core dovecot-lmtpd dovecot-submissiond dovecot-gssapi knot knot-dnsutils unbound python3-aiosmtpd
    libsasl2-modules krb5-kdc krb5-admin-server krb5-user dante-server tinyproxy-bin openssh-server openssl m4 mono-devel testssl.sh stunnel4 nftables
    gpg gpg-agent opendkim opendkim-tools python3-dkim rspamd iproute2 publicsuffix'

if ! [ -e /etc/debian_version ] || ! command -v apt-get > /dev/null; then
    echo 'The interop servers are taken from the packages of Debian: this is another system.' >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo 'The interop servers are installed as root only.' >&2
    exit 1
fi

# The other process may be an unattended upgrade; it is waited for.
APT='apt-get -q -y -o DPkg::Lock::Timeout=600'
export DEBIAN_FRONTEND=noninteractive

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2> /dev/null | cut -c1-2)" = ii ]; }

missing() { for package in "$@"; do is_installed "$package" || printf '%s ' "$package"; done; }

updated=
update_once() {
    [ -z "$updated" ] || return 0
    $APT update
    updated=yes
}

# policy-rc.d keeps the packages from starting what they bring; one that is there already says so itself.
policy=/usr/sbin/policy-rc.d
made_policy=
forbid_services() {
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    made_policy=yes
}
# shellcheck disable=SC2317
clean_up() {
    [ -z "$made_policy" ] || rm -f "$policy"
    rm -rf "$FOLDER/new.$$"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

install_missing() {
    wanted=$(missing "$@")
    [ -n "$wanted" ] || return 0
    echo "Installing: $wanted"
    update_once
    forbid_services
    case " $wanted " in
        *' postfix '*) echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections ;;
    esac
    # --no-remove: a mail transport that this machine already uses stays.
    # shellcheck disable=SC2086
    $APT install --no-install-recommends --no-remove $wanted
}

# unpack NAME PACKAGE...: the packages' files in FOLDER/NAME, the libraries they want installed. Whole or not there at all.
unpack() {
    name=$1
    shift
    [ "$(cat "$FOLDER/$name/.packages" 2> /dev/null)" != "$*" ] || return 0
    echo "Unpacking beside the system: $*"
    update_once
    new=$FOLDER/new.$$
    rm -rf "$new"
    mkdir -p "$new/packages" "$new/root"
    chmod 755 "$new" "$new/packages" "$new/root"
    # apt's own user can't write here; it then downloads as root and warns.
    (cd "$new/packages" && $APT download -o APT::Sandbox::User=root "$@")
    for package in "$new"/packages/*.deb; do dpkg-deb -x "$package" "$new/root"; done
    libraries=$(for package in "$new"/packages/*.deb; do dpkg-deb -f "$package" Depends | tr ',' '\n'; done |
        sed -n 's/^ *\(lib[^ (|:]*\).*/\1/p' | sort -u | tr '\n' ' ')
    # shellcheck disable=SC2086
    install_missing $libraries
    echo "$*" > "$new/root/.packages"
    rm -rf "${FOLDER:?}/$name"
    mv "$new/root" "$FOLDER/$name"
    rm -rf "$new"
}

# shellcheck disable=SC2086
install_missing $INSTALLED
unpack exim exim4-daemon-light
unpack opensmtpd opensmtpd
unpack sendmail sendmail-bin sendmail-cf sasl2-bin

# Haraka wants a newer Node.js than every Debian has: where it can't be had, its tests are left out.
HARAKA=3.3.4
if ! [ -x "$FOLDER/haraka/node_modules/Haraka/bin/haraka" ]; then
    if command -v npm > /dev/null && [ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ]; then
        echo "Installing from npm: Haraka $HARAKA"
        rm -rf "$FOLDER/haraka"
        npm install --prefix "$FOLDER/haraka" --no-audit --no-fund --ignore-scripts --silent "Haraka@$HARAKA" ||
            { rm -rf "$FOLDER/haraka"; echo 'Haraka could not be installed.'; }
    else
        echo 'Haraka is left out: it needs npm and Node.js 20.'
    fi
fi
echo 'The interop servers are there.'
