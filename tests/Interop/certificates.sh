#!/bin/sh
# Makes a throw-away certificate authority, a server certificate and a client's by it. usage: certificates.sh FOLDER
# FOLDER then holds ca.pem, cert.pem, key.pem, and client.pem: certificate and key of the account "user". The keys are worth nothing and
# every server's user may read them.
set -eu
umask 022

FOLDER=${1:?usage: certificates.sh FOLDER}
mkdir -p "$FOLDER"
new=$FOLDER/new.$$
mkdir "$new"
trap 'rm -rf "$new"' EXIT

{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/CN=SmtpTools interop test CA' \
        -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
        -keyout "$new/ca.key" -out "$new/ca.pem"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=mx.example.test' \
        -keyout "$new/key.pem" -out "$new/request.pem"
    cat > "$new/extensions" << 'END'
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:mx.example.test,DNS:localhost,IP:127.0.0.1,IP:::1
END
    openssl x509 -req -in "$new/request.pem" -CA "$new/ca.pem" -CAkey "$new/ca.key" -CAcreateserial -days 30 \
        -extfile "$new/extensions" -out "$new/cert.pem"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=user' -keyout "$new/client.key" -out "$new/request.pem"
    printf '%s\n' 'basicConstraints = critical,CA:FALSE' 'keyUsage = critical,digitalSignature' 'extendedKeyUsage = clientAuth' > "$new/extensions"
    openssl x509 -req -in "$new/request.pem" -CA "$new/ca.pem" -CAkey "$new/ca.key" -CAcreateserial -days 30 \
        -extfile "$new/extensions" -out "$new/client.cert"
    cat "$new/client.cert" "$new/client.key" > "$new/client.pem"
} > "$new/log" 2>&1 || { cat "$new/log" >&2; exit 1; }

chmod 644 "$new/key.pem" "$new/client.pem"
# The key last: need_certificates takes it for the sign that all is there.
mv "$new/ca.pem" "$new/cert.pem" "$new/client.pem" "$FOLDER"
mv "$new/key.pem" "$FOLDER"
