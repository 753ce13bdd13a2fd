#!/bin/sh
# aiosmtpd (server.py) from a folder of its own; needs no root. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT        STARTTLS offered, AUTH offered after it
# SMTPS_PORT       implicit TLS
# SUBMISSION_PORT  STARTTLS and AUTH required
# LMTP_PORT        LMTP
# PLAIN_PORT       no STARTTLS
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_command openssl
# Debian's own Python, whatever else is first in the path.
/usr/bin/python3 -c 'import aiosmtpd' 2> /dev/null || fail "aiosmtpd is missing. $REMEDY"
met "${1:-}"
need_certificates
port SMTP_PORT
port SMTPS_PORT
port SUBMISSION_PORT
port LMTP_PORT
port PLAIN_PORT
make_maildir "$BASE/mail" "$(id -u)" CRLF
run_behind /usr/bin/python3 "$HERE/server.py" "$BASE/mail" "$CERTS" "$SMTP_PORT" "$SMTPS_PORT" "$SUBMISSION_PORT" "$LMTP_PORT" "$PLAIN_PORT"
await_ports "$SMTP_PORT" "$SMTPS_PORT" "$SUBMISSION_PORT" "$LMTP_PORT" "$PLAIN_PORT"
