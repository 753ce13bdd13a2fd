#!/bin/sh
# Dante, a SOCKS server, from a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# SOCKS_PORT  SOCKS 4 and 5 without credentials
# LOGIN_PORT  SOCKS 5 with the account of the tests
# Both connect to loopback alone, and not to port 25.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command danted unshare openssl
need_namespace
met "${1:-}"
port SOCKS_PORT
port LOGIN_PORT

# Dante asks the system for its users, so it gets a view of them in which the tests' one is.
write_passwd user
printf 'user:%s:19000:0:99999:7:::\n' "$(openssl passwd -6 secret)" > "$BASE/shadow"
chmod 640 "$BASE/shadow"

serve() { # serve NAME PORT METHOD
    cat > "$BASE/$1.conf" << END
logoutput: $BASE/$1.log
internal: 127.0.0.1 port = $2
external: 127.0.0.1
clientmethod: none
socksmethod: $3
user.privileged: root
user.unprivileged: nobody
client pass {
  from: 127.0.0.0/8 to: 0.0.0.0/0
}
socks block {
  from: 127.0.0.0/8 to: 0.0.0.0/0 port = 25
  log: connect error
}
socks pass {
  from: 127.0.0.0/8 to: 127.0.0.0/8
  command: connect
  log: connect error
}
END
    # shellcheck disable=SC2016
    run_behind unshare --mount sh -euc '
        mount --bind "$1/passwd" /etc/passwd
        mount --bind "$1/group" /etc/group
        mount --bind "$1/shadow" /etc/shadow
        exec danted -f "$1/$2.conf" -p "$1/$2.pid"' - "$BASE" "$1"
}
serve open "$SOCKS_PORT" none
serve login "$LOGIN_PORT" username
await_ports "$SOCKS_PORT" "$LOGIN_PORT"
