#!/bin/sh
# Knot with a few zones and Unbound, which validates what Knot serves, from a folder of its own.
# usage: start.sh BASE (common.sh tells the settings)
#
# DNS_PORT            Unbound: answers from the zones below, with AD where they are signed and SERVFAIL where they are bogus
# RESOLVER            as root, an address of the loopback network at which the same Unbound answers on port 53, for programs that know no other
# AUTHORITATIVE_PORT  Knot: the same names with AA
#
# example.test is signed, insecure.test is not, bogus.test is signed but its trust anchor is wrong. All three hold the names of
# zone.txt. TLSA records of mx.ZONE on port 25 and on the ports of TLSA_PORTS match the certificates of CERTS; that of stale.ZONE
# matches no server's, rollover.ZONE has one of each, and many.ZONE has sixty that match nothing, and 300 MX records. lame.test is said to be at Knot, which knows
# nothing of it. There is no zone test, below which DMARC's tree walk asks for _dmarc; Unbound knows that.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_command knotd kdig keymgr unbound openssl
met "${1:-}"
need_certificates
port DNS_PORT
port AUTHORITATIVE_PORT
# One that no other run has: DNS_PORT is dealt out once.
resolver=127.53.$((DNS_PORT / 256)).$((DNS_PORT % 256))
[ "$(id -u)" -ne 0 ] || tell RESOLVER "$resolver"

mkdir -p "$BASE/zones" "$BASE/keys" "$BASE/run"

public_key_hash() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1; }
end_entity=$(public_key_hash "$CERTS/cert.pem")
authority=$(public_key_hash "$CERTS/ca.pem")

for zone in example.test insecure.test bogus.test; do
    {
        # shellcheck disable=SC2016
        printf '$ORIGIN %s.\n$TTL 300\n' "$zone"
        cat "$HERE/zone.txt"
        for tlsa_port in 25 ${TLSA_PORTS:-}; do
            printf '_%s._tcp.mx TLSA 3 1 1 %s\n_%s._tcp.mx TLSA 2 1 1 %s\n' "$tlsa_port" "$end_entity" "$tlsa_port" "$authority"
            # The authority's key is not the server's.
            printf '_%s._tcp.stale TLSA 3 1 1 %s\n' "$tlsa_port" "$authority"
            printf '_%s._tcp.rollover TLSA 3 1 1 %s\n_%s._tcp.rollover TLSA 3 1 1 %s\n' "$tlsa_port" "$authority" "$tlsa_port" "$end_entity"
        done
        number=0
        while [ $number -lt 1000 ]; do
            printf 'd%s MX 10 mx\n' $number
            number=$((number + 1))
        done
        # More TLSA and MX records than fit into a datagram
        while [ $number -lt 1060 ]; do
            printf '_25._tcp.many TLSA 3 1 1 %s%04d\n' "$(echo "$end_entity" | cut -c1-60)" $number
            number=$((number + 1))
        done
        while [ $number -lt 1360 ]; do
            printf 'many MX %s h%s.many\n' $number $number
            number=$((number + 1))
        done
        printf '*.many A 127.0.0.1\n'
    } > "$BASE/zones/$zone"
done
cat > "$BASE/zones/127.in-addr.arpa" << 'END'
$ORIGIN 127.in-addr.arpa.
$TTL 300
@ SOA ns.example.test. hostmaster.example.test. 1 3600 600 86400 300
@ NS ns.example.test.
1.0.0 PTR mx.example.test.
2.0.0 PTR mx2.example.test.
END

cat > "$BASE/knot.conf" << END
server:
    listen: 127.0.0.1@$AUTHORITATIVE_PORT
    rundir: $BASE/run
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: $BASE/keys
log:
  - target: $BASE/knot.log
    any: info
policy:
  - id: sign
    algorithm: ecdsap256sha256
    single-type-signing: on
template:
  - id: default
    storage: $BASE/zones
    file: "%s"
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
zone:
  - domain: example.test
    dnssec-signing: on
    dnssec-policy: sign
  - domain: bogus.test
    dnssec-signing: on
    dnssec-policy: sign
  - domain: insecure.test
  - domain: 127.in-addr.arpa
END
run_behind knotd -c "$BASE/knot.conf"

# ask PORT WHAT...: whether the server answers it at all
ask() {
    answer=$(kdig +short +timeout=1 +retry=0 -p "$@" @127.0.0.1 2> /dev/null) && [ -n "$answer" ]
}
await 'the signed zone example.test' ask "$AUTHORITATIVE_PORT" example.test DNSKEY
await 'the signed zone bogus.test' ask "$AUTHORITATIVE_PORT" bogus.test DNSKEY
await 'the zone insecure.test' ask "$AUTHORITATIVE_PORT" insecure.test MX

# The DS record with a SHA-256 digest, as a trust anchor
anchor() { keymgr -c "$BASE/knot.conf" "$1" ds | sed -n 's/^\([^ ]*\) DS \(.* 13 2 .*\)$/\1 IN DS \2/p'; }
anchor example.test > "$BASE/anchors"
anchor bogus.test | sed 's/ 13 2 ......../ 13 2 00000000/' >> "$BASE/anchors"
[ "$(wc -l < "$BASE/anchors")" -eq 2 ] || fail "No trust anchors: $(cat "$BASE/anchors")"

{
    cat << END
server:
  interface: 127.0.0.1
$([ "$(id -u)" -ne 0 ] || echo "  interface: $resolver@53")
  port: $DNS_PORT
  access-control: 127.0.0.0/8 allow
  do-daemonize: no
  pidfile: ""
  logfile: $BASE/unbound.log
  use-syslog: no
  username: ""
  chroot: ""
  directory: $BASE
  num-threads: 1
  module-config: "validator iterator"
  trust-anchor-file: $BASE/anchors
  domain-insecure: insecure.test
  do-not-query-localhost: no
  qname-minimisation: no
  local-zone: test. nodefault
  local-zone: _dmarc.test. always_nxdomain
  local-zone: 127.in-addr.arpa. nodefault
remote-control:
  control-enable: no
END
    for zone in example.test insecure.test bogus.test lame.test 127.in-addr.arpa; do
        printf 'stub-zone:\n  name: %s\n  stub-addr: 127.0.0.1@%s\n' "$zone" "$AUTHORITATIVE_PORT"
    done
} > "$BASE/unbound.conf"
run_behind unbound -d -c "$BASE/unbound.conf"
await 'an answer from Unbound' ask "$DNS_PORT" example.test MX
