#!/bin/sh
# OpenSMTPD from its unpacked package, in a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT  plain: the handshakes of Debian 12's OpenSMTPD all fail, and it offers AUTH under TLS only
# Every recipient is delivered to the one Maildir.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command unshare
need_unpacked opensmtpd usr/sbin/smtpd
need_namespace
met "${1:-}"
port SMTP_PORT

# Its paths and users are compiled in: it gets them in a mount namespace of its own, and no other process sees them.
mkdir -p "$BASE/spool/smtpd" "$BASE/lib/opensmtpd/empty"
make_maildir "$BASE/mail" nobody:nogroup
cp "$INTEROP/deliver.sh" "$BASE/deliver.sh"
write_passwd opensmtpd opensmtpq
queue=$(sed -n 's/^opensmtpq:x:\([0-9]*\):.*/\1/p' "$BASE/passwd")
chmod 711 "$BASE/spool/smtpd"
for folder in purge temporary corrupt incoming queue; do mkdir -m 700 "$BASE/spool/smtpd/$folder"; done
chown -R "$queue:0" "$BASE/spool/smtpd"/*
mkdir -m 770 "$BASE/spool/smtpd/offline"
chown "0:$queue" "$BASE/spool/smtpd/offline"

cat > "$BASE/smtpd.conf" << END
smtp max-message-size 100M
listen on 127.0.0.1 port $SMTP_PORT hostname mx.example.test
action "mailbox" mda "sh $BASE/deliver.sh $BASE/mail" virtual { "@" = nobody }
match from any for any action "mailbox"
END

# shellcheck disable=SC2016
run_behind unshare --mount sh -euc '
    mount --bind "$1/passwd" /etc/passwd
    mount --bind "$1/group" /etc/group
    mount --bind "$1/spool" /var/spool
    mount --bind "$1/lib" /var/lib
    mount --bind "$2/usr/libexec" /usr/libexec
    mount -t tmpfs none /run
    exec "$2/usr/sbin/smtpd" -d -f "$1/smtpd.conf"' - "$BASE" "$UNPACKED"
await_ports "$SMTP_PORT"
