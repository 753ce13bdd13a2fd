#!/bin/sh
# A server that records what it takes (server.py), from a folder of its own; needs no root. usage: start.sh BASE (common.sh tells the settings)
#
# SMTP_PORT  PIPELINING
# BDAT_PORT  PIPELINING and CHUNKING
# BASE/data and BASE/bdat hold a line for each message that was taken: recipient, subject, octets.
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_command /usr/bin/python3
met "${1:-}"
port SMTP_PORT
port BDAT_PORT
run_behind /usr/bin/python3 "$HERE/server.py" "$BASE/data" "$SMTP_PORT" PIPELINING
run_behind /usr/bin/python3 "$HERE/server.py" "$BASE/bdat" "$BDAT_PORT" PIPELINING CHUNKING
await_ports "$SMTP_PORT" "$BDAT_PORT"
