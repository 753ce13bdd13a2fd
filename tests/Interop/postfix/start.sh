#!/bin/sh
# Postfix, with Dovecot for SASL, from a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT        STARTTLS offered, AUTH offered, XCLIENT allowed
# SMTPS_PORT       the same under implicit TLS
# SUBMISSION_PORT  TLS required before AUTH, AUTH required before MAIL
# CERTIFIED_PORT   TLS and a client certificate of the tests' authority required
# PROXIED_PORT     each connection begins with a PROXY protocol header
# CAREFUL_PORT     as an exchanger of example.test should be, for tests of servers
# TALKATIVE_PORT   the same, and VRFY tells who is there
# CARELESS_PORT    as none should be: an open relay, and LF.LF for the end of a message
# Every recipient is delivered to the one Maildir, but those in discard.test, whose mail is thrown away, and those in refused.test
# (550 5.1.1) and later.test (450 4.2.0), who are refused.
. "$(dirname "$0")/../common.sh"
. "$INTEROP/dovecot-auth.sh"
begin "${1:-}"
need_root
need_command postfix postconf dovecot openssl
met "${1:-}"
need_certificates
port SMTP_PORT
port SMTPS_PORT
port SUBMISSION_PORT
port CERTIFIED_PORT
port PROXIED_PORT
port CAREFUL_PORT
port TALKATIVE_PORT
port CARELESS_PORT

# SASL: a Dovecot that does nothing but authenticate.
mkdir -p "$BASE/sasl/run" "$BASE/sasl/state"
write_users "$BASE/users"
{
    dovecot_authentication
    cat << END
protocols =
base_dir = $BASE/sasl/run
state_dir = $BASE/sasl/state
log_path = $BASE/sasl.log
service auth {
  unix_listener auth-postfix {
    user = postfix
    mode = 0600
  }
}
END
} > "$BASE/sasl/dovecot.conf"
run_behind dovecot -F -c "$BASE/sasl/dovecot.conf"
await "Dovecot's authentication socket" test -S "$BASE/sasl/run/auth-postfix"

mkdir -p "$BASE/etc" "$BASE/queue" "$BASE/data"
chown postfix "$BASE/data"
make_maildir "$BASE/mail" nobody:nogroup

cat > "$BASE/etc/main.cf" << END
compatibility_level = 3.6
queue_directory = $BASE/queue
data_directory = $BASE/data
daemon_directory = $(postconf -dh daemon_directory)
maillog_file = $BASE/maillog
maillog_file_prefixes = $BASE
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
append_dot_mydomain = no
notify_classes =

virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:mail/
virtual_mailbox_base = $BASE
virtual_mailbox_limit = 0
virtual_minimum_uid = 1
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
transport_maps = inline:{ discard.test=discard: }

# A client on loopback counts as local, and a local client's headers are completed and cleaned: not here, where the message on
# disk is compared with the message sent.
local_header_rewrite_clients =
message_drop_headers =

smtpd_recipient_restrictions = check_recipient_access inline:{
    { refused.test = 550 5.1.1 No such user here }, { later.test = 450 4.2.0 Try again later } }
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
smtpd_tls_cert_file = $CERTS/cert.pem
smtpd_tls_key_file = $CERTS/key.pem
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
# The Received header then tells what the server saw of TLS and of the login.
smtpd_tls_received_header = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_authenticated_header = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $BASE/sasl/run/auth-postfix
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_authorized_xforward_hosts = 127.0.0.1
smtputf8_enable = yes
strict_smtputf8 = yes
smtpd_forbid_bare_newline = yes
message_size_limit = 104857600
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
fast_flush_domains = example.test
in_flow_delay = 0
smtpd_error_sleep_time = 0
END
cat > "$BASE/etc/master.cf" << END
127.0.0.1:$SMTP_PORT inet n - n - - smtpd
127.0.0.1:$SMTPS_PORT inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
127.0.0.1:$SUBMISSION_PORT inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:$CERTIFIED_PORT inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_req_ccert=yes
  -o smtpd_tls_CAfile=$CERTS/ca.pem
  -o smtpd_relay_restrictions=permit_tls_all_clientcerts,reject
127.0.0.1:$PROXIED_PORT inet n - n - - smtpd
  -o smtpd_upstream_proxy_protocol=haproxy
  -o smtpd_relay_restrictions=reject_unauth_destination
127.0.0.1:$CAREFUL_PORT inet n - n - - smtpd
  -o mynetworks=
  -o smtpd_relay_restrictions=reject_unauth_destination
  -o { virtual_mailbox_domains = example.test }
  -o { virtual_mailbox_maps = inline:{ { postmaster@example.test = mail/ } } }
  -o disable_vrfy_command=yes
  -o smtpd_forbid_bare_newline=yes
  -o smtpd_hard_error_limit=20
127.0.0.1:$TALKATIVE_PORT inet n - n - - smtpd
  -o { virtual_mailbox_domains = example.test }
  -o { virtual_mailbox_maps = inline:{ { postmaster@example.test = mail/ } } }
127.0.0.1:$CARELESS_PORT inet n - n - - smtpd
  -o mynetworks=0.0.0.0/0
  -o { smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination }
  -o smtpd_forbid_bare_newline=no
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
postfix -c "$BASE/etc" start > "$BASE/postfix.out" 2>&1 < /dev/null || fail "Postfix does not start. $(cat "$BASE/postfix.out") $(said)"
await_file "$BASE/queue/pid/master.pid"
remember "$(tr -d ' ' < "$BASE/queue/pid/master.pid")"
await_ports "$SMTP_PORT" "$SMTPS_PORT" "$SUBMISSION_PORT" "$CERTIFIED_PORT" "$PROXIED_PORT" "$CAREFUL_PORT" "$TALKATIVE_PORT" "$CARELESS_PORT"
