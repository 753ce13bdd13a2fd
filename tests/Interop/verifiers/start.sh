#!/bin/sh
# Programs of others that verify and sign by DKIM and ARC, in a network of their own: they ask the resolver of the system, which is
# always at port 53, so they get a system where that is Knot. rspamd runs there too, and the rest is run by enter.sh BASE PROGRAM ARGUMENT...
# usage: start.sh BASE (common.sh tells the settings)
#
# RECORDS   file with the keys that are published, as lines of a zone file with whole names
# DNS_PORT  Knot outside of that network: the same names
#
# Keys of theirs are made and published too, at example.org, in BASE/SELECTOR.key: rspamd-rsa, rspamd-ed25519, dkimpy-rsa, dkimpy-ed25519.
# rspamd signs what comes from the user rsa or ed25519 with its key of that kind, and seals it by ARC with the first.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command knotd kdig rspamd rspamadm rspamc unshare nsenter ip dkimverify arcverify dkimsign arcsign dknewkey opendkim-testmsg
need_namespace
unshare --net true 2> /dev/null || fail 'This server needs a network of its own, which this system refuses.'
met "${1:-}"
port DNS_PORT

echo 'nameserver 127.0.0.1' > "$BASE/resolv.conf"
# shellcheck disable=SC2016
run_behind unshare --mount --net sh -euc 'ip link set lo up; mount --bind "$1/resolv.conf" /etc/resolv.conf; echo yes > "$1/ready"; exec sleep infinity' sh "$BASE"
tell NETWORK "$(cut -d' ' -f1 "$BASE/pids")"
await_file "$BASE/ready"
inside() { sh "$HERE/enter.sh" "$BASE" "$@"; }

{
    printf '. 300 SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300\n. 300 NS ns.invalid.\n'
    cat "$RECORDS"
    for kind in rsa ed25519; do
        rspamadm dkim_keygen -s "rspamd-$kind" -d example.org -t "$kind" -k "$BASE/rspamd-$kind.key" | sed 's/^\([^ ]*\) IN/\1.example.org. 300 IN/'
        (cd "$BASE" && dknewkey --ktype "$kind" "dkimpy-$kind" > /dev/null 2>&1)
        # A record in strings of up to 255 octets
        echo "dkimpy-$kind._domainkey.example.org. 300 TXT $(fold -w 250 "$BASE/dkimpy-$kind.dns" | sed 's/.*/"&"/' | tr '\n' ' ')"
    done
} > "$BASE/root.zone"
chmod 644 "$BASE"/*.key

serve() { # serve NAME PORT: Knot's configuration
    mkdir -p "$BASE/$1"
    cat > "$BASE/$1.conf" << END
server:
    listen: 127.0.0.1@$2
    rundir: $BASE/$1
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: $BASE/$1
log:
  - target: $BASE/$1.log
    any: info
zone:
  - domain: .
    file: $BASE/root.zone
    zonefile-sync: -1
    journal-content: none
END
}
serve inner 53
serve outer "$DNS_PORT"
run_behind sh "$HERE/enter.sh" "$BASE" knotd -c "$BASE/inner.conf"
run_behind knotd -c "$BASE/outer.conf"

printf 'com\norg\ntest\n' > "$BASE/suffixes"

# Only what this is about: no rules, no scores, nothing that it would fetch.
cat > "$BASE/rspamd.conf" << END
options {
    filters = "dkim";
    pidfile = "$BASE/rspamd.pid";
    tempdir = "$BASE";
    control_socket = "$BASE/control";
    cache_file = "$BASE/symbols";
    history_file = "";
    hs_cache_dir = "$BASE/";
    explicit_modules = [];
    local_addrs = [];
    # A user's message is signed, and is verified before.
    check_authed = true;
    check_local = true;
    # The file of Debian takes it many seconds to compile.
    url_tld = "$BASE/suffixes";
    dns { nameserver = ["127.0.0.1:53:1"]; timeout = 2s; }
}
logging { type = "file"; filename = "$BASE/rspamd.log"; level = "info"; }
worker "normal" { bind_socket = "127.0.0.1:11333"; count = 1; mime = true; }
modules { path = "/usr/share/rspamd/plugins/arc.lua"; path = "/usr/share/rspamd/plugins/dkim_signing.lua"; }
dkim { check_authed = true; check_local = true; }
arc {
    check_authed = true; check_local = true;
    sign_authenticated = true; sign_local = false; sign_inbound = false;
    use_domain = "header"; allow_username_mismatch = true; use_esld = false;
    domain { example.org { path = "$BASE/rspamd-rsa.key"; selector = "rspamd-rsa"; } }
}
dkim_signing {
    sign_authenticated = true; sign_local = false;
    use_domain = "header"; allow_username_mismatch = true; use_esld = false;
    sign_condition = <<EOD
return function(task)
    local kind = task:get_user()
    return kind and { domain = "example.org", selector = "rspamd-" .. kind, key = "$BASE/rspamd-" .. kind .. ".key" }
end
EOD;
}
END
run_behind sh "$HERE/enter.sh" "$BASE" rspamd --no-fork --insecure -u root --config "$BASE/rspamd.conf"

await "Knot's answer" inside kdig +short +timeout=1 +retry=0 @127.0.0.1 . SOA
# Port 11333 in hexadecimal, as the kernel prints it
await 'rspamd' inside grep -q '0100007F:2C45 00000000:0000 0A' /proc/net/tcp
