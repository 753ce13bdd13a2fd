#!/bin/sh
# Runs a program in the network that start.sh made in BASE, in place of this one.
# usage: enter.sh BASE PROGRAM ARGUMENT...
set -eu
network=$(sed -n 's/^NETWORK=//p' "$1/server.env")
shift
export PATH="$PATH:/usr/sbin:/sbin"
exec nsenter --target "$network" --mount --net "$@"
