#!/bin/sh
# Ends the server that a start.sh started in BASE, by the process ids it left there. Does nothing the second time.
# usage: stop.sh BASE            now
#        stop.sh --after PID BASE  when the process PID has ended, unless the server is stopped before
set -eu

# Nothing for a process that has ended, also when nobody has yet asked for its exit status.
start_time() { sed -n 's/^.*) [^ZX]\( [-0-9]*\)\{18\} \([0-9]*\) .*/\2/p' "/proc/$1/stat" 2> /dev/null || true; }

alive() { [ "$(start_time "$1")" = "$2" ]; }

if [ "$1" = --after ]; then
    owner=$2
    BASE=$3
    started=$(start_time "$owner")
    while [ -e "$BASE/pids" ] && alive "$owner" "$started"; do sleep 1; done
else
    BASE=$1
fi

# The rename makes one of two stoppers the one that acts.
mv "$BASE/pids" "$BASE/pids.stopping" 2> /dev/null || exit 0

while read -r pid started; do
    if alive "$pid" "$started"; then kill -TERM "$pid" 2> /dev/null || true; fi
done < "$BASE/pids.stopping"

while read -r pid started; do
    rounds=0
    while alive "$pid" "$started"; do
        rounds=$((rounds + 1))
        [ $rounds -ne 100 ] || kill -KILL "$pid" 2> /dev/null || true
        [ $rounds -lt 150 ] || { echo "Process $pid of $BASE did not end." >&2; exit 1; }
        sleep 0.1
    done
done < "$BASE/pids.stopping"
rm -f "$BASE/pids.stopping"
