#!/bin/sh
# Haraka from npm, in a folder of its own; needs no root. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT   STARTTLS offered, AUTH offered
# SMTPS_PORT  the same under implicit TLS
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_command node openssl
need_unpacked haraka node_modules/Haraka/bin/haraka
met "${1:-}"
need_certificates
port SMTP_PORT
port SMTPS_PORT
make_maildir "$BASE/mail" "$(id -u)" CRLF

mkdir -p "$BASE/haraka/plugins"
cp -R "$UNPACKED/node_modules/Haraka/config" "$BASE/haraka/config"
cd "$BASE/haraka/config"
cp "$HERE/maildir.js" ../plugins/
echo mx.example.test > me
# Lines may be as long as RFC 5321 4.5.3.1.6 has it, and a stuffed dot more: Haraka counts it and folds what is longer.
sed -i 's/^bytes=.*/bytes=104857600/; s/^data_line_length=.*/data_line_length=1001/' connection.ini
echo "$BASE/mail" > maildir
printf '%s\n' tls auth/flat_file maildir > plugins
printf 'listen=127.0.0.1:%s,127.0.0.1:%s\nsmtps_port=%s\nnodes=0\n' "$SMTP_PORT" "$SMTPS_PORT" "$SMTPS_PORT" > smtp.ini
# A group of its own would take long to find (RFC 7919 A.1).
openssl genpkey -genparam -algorithm DH -pkeyopt dh_param:ffdhe2048 -out dhparams.pem
printf 'key=%s\ncert=%s\n' "$CERTS/key.pem" "$CERTS/cert.pem" > tls.ini
printf '[core]\nmethods=PLAIN,LOGIN,CRAM-MD5\nconstrain_sender=false\n[users]\nuser=secret\n' > auth_flat_file.ini

run_behind node "$UNPACKED/node_modules/Haraka/bin/haraka" -c "$BASE/haraka"
await_ports "$SMTP_PORT" "$SMTPS_PORT"
