"""An SMTP server over implicit TLS that closes its connections without close_notify (RFC 8446 6.1).

usage: unclosed.py PORT PEM
"""

import socketserver
import ssl
import sys

PORT, PEM = int(sys.argv[1]), sys.argv[2]
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
TLS.load_cert_chain(PEM)


class Session(socketserver.StreamRequestHandler):
    def setup(self):
        self.request = TLS.wrap_socket(self.request, server_side=True)
        super().setup()

    def say(self, text):
        self.wfile.write(text.encode("ascii") + b"\r\n")

    def handle(self):
        self.say("220 mx.example.test ESMTP")
        for line in self.rfile:
            verb = line.strip().upper()
            if verb.startswith(b"EHLO"):
                self.say("250-mx.example.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES")
            elif verb == b"QUIT":
                self.say("221 2.0.0 Bye")
                return
            else:
                self.say("502 5.5.1 Not known here")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that gives up in the handshake is no fault of this server's."""


with Server(("127.0.0.1", PORT), Session) as server:
    server.serve_forever()
