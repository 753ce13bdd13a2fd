#!/bin/sh
# Postfix once for each way in which TLS can be right or wrong, from a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# GOOD_PORT          an RSA and an ECDSA certificate of an authority behind an intermediate one; TLS 1.2 and 1.3
# EXPIRED_PORT SELFSIGNED_PORT WRONGNAME_PORT INCOMPLETE_PORT SMALLKEY_PORT   what is wrong with the one certificate
# HALF_PORT          a good RSA certificate and an expired ECDSA one
# ROOTED_PORT        the root in the chain          MIXED_PORT   the chain in the wrong order
# OLD_PORT           TLS 1.0 alone                  NEW_PORT     TLS 1.3 alone
# WEAK_PORT          TLS 1.0 to 1.2 with all that the library still has: no encryption, no certificate, CBC, RSA, a field of 1024 bits
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command postfix postconf openssl
met "${1:-}"
sh "$HERE/certificates.sh" "$BASE/tls"

mkdir -p "$BASE/etc" "$BASE/queue" "$BASE/data"
chown postfix "$BASE/data"
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
alias_maps =
alias_database =
smtpd_relay_restrictions = reject
smtpd_tls_security_level = may
# What OpenSSL's own configuration asks for is not what is tested here.
tls_medium_cipherlist = HIGH:!aNULL:@SECLEVEL=1
tls_preempt_cipherlist = yes
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
END

ports=
# service NAME CHAIN OPTION...: a port whose certificates are in tls/CHAIN.pem
service() {
    port "$1_PORT"
    eval "at=\$$1_PORT"
    # shellcheck disable=SC2154
    echo "127.0.0.1:$at inet n - n - - smtpd"
    echo "  -o smtpd_tls_chain_files=$BASE/tls/$2.pem"
    shift 2
    for option in "$@"; do echo "  -o { $option }"; done
    ports="$ports $at"
}

{
    modern='smtpd_tls_protocols = >=TLSv1.2'
    service GOOD both "$modern" 'tls_medium_cipherlist = ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=1'
    service EXPIRED expired "$modern"
    service SELFSIGNED alone "$modern"
    service WRONGNAME other "$modern"
    service INCOMPLETE incomplete "$modern"
    service SMALLKEY small "$modern" 'tls_medium_cipherlist = HIGH:!aNULL:@SECLEVEL=0'
    service HALF half "$modern"
    service ROOTED rooted "$modern"
    service MIXED mixed "$modern"
    service OLD both 'smtpd_tls_protocols = >=TLSv1, <=TLSv1' 'tls_medium_cipherlist = ALL:@SECLEVEL=0'
    service NEW both 'smtpd_tls_protocols = >=TLSv1.3'
    service WEAK both 'smtpd_tls_protocols = >=TLSv1, <=TLSv1.2' 'tls_medium_cipherlist = ALL:eNULL:@SECLEVEL=0' "smtpd_tls_dh1024_param_file = $BASE/tls/dh1024.pem" \
        'tls_preempt_cipherlist = no'
    cat << END
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
bounce unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
} > "$BASE/etc/master.cf"
postfix -c "$BASE/etc" start > "$BASE/postfix.out" 2>&1 < /dev/null || fail "Postfix does not start. $(cat "$BASE/postfix.out") $(said)"
await_file "$BASE/queue/pid/master.pid"
remember "$(tr -d ' ' < "$BASE/queue/pid/master.pid")"
# shellcheck disable=SC2086
await_ports $ports
