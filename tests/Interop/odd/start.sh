#!/bin/sh
# TLS as few servers have it: stunnel before a plain server, and two servers that stunnel can't be. All ports are for implicit TLS.
# usage: PLAIN_PORT=PORT start.sh BASE (common.sh tells the other settings)
#
# FRONT_PORT        nothing odd
# ONECIPHER_PORT    one cipher suite of TLS 1.2 and no other    ONECURVE_PORT   one curve that few clients have
# CERTIFIED_PORT    a client certificate required, in TLS 1.3   CERTIFIED12_PORT   the same in TLS 1.2
# WEAK_PORT         a certificate signed with SHA-1             RENEGOTIATION_PORT  TLS 1.2, which may be negotiated anew
# LONG_PORT         a chain of eleven authorities
# UNCLOSED_PORT     ends the connection without close_notify    SILENT_PORT     a handshake and nothing after it
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_command stunnel openssl python3
met "${1:-}"
need_certificates
: "${PLAIN_PORT:?set PLAIN_PORT to the port of the SMTP server behind}"
sh "$INTEROP/tls/certificates.sh" "$BASE/tls"

ports=
# service NAME CHAIN OPTION...: a port whose certificate and chain are in tls/CHAIN.pem
service() {
    port "$1_PORT"
    eval "at=\$$1_PORT"
    # shellcheck disable=SC2154
    printf '[%s]\naccept = 127.0.0.1:%s\nconnect = 127.0.0.1:%s\ncert = %s\n' "$1" "$at" "$PLAIN_PORT" "$BASE/tls/$2.pem"
    shift 2
    for option in "$@"; do echo "$option"; done
    ports="$ports $at"
}

{
    cat << END
foreground = yes
pid =
syslog = no
socket = l:SO_REUSEADDR=1
sslVersionMin = TLSv1.2
END
    service FRONT rsa
    service ONECIPHER rsa 'sslVersionMax = TLSv1.2' 'ciphers = ECDHE-RSA-AES256-GCM-SHA384'
    service ONECURVE rsa 'sslVersionMax = TLSv1.2' 'curves = brainpoolP512r1'
    service CERTIFIED rsa 'verifyChain = yes' 'requireCert = yes' "CAfile = $CERTS/ca.pem"
    service CERTIFIED12 rsa 'sslVersionMax = TLSv1.2' 'verifyChain = yes' 'requireCert = yes' "CAfile = $CERTS/ca.pem"
    service WEAK sha1 'securityLevel = 0'
    service RENEGOTIATION rsa 'sslVersionMax = TLSv1.2' 'renegotiation = yes'
    service LONG long
} > "$BASE/stunnel.conf"
run_behind stunnel "$BASE/stunnel.conf"

port UNCLOSED_PORT
port SILENT_PORT
run_behind python3 "$HERE/unclosed.py" "$UNCLOSED_PORT" "$BASE/tls/rsa.pem"
# It waits for a request of HTTP.
run_behind openssl s_server -accept "127.0.0.1:$SILENT_PORT" -cert_chain "$BASE/tls/issuing.crt" -cert "$BASE/tls/rsa.crt" -key "$BASE/tls/rsa.key" -HTTP
# shellcheck disable=SC2086
await_ports $ports "$UNCLOSED_PORT" "$SILENT_PORT"
