#!/bin/sh
# Makes an authority with an intermediate one and the certificates, good and bad, of the servers of start.sh. usage: certificates.sh FOLDER
# Each <name>.pem in FOLDER holds a key and the chain as the server is to send it. The keys are worth nothing.
set -eu
umask 022

FOLDER=${1:?usage: certificates.sh FOLDER}
mkdir -p "$FOLDER"
cd "$FOLDER"

# ca SECTION EXTRA...: signs request.pem as the authority of the section.
ca() { section=$1; shift; openssl ca -batch -notext -config ca.conf -name "$section" -in request.pem "$@"; }

# leaf NAME KEY NAMES DATES...: a key and a certificate for it by the intermediate authority.
leaf() {
    name=$1; key=$2; names=$3; shift 3
    # shellcheck disable=SC2086
    openssl req -new $key -nodes -keyout "$name.key" -subj "/CN=$name.example.test" -out request.pem
    NAMES=$names ca issuing -extensions server -out "$name.crt" "$@"
}

{
    : > index.txt
    echo 'unique_subject = no' > index.txt.attr
    cat > ca.conf << 'END'
[policy]
commonName = supplied
[root]
database = index.txt
rand_serial = yes
new_certs_dir = .
certificate = root.crt
private_key = root.key
default_md = sha256
default_days = 60
policy = policy
[issuing]
database = index.txt
rand_serial = yes
new_certs_dir = .
certificate = issuing.crt
private_key = issuing.key
default_md = sha256
default_days = 30
policy = policy
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = $ENV::NAMES
END
    export NAMES=DNS:unused.test
    elliptic='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1'
    rsa='-newkey rsa:2048'
    here=DNS:localhost,DNS:mx.example.test,IP:127.0.0.1

    # shellcheck disable=SC2086
    openssl req -x509 $elliptic -nodes -keyout root.key -days 60 -subj '/CN=SmtpTools interop root' -config ca.conf -extensions authority -out root.crt
    # shellcheck disable=SC2086
    openssl req -new $elliptic -nodes -keyout issuing.key -subj '/CN=SmtpTools interop issuing' -config ca.conf -out request.pem
    ca root -extensions authority -out issuing.crt

    leaf ecdsa "$elliptic" $here
    leaf rsa "$rsa" $here
    leaf expired "$elliptic" $here -startdate 20200101000000Z -enddate 20210101000000Z
    leaf other "$elliptic" DNS:other.example.test
    leaf small '-newkey rsa:1024' $here
    # shellcheck disable=SC2086
    openssl req -x509 $elliptic -nodes -keyout alone.key -days 30 -subj '/CN=alone.example.test' -config ca.conf -extensions server -out alone.crt

    # Ten authorities below one another, and a server's certificate from the last.
    over=issuing
    : > between.crt
    for number in 1 2 3 4 5 6 7 8 9 10; do
        # shellcheck disable=SC2086
        openssl req -new $elliptic -nodes -keyout "link$number.key" -subj "/CN=SmtpTools interop link $number" -out request.pem
        ca issuing -extensions authority -cert "$over.crt" -keyfile "$over.key" -out "link$number.crt"
        cat "link$number.crt" between.crt > longer.crt
        mv longer.crt between.crt
        over=link$number
    done
    # shellcheck disable=SC2086
    openssl req -new $elliptic -nodes -keyout long.key -subj /CN=long.example.test -out request.pem
    NAMES=$here ca issuing -extensions server -cert "$over.crt" -keyfile "$over.key" -out long.crt
    # shellcheck disable=SC2086
    openssl req -new $rsa -nodes -keyout sha1.key -subj /CN=sha1.example.test -out request.pem
    NAMES=$here ca issuing -extensions server -md sha1 -out sha1.crt

    cat ecdsa.key ecdsa.crt issuing.crt rsa.key rsa.crt issuing.crt > both.pem
    cat long.key long.crt between.crt issuing.crt > long.pem
    cat sha1.key sha1.crt issuing.crt > sha1.pem
    cat rsa.key rsa.crt issuing.crt > rsa.pem
    cat rsa.key rsa.crt issuing.crt ecdsa.key ecdsa.crt > short.pem
    cat expired.key expired.crt issuing.crt > expired.pem
    cat rsa.key rsa.crt issuing.crt expired.key expired.crt issuing.crt > half.pem
    cat other.key other.crt issuing.crt > other.pem
    cat ecdsa.key ecdsa.crt > incomplete.pem
    cat small.key small.crt issuing.crt > small.pem
    cat alone.key alone.crt > alone.pem
    cat ecdsa.key ecdsa.crt issuing.crt root.crt > rooted.pem
    cat ecdsa.key ecdsa.crt root.crt issuing.crt > mixed.pem
    openssl dhparam -dsaparam -out dh1024.pem 1024
    cp root.crt ca.pem
} > log 2>&1 || { cat log >&2; exit 1; }
chmod 644 ./*.key ./*.pem
