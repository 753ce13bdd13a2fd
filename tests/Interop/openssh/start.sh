#!/bin/sh
# OpenSSH's dynamic forwarding, which is a proxy of SOCKS 4, 4a and 5, from a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# SOCKS_PORT  connects to loopback alone; BASE/out tells each target as the client named it
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_root
need_command sshd ssh ssh-keygen
met "${1:-}"
port SSH_PORT
port SOCKS_PORT
mkdir -p /run/sshd
for key in host client; do ssh-keygen -q -t ed25519 -N '' -f "$BASE/$key"; done
cat > "$BASE/sshd.conf" << END
ListenAddress 127.0.0.1
Port $SSH_PORT
HostKey $BASE/host
AuthorizedKeysFile $BASE/client.pub
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
AllowTcpForwarding local
PermitOpen 127.0.0.1:* localhost:*
PermitTTY no
ForceCommand false
LogLevel DEBUG1
END
run_behind "$(command -v sshd)" -D -e -f "$BASE/sshd.conf"
await_ports "$SSH_PORT"
run_behind ssh -N -F none -i "$BASE/client" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
    -o ExitOnForwardFailure=yes -D "127.0.0.1:$SOCKS_PORT" -p "$SSH_PORT" root@127.0.0.1
await_ports "$SOCKS_PORT"
