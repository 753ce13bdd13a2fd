# Sourced by every start.sh, whose first argument is BASE: a folder of its own that the server keeps everything in.
#
# A start script takes its settings from the environment, all optional:
#   CERTS      folder of the throw-away certificates (certificates.sh); made in BASE when not given
#   PACKAGES   folder that install.sh unpacked into; out/interop/pkgs of the repository when not given
#   OWNER      a process id: the server ends when that process does, however it ends
#   *_PORT     a port the caller wants; without it a free one is taken
# and leaves in BASE:
#   server.env   NAME=VALUE lines: the ports in use, MAILBOX (a Maildir), LINE_END (how the Maildir ends lines: LF or CRLF)
#   pids         a line for each process to end: its id and its start time (stop.sh)
#   *log*, *out  all that the server said
# start.sh --check only looks whether the server could be started, and says why not.
set -eu
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
umask 022

HERE=$(cd "$(dirname "$0")" && pwd)
INTEROP=$(dirname "$HERE")
REMEDY='tests/Interop/install.sh, run as root on Debian, brings it.'

begin() { # begin BASE | begin --check
    [ -n "${1:-}" ] || fail 'usage: start.sh BASE | start.sh --check'
    [ "$1" != --check ] || return 0
    mkdir -p "$1"
    BASE=$(cd "$1" && pwd -P)
    # Servers write paths into configuration files that can't quote, and drop to users who must be able to come in.
    case $BASE in *[!A-Za-z0-9._/-]*) fail "BASE has a character that a server's configuration can't hold: $BASE" ;; esac
    [ ! -e "$BASE/pids" ] || fail "A server started in $BASE was not stopped."
    chmod 755 "$BASE"
    : > "$BASE/server.env"
    trap 'status=$?; [ $status -eq 0 ] || sh "$INTEROP/stop.sh" "$BASE"; exit $status' EXIT
    trap 'exit 130' INT TERM
}

fail() {
    echo "$*" >&2
    exit 1
}

need_root() { [ "$(id -u)" -eq 0 ] || fail 'This server is started as root only.'; }

need_command() {
    for command in "$@"; do
        command -v "$command" > /dev/null || fail "The command $command is missing. $REMEDY"
    done
}

# need_unpacked NAME FILE: sets UNPACKED, the folder that install.sh unpacked the server NAME into.
need_unpacked() {
    UNPACKED=${PACKAGES:-$INTEROP/../../out/interop/pkgs}/$1
    [ -x "$UNPACKED/$2" ] || fail "$UNPACKED/$2 is missing. $REMEDY"
    UNPACKED=$(cd "$UNPACKED" && pwd -P)
}

need_namespace() { unshare --mount true 2> /dev/null || fail 'This server needs a mount namespace of its own, which this system refuses.'; }

# met "$1": all needs are met; the end of a --check.
met() { [ "${1:-}" != --check ] || exit 0; }

need_certificates() {
    CERTS=${CERTS:-$BASE/certs}
    [ -s "$CERTS/key.pem" ] || sh "$INTEROP/certificates.sh" "$CERTS"
}

tell() { printf '%s\n' "$1=$2" >> "$BASE/server.env"; }

# port NAME: the variable NAME is what the caller set it to, or else a free port; told in server.env.
port() {
    eval "chosen=\${$1:-}"
    [ -n "$chosen" ] || chosen=$(free_port)
    eval "$1=$chosen"
    tell "$1" "$chosen"
}

# Ports are dealt round under a lock, below those that the kernel gives to outgoing connections: two runs side by side, or two
# servers of one run, are never given the same one.
free_port() {
    counter=${TMPDIR:-/tmp}/smtptools-interop-$(id -u)
    mkdir -m 700 "$counter" 2> /dev/null || [ -O "$counter" ] || fail "$counter belongs to somebody else."
    (
        flock 9
        last=$(cat "$counter/port" 2> /dev/null || echo 20000)
        tries=0
        while [ $tries -lt 10000 ]; do
            last=$((last + 1))
            [ $last -lt 30000 ] || last=20000
            tries=$((tries + 1))
            port_state "$last" | grep -q . || break
        done
        echo "$last" > "$counter/port"
        echo "$last"
    ) 9> "$counter/lock"
}

# The states (RFC 793, hexadecimal as the kernel prints them) of the TCP sockets bound to a port.
port_state() {
    cat /proc/net/tcp /proc/net/tcp6 2> /dev/null | sed -n "s/^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") [^ ]* \([0-9A-F]*\) .*/\1/p"
}

listening() {
    for listening in "$@"; do port_state "$listening" | grep -q '^0A$' || return 1; done
}

# Nothing for a process that has ended, also when nobody has yet asked for its exit status.
start_time() { sed -n 's/^.*) [^ZX]\( [-0-9]*\)\{18\} \([0-9]*\) .*/\2/p' "/proc/$1/stat" 2> /dev/null || true; }

# remember PID: stop.sh will end it. The start time tells it from a later process with the same id.
remember() {
    started=$(start_time "$1")
    [ -n "$started" ] || fail "Process $1 ended at once. $(said)"
    echo "$1 $started" >> "$BASE/pids"
    [ -z "${OWNER:-}" ] || [ -n "${watched:-}" ] || watch
}

watch() {
    watched=yes
    setsid sh "$INTEROP/stop.sh" --after "$OWNER" "$BASE" > /dev/null 2>&1 < /dev/null &
}

# run_behind COMMAND...: runs a server that stays in the foreground, behind; its words go to BASE/out.
run_behind() {
    setsid "$@" >> "$BASE/out" 2>&1 < /dev/null &
    remember $!
}

said() { tail -n 20 "$BASE"/*log* "$BASE"/out 2> /dev/null || true; }

# await WHAT COMMAND...: waits until the command succeeds, 30 s at most, or until a server of ours has died.
await() {
    what=$1
    shift
    rounds=0
    until "$@"; do
        rounds=$((rounds + 1))
        [ $rounds -lt 300 ] || fail "Not there after 30 s: $what. $(said)"
        if [ -e "$BASE/pids" ]; then
            while read -r pid started; do
                [ "$(start_time "$pid")" = "$started" ] || fail "Process $pid died before this was there: $what. $(said)"
            done < "$BASE/pids"
        fi
        sleep 0.1
    done
}

await_file() { await "$1" test -s "$1"; }

await_ports() { await "a listener on port $*" listening "$@"; }

# The one account, for Dovecot's passwd-file: user, secret.
write_users() {
    printf 'user:{PLAIN}secret\n' > "$1"
    chmod 644 "$1"
}

make_maildir() { # make_maildir FOLDER OWNER
    mkdir -p "$1/tmp" "$1/new" "$1/cur"
    chown -R "$2" "$1"
    tell MAILBOX "$1"
    tell LINE_END "${3:-LF}"
}

# A private view of the user database with these users added, for servers that look up the users of a package that is not
# installed; to be mounted over /etc in the server's own mount namespace.
write_passwd() { # write_passwd NAME...
    cp /etc/passwd "$BASE/passwd"
    cp /etc/group "$BASE/group"
    id=64530
    for name in "$@"; do
        id=$((id + 1))
        grep -q "^$name:" "$BASE/passwd" || echo "$name:x:$id:$id::/nonexistent:/usr/sbin/nologin" >> "$BASE/passwd"
        grep -q "^$name:" "$BASE/group" || echo "$name:x:$id:" >> "$BASE/group"
    done
}
