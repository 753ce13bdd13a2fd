#!/bin/sh
# Sendmail from its unpacked packages, in a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT  STARTTLS offered, AUTH offered by Cyrus SASL, with PLAIN and LOGIN under TLS only
# Every recipient is delivered to the one Maildir.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command unshare m4 openssl
need_unpacked sendmail usr/libexec/sendmail/sendmail
need_namespace
met "${1:-}"
need_certificates
port SMTP_PORT

mkdir -m 700 "$BASE/queue"
make_maildir "$BASE/mail" nobody:nogroup
cp "$INTEROP/deliver.sh" "$BASE/deliver.sh"
# m4 can't quote the spaces of a path.
ln -s "$UNPACKED/usr/share/sendmail/cf" "$BASE/cf"
# Sendmail refuses a key that others may read.
install -m 600 "$CERTS/key.pem" "$BASE/key.pem"
: > "$BASE/no-names"

cat > "$BASE/sendmail.mc" << END
divert(-1)dnl
include(\`$BASE/cf/m4/cf.m4')dnl
divert(0)dnl
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`mx.example.test')dnl
define(\`QUEUE_DIR', \`$BASE/queue')dnl
define(\`confPID_FILE', \`$BASE/sendmail.pid')dnl
define(\`STATUS_FILE', \`$BASE/statistics')dnl
define(\`HELP_FILE', \`$BASE/no-names')dnl
define(\`ALIAS_FILE', \`')dnl
define(\`confCW_FILE', \`$BASE/no-names')dnl
define(\`confDONT_BLAME_SENDMAIL', \`TrustStickyBit')dnl
define(\`confTO_IDENT', \`0')dnl
define(\`confMAX_MESSAGE_SIZE', \`104857600')dnl
define(\`confSERVER_CERT', \`$CERTS/cert.pem')dnl
define(\`confSERVER_KEY', \`$BASE/key.pem')dnl
define(\`confCACERT', \`$CERTS/ca.pem')dnl
define(\`confCACERT_PATH', \`$CERTS')dnl
define(\`confTLS_SRV_OPTIONS', \`V')dnl
define(\`confAUTH_MECHANISMS', \`SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 DIGEST-MD5 CRAM-MD5 PLAIN LOGIN')dnl
define(\`confAUTH_OPTIONS', \`A p y')dnl
define(\`confDELIVERY_MODE', \`background')dnl
define(\`confBAD_RCPT_THROTTLE', \`0')dnl
define(\`confDELIVER_BY_MIN', \`60')dnl
define(\`confQUEUE_LA', \`10000')dnl
define(\`confREFUSE_LA', \`10000')dnl
FEATURE(\`no_default_msa')dnl
FEATURE(\`promiscuous_relay')dnl
FEATURE(\`accept_unresolvable_domains')dnl
FEATURE(\`accept_unqualified_senders')dnl
FEATURE(\`nocanonify')dnl
DAEMON_OPTIONS(\`Name=MTA, Addr=127.0.0.1, Port=$SMTP_PORT, Family=inet')dnl
MAILER(\`local')dnl
MAILER_DEFINITIONS
Mmaildir, P=/bin/sh, F=un9, U=nobody:nogroup, E=\\n, L=0, T=X-Unix,
    A=sh $BASE/deliver.sh $BASE/mail \$g \$u
LOCAL_RULE_0
R\$* < @ \$+ . > \$*	\$: \$1 < @ \$2 > \$3
R\$* < @ \$+ > \$*	\$#maildir \$@ \$2 \$: \$1@\$2
END
m4 "-D_CF_DIR_=$BASE/cf/" "$BASE/sendmail.mc" > "$BASE/sendmail.cf" 2> "$BASE/m4.out" || fail "$(cat "$BASE/m4.out")"

# Cyrus SASL looks for the settings of its applications in a few fixed folders, /usr/lib/sasl2 among them.
mkdir "$BASE/sasl"
printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s\n' "$BASE/sasldb" > "$BASE/sasl/Sendmail.conf"
printf secret | "$UNPACKED/usr/sbin/saslpasswd2" -c -p -f "$BASE/sasldb" -u mx.example.test user

# Its names come from a hosts file of its own: without one it waits for DNS to tell what this machine is called.
printf '127.0.0.1 localhost mx.example.test %s.example.test %s\n' "$(hostname)" "$(hostname)" > "$BASE/hosts"
printf 'passwd: files\ngroup: files\nhosts: files\n' > "$BASE/nsswitch.conf"
# shellcheck disable=SC2016
run_behind unshare --mount sh -euc '
    mount --bind "$1/hosts" /etc/hosts
    mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
    mount --bind "$1/sasl" /usr/lib/sasl2
    exec "$2/usr/libexec/sendmail/sendmail" -C "$1/sendmail.cf" -bD -q5s' - "$BASE" "$UNPACKED"
await_ports "$SMTP_PORT"
