#!/bin/sh
# Tinyproxy, an HTTP proxy, from a folder of its own. usage: start.sh BASE (common.sh tells the settings)
#
# HTTP_PORT  CONNECT with the account of the tests
. "$(dirname "$0")/../common.sh"
begin "${1:-}"
need_command tinyproxy
met "${1:-}"
port HTTP_PORT
cat > "$BASE/tinyproxy.conf" << END
Port $HTTP_PORT
Listen 127.0.0.1
Allow 127.0.0.1
Timeout 60
LogFile "$BASE/proxy.log"
LogLevel Connect
PidFile "$BASE/pid"
BasicAuth user secret
END
run_behind tinyproxy -d -c "$BASE/tinyproxy.conf"
await_ports "$HTTP_PORT"
