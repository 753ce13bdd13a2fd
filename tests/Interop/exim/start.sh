#!/bin/sh
# Exim from its unpacked package, in a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT   STARTTLS offered, AUTH offered
# SMTPS_PORT  the same under implicit TLS
# CAREFUL_PORT    as an exchanger of example.test should be, for tests of servers
# CARELESS_PORT   as none should be: an open relay, VRFY and EXPN, passwords in plaintext
# Every recipient is delivered to the one Maildir.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command unshare openssl
need_unpacked exim usr/sbin/exim4
need_namespace
met "${1:-}"
need_certificates
port SMTP_PORT
port SMTPS_PORT
port CAREFUL_PORT
port CARELESS_PORT

mkdir -p "$BASE/spool" "$BASE/log"
chown nobody:nogroup "$BASE/spool" "$BASE/log"
make_maildir "$BASE/mail" nobody:nogroup
# Exim starts itself anew as an ordinary user, who may be kept out of the folder of the packages.
cp "$UNPACKED/usr/sbin/exim4" "$BASE/exim4"

cat > "$BASE/exim.conf" << END
primary_hostname = mx.example.test
exim_path = $BASE/exim4
exim_user = nobody
exim_group = nogroup
deliver_drop_privilege = true
never_users =
keep_environment =
spool_directory = $BASE/spool
log_file_path = $BASE/log/%slog
pid_file_path = $BASE/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = $SMTP_PORT : $SMTPS_PORT : $CAREFUL_PORT : $CARELESS_PORT
tls_on_connect_ports = $SMTPS_PORT
tls_certificate = $CERTS/cert.pem
tls_privatekey = $CERTS/key.pem
tls_advertise_hosts = *
chunking_advertise_hosts = *
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
pipelining_connect_advertise_hosts = *
prdr_enable = true
message_size_limit = 100M
rfc1413_query_timeout = 0s
host_lookup =
smtp_accept_max = 100
smtp_accept_max_per_connection = 0
smtp_accept_queue_per_connection = 0
# Some more is said than by default of VRFY and EXPN, and AUTH is offered without TLS, but not on the careful port.
auth_advertise_hosts = \${if and{{eq{\$received_port}{$CAREFUL_PORT}}{!def:tls_in_cipher}}{}{*}}
acl_smtp_vrfy = careless
acl_smtp_expn = careless
acl_smtp_rcpt = recipient
acl_smtp_data = everything
acl_smtp_data_prdr = everything
# The message on disk is compared with the message sent.
return_path_remove = false
envelope_to_remove = false
delivery_date_remove = false

begin acl
everything:
  accept

careless:
  accept condition = \${if eq{\$received_port}{$CARELESS_PORT}}

recipient:
  accept condition = \${if !eq{\$received_port}{$CAREFUL_PORT}}
  deny   message = relay not permitted
         !domains = example.test : mx.example.test
  accept local_parts = postmaster : user
  deny   message = unknown user

begin routers
# What VRFY and EXPN ask for: nobody is there but these.
unknown:
  driver = redirect
  verify_only
  domains = \${if eq{\$received_port}{$CARELESS_PORT}{*}}
  local_parts = ! postmaster : ! user
  data = :fail: unknown user
all:
  driver = accept
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  maildir_format
  directory = $BASE/mail
  create_directory = false
  user = nobody
  group = nogroup
  return_path_add
  envelope_to_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{user}}{eq{\$auth3}{secret}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{\$auth1}{user}}{eq{\$auth2}{secret}}}}
  server_set_id = \$auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{\$auth1}{user}{secret}fail}
  server_set_id = \$auth1
END

# The user that was compiled in is looked up by name although another one is configured.
write_passwd Debian-exim
# shellcheck disable=SC2016
run_behind unshare --mount sh -euc '
    mount --bind "$1/passwd" /etc/passwd
    mount --bind "$1/group" /etc/group
    exec "$1/exim4" -C "$1/exim.conf" -bdf -q10s' - "$BASE"
await_ports "$SMTP_PORT" "$SMTPS_PORT" "$CAREFUL_PORT" "$CARELESS_PORT"
