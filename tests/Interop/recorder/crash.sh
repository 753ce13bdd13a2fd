#!/bin/sh
# Kills the recorder in BASE, as the system does when memory ends, once FILE there has so many lines; and starts it again on the same ports.
# usage: crash.sh BASE FILE COUNT
set -eu
BASE=$1
until [ "$(wc -l 2> /dev/null < "$BASE/$2")" -ge "$3" ]; do sleep 0.02; done
cut -d ' ' -f 1 "$BASE/pids" | xargs kill -KILL
rm "$BASE/pids"
sleep 0.5
SMTP_PORT=$(sed -n 's/^SMTP_PORT=//p' "$BASE/server.env")
BDAT_PORT=$(sed -n 's/^BDAT_PORT=//p' "$BASE/server.env")
export SMTP_PORT BDAT_PORT
exec sh "$(dirname "$0")/start.sh" "$BASE"
