#!/bin/sh
# Dovecot from a folder of its own. usage: RELAY_PORT=PORT start.sh BASE (common.sh tells the other settings)
#
# SUBMISSION_PORT   STARTTLS and AUTH required; relays to the SMTP server on RELAY_PORT
# SUBMISSIONS_PORT  the same under implicit TLS
# PROXIED_PORT      the same as SUBMISSION_PORT, each connection beginning with a PROXY protocol header
# LMTP_PORT         delivers every recipient to the one Maildir
# LMTP_SOCKET       the same over a Unix domain socket
# Who has a client certificate of the tests' authority may sign in by EXTERNAL, and where KRB5_CONFIG and KRB5_KTNAME are set (kerberos/start.sh),
# who is known to that realm by GSSAPI. A token (JWT) signed by HS256 with TOKEN_KEY signs in whom it names in sub.
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
port PROXIED_PORT
port LMTP_PORT
TOKEN_KEY=the-key-of-those-who-issue-tokens
tell TOKEN_KEY $TOKEN_KEY
tell LMTP_SOCKET "$BASE/run/lmtp-test"

mkdir -p "$BASE/run" "$BASE/state"
write_users "$BASE/users"
make_maildir "$BASE/mail" nobody:nogroup
# Dovecot looks for the key under <client>/<algorithm>/<id of the key>.
mkdir -p "$BASE/keys/default/HS256"
printf %s "$TOKEN_KEY" | openssl base64 -A > "$BASE/keys/default/HS256/default"
printf '%s\n' 'introspection_mode = local' "local_validation_key_dict = fs:posix:prefix=$BASE/keys/" 'username_attribute = sub' > "$BASE/tokens.conf"
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
haproxy_trusted_networks = 127.0.0.0/8
auth_mechanisms = \$auth_mechanisms external xoauth2 oauthbearer${KRB5_CONFIG:+ gssapi}
auth_gssapi_hostname = "\$ALL"
auth_krb5_keytab = ${KRB5_KTNAME:-}
import_environment = TZ${KRB5_CONFIG:+ KRB5_CONFIG=$KRB5_CONFIG}
# A certificate's own name signs in, and no other; it and the realm have proved who it is.
ssl_ca = <$CERTS/ca.pem
ssl_verify_client_cert = yes
ssl_require_crl = no
auth_ssl_username_from_cert = yes
passdb {
  driver = static
  args = nopassword=yes
  mechanisms = external gssapi
}
passdb {
  driver = oauth2
  args = $BASE/tokens.conf
  mechanisms = xoauth2 oauthbearer
}
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
  inet_listener proxied {
    port = $PROXIED_PORT
    haproxy = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP_PORT
  }
  unix_listener lmtp-test {
    mode = 0666
  }
}
END
} > "$BASE/dovecot.conf"
mkdir -p "$BASE/state/control"
chown nobody:nogroup "$BASE/state/control"
run_behind dovecot -F -c "$BASE/dovecot.conf"
await_ports "$SUBMISSION_PORT" "$SUBMISSIONS_PORT" "$PROXIED_PORT" "$LMTP_PORT"
