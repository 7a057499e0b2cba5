"""A mail server on this machine, just enough SMTP; with `cuts` it takes a letter and hangs up before it says so."""

import socketserver
import threading
from contextlib import contextmanager


class PostOffice(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, *, cuts: bool = False, refuses: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.cuts, self.refuses, self.letters = cuts, refuses, []

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class _Counter(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "QUIT":
                return self._say("221 bye")
            if word == "RCPT" and self.server.refuses:
                self._say("550 nobody here of that name")
            elif word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
                if self.server.cuts:
                    return None
                self._say("250 taken")
            else:
                self._say("250 ok")
        return None

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
