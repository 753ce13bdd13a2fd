#!/bin/sh
# Dovecot from a folder of its own. usage: RELAY_PORT=PORT start.sh BASE (common.sh tells the other settings)
#
# SUBMISSION_PORT   STARTTLS and AUTH required; relays to the SMTP server on RELAY_PORT
# SUBMISSIONS_PORT  the same under implicit TLS
# LMTP_PORT         delivers every recipient to the one Maildir
. "$(dirname "$0")/../common.sh"
. "$INTEROP/dovecot-auth.sh"
begin "${1:-}"
need_root
need_command dovecot openssl
for protocol in lmtp submission; do
    ls /usr/share/dovecot/protocols.d/$protocol*.protocol > /dev/null 2>&1 || fail "Dovecot's $protocol service is missing. $REMEDY"
done
met "${1:-}"
: "${RELAY_PORT:?set RELAY_PORT to the port of the SMTP server that submitted mail goes to}"
need_certificates
port SUBMISSION_PORT
port SUBMISSIONS_PORT
port LMTP_PORT

mkdir -p "$BASE/run" "$BASE/state"
write_users "$BASE/users"
make_maildir "$BASE/mail" nobody:nogroup
{
    dovecot_authentication
    cat << END
protocols = submission lmtp
listen = 127.0.0.1
base_dir = $BASE/run
state_dir = $BASE/state
log_path = $BASE/log
hostname = mx.example.test
disable_plaintext_auth = yes
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$BASE/mail allow_all_users=yes
}
first_valid_uid = 1
mail_location = maildir:$BASE/mail:INDEX=MEMORY:CONTROL=$BASE/state/control
submission_relay_host = 127.0.0.1
submission_relay_port = $RELAY_PORT
submission_relay_trusted = yes
submission_max_mail_size = 100M
lmtp_save_to_detail_mailbox = no
service submission-login {
  inet_listener submission {
    port = $SUBMISSION_PORT
  }
  inet_listener submissions {
    port = $SUBMISSIONS_PORT
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP_PORT
  }
}
END
} > "$BASE/dovecot.conf"
mkdir -p "$BASE/state/control"
chown nobody:nogroup "$BASE/state/control"
run_behind dovecot -F -c "$BASE/dovecot.conf"
await_ports "$SUBMISSION_PORT" "$SUBMISSIONS_PORT" "$LMTP_PORT"
