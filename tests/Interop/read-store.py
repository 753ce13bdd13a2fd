"""Tells what Python's own reader finds in an mbox file or a Maildir, as JSON: a list of subjects and texts.

usage: read-store.py mbox|maildir PATH
"""

import email.policy
import json
import mailbox
import sys

kind, path = sys.argv[1:]
store = (mailbox.mbox if kind == "mbox" else mailbox.Maildir)(path, create=False)


def read(message):
    # Both are stores of text, whose lines end as those of Unix do.
    parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    return {"subject": parsed["Subject"], "text": parsed.get_content(), "from": message.get_from() if kind == "mbox" else None}


json.dump([read(message) for message in store], sys.stdout)
