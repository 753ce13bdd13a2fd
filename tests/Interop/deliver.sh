#!/bin/sh
# The mail transport of servers that deliver through a command: puts the message on its standard input into a Maildir,
# under trace headers that tell the envelope if the server doesn't add them itself. usage: deliver.sh MAILDIR [SENDER RECIPIENT]
set -eu
umask 022
file=$(mktemp "$1/tmp/XXXXXXXXXXXX")
{
    [ $# -eq 1 ] || printf 'Return-Path: <%s>\nDelivered-To: %s\n' "$2" "$3"
    cat
} > "$file"
chmod 644 "$file"
mv "$file" "$1/new/"
