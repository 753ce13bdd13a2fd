"""A server that writes down each message that it takes before it says so: what it took is told exactly, whenever it is killed.

usage: server.py FILE PORT [KEYWORD...]

FILE gets a line for each message: recipient, subject, octets. KEYWORDs are what EHLO offers.
"""

import asyncio
import os
import re
import sys

SUBJECT = re.compile(rb"^Subject: (.*)\r$", re.MULTILINE)


class Connection(asyncio.Protocol):
    def __init__(self, record, keywords):
        self.record = record
        self.greeting = ["recorder.example", *keywords]
        self.buffer = b""
        self.replies = []
        self.start_message()
        self.step = self.command
        self.missing = 0
        self.is_last = False

    def connection_made(self, transport):
        self.transport = transport
        self.say("220 recorder.example ESMTP")
        self.flush()

    def data_received(self, data):
        self.buffer += data
        while self.step():
            pass
        self.flush()

    def start_message(self):
        self.recipients = []
        self.content = b""

    def command(self):
        line, end, rest = self.buffer.partition(b"\r\n")
        if not end:
            return False
        self.buffer = rest
        verb = line[:4].upper()
        if verb == b"EHLO":
            lines = self.greeting
            self.say("\r\n".join(("250-" if i + 1 < len(lines) else "250 ") + one for i, one in enumerate(lines)))
        elif verb == b"RCPT":
            self.recipients.append(line[line.index(b"<") + 1 : line.index(b">")].decode())
            self.say("250 2.1.5 Ok")
        elif verb == b"DATA":
            self.say("354 Go on")
            self.step = self.data
        elif verb == b"BDAT":
            _, size, *last = line.split()
            self.missing, self.is_last = int(size), bool(last)
            self.step = self.chunk
        elif verb == b"QUIT":
            self.say("221 2.0.0 Bye")
            self.flush()
            self.transport.close()
            return False
        else:
            if verb == b"RSET":
                self.start_message()
            self.say("250 2.0.0 Ok")
        return True

    def data(self):
        # The end may be the first line (RFC 5321 4.1.1.4: its first CRLF is that of DATA).
        content, end, rest = (b"\r\n" + self.buffer).partition(b"\r\n.\r\n")
        if not end:
            return False
        self.content, self.buffer = content[2:] + b"\r\n", rest
        self.take()
        return True

    def chunk(self):
        if len(self.buffer) < self.missing:
            return False
        self.content += self.buffer[: self.missing]
        self.buffer = self.buffer[self.missing :]
        if self.is_last:
            self.take()
        else:
            self.say("250 2.0.0 Ok")
            self.step = self.command
        return True

    def take(self):
        subject = SUBJECT.search(self.content)
        for recipient in self.recipients:
            # The system has it from here on, and keeps it when this process is killed.
            os.write(self.record, f"{recipient} {subject[1].decode() if subject else ''} {len(self.content)}\n".encode())
        self.say("250 2.0.0 Taken")
        self.start_message()
        self.step = self.command

    def say(self, reply):
        self.replies.append(reply + "\r\n")

    def flush(self):
        if self.replies:
            self.transport.write("".join(self.replies).encode())
            self.replies.clear()


async def main():
    path, port, *keywords = sys.argv[1:]
    record = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(record, keywords), "127.0.0.1", int(port))
    await server.serve_forever()


asyncio.run(main())
