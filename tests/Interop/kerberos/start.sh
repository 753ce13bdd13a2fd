#!/bin/sh
# A Kerberos realm from a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# KDC_PORT  the realm EXAMPLE.TEST with the user "user", password "secret", and the service smtp/localhost
# KRB5_CONFIG, KRB5_KTNAME: told in server.env, for clients and for the server that is the service
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command krb5kdc kdb5_util kadmin.local kinit
met "${1:-}"
port KDC_PORT

# Names are taken as they are: this realm's one host is localhost, which no resolver may lengthen.
cat > "$BASE/krb5.conf" << END
[libdefaults]
  default_realm = EXAMPLE.TEST
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  qualify_shortname = ""
  rdns = false
[realms]
  EXAMPLE.TEST = {
    kdc = 127.0.0.1:$KDC_PORT
  }
END
cat > "$BASE/kdc.conf" << END
[realms]
  EXAMPLE.TEST = {
    database_name = $BASE/principal
    key_stash_file = $BASE/stash
    acl_file = $BASE/acl
    kdc_listen = 127.0.0.1:$KDC_PORT
    kdc_tcp_listen = 127.0.0.1:$KDC_PORT
  }
[logging]
  kdc = FILE:$BASE/log
END
export KRB5_CONFIG="$BASE/krb5.conf" KRB5_KDC_PROFILE="$BASE/kdc.conf"
tell KRB5_CONFIG "$KRB5_CONFIG"
tell KRB5_KTNAME "$BASE/keytab"
{
    kdb5_util create -s -P master
    kadmin.local addprinc -pw secret user
    kadmin.local addprinc -randkey smtp/localhost
    kadmin.local ktadd -k "$BASE/keytab" smtp/localhost
} > "$BASE/kadmin.out" 2>&1 < /dev/null || fail "The realm can't be made. $(cat "$BASE/kadmin.out")"
# The key is worth nothing, and the service drops to a user of its own.
chmod 644 "$BASE/keytab"
run_behind krb5kdc -n
await_ports "$KDC_PORT"
