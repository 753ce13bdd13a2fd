"""Tells what Python's own mail reader finds in a message, as JSON.

usage: read-message.py FILE START, where START octets come before the message
"""

import email
import email.parser
import email.policy
import hashlib
import json
import re
import sys

with open(sys.argv[1], "rb") as file:
    file.seek(int(sys.argv[2]))
    octets = file.read()

message = email.message_from_bytes(octets, policy=email.policy.default)
# Header fields may hold UTF-8 (RFC 6532), which the reader takes from text only.
head = re.split(rb"\r?\n\r?\n", octets, maxsplit=1)[0].decode("utf-8")
header = email.parser.HeaderParser(policy=email.policy.default).parsestr(head)


def mailboxes(field):
    return [{"name": a.display_name, "address": a.addr_spec} for a in header[field].addresses] if header[field] else []


def leaves():
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        yield {
            "type": part.get_content_type(),
            "name": part.get_filename(),
            "id": part["Content-ID"],
            "disposition": part.get_content_disposition(),
            "params": dict(part["Content-Type"].params) if part["Content-Type"] else {},
            "text": part.get_content() if part.get_content_maintype() == "text" else None,
            "sha256": hashlib.sha256(content).hexdigest(),
        }


json.dump(
    {
        "head": head,
        "fields": [[name, str(value)] for name, value in header.items()],
        "subject": header["Subject"],
        "from": mailboxes("From"),
        "to": mailboxes("To"),
        "cc": mailboxes("Cc"),
        "replyTo": mailboxes("Reply-To"),
        "sender": mailboxes("Sender"),
        "structure": [part.get_content_type() for part in message.walk()],
        "parts": list(leaves()),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    },
    sys.stdout,
)
