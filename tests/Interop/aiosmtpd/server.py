"""aiosmtpd on four loopback ports, delivering into a Maildir.

usage: server.py MAILDIR CERTS SMTP_PORT SMTPS_PORT SUBMISSION_PORT LMTP_PORT
"""

import asyncio
import os
import ssl
import sys
import uuid

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult

MAXIMUM_SIZE = 100 * 1024 * 1024


class MaildirHandler:
    """Keeps each message as it came, once for each recipient, under two trace headers that tell the envelope."""

    def __init__(self, folder):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope):
        for recipient in envelope.rcpt_tos:
            name = uuid.uuid4().hex
            temporary = os.path.join(self.folder, "tmp", name)
            trace = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {recipient}\r\n"
            if session.authenticated:
                trace += f"X-Authenticated: {session.auth_data.decode()}\r\n"
            with open(temporary, "wb") as file:
                file.write(trace.encode("utf-8"))
                file.write(envelope.content)
            os.rename(temporary, os.path.join(self.folder, "new", name))
        return "250 2.0.0 Kept as " + name


def authenticate(server, session, envelope, mechanism, data):
    if data.login == b"user" and data.password == b"secret":
        return AuthResult(success=True, auth_data=data.login)
    return AuthResult(success=False, handled=False)


async def main():
    folder, certificates, *ports = sys.argv[1:]
    smtp_port, smtps_port, submission_port, lmtp_port, plain_port = (int(port) for port in ports)
    handler = MaildirHandler(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(os.path.join(certificates, "cert.pem"), os.path.join(certificates, "key.pem"))
    common = dict(hostname="mx.example.test", data_size_limit=MAXIMUM_SIZE, enable_SMTPUTF8=True)

    def smtp(**options):
        return lambda: SMTP(handler, authenticator=authenticate, **common, **options)

    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(smtp(tls_context=tls), "127.0.0.1", smtp_port),
        await loop.create_server(smtp(auth_require_tls=False), "127.0.0.1", smtps_port, ssl=tls),
        await loop.create_server(
            smtp(tls_context=tls, require_starttls=True, auth_required=True), "127.0.0.1", submission_port
        ),
        await loop.create_server(lambda: LMTP(handler, **common), "127.0.0.1", lmtp_port),
        await loop.create_server(smtp(), "127.0.0.1", plain_port),
    ]
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
