"""A gateway on this machine: SMS by id, group robots; refuses some, takes some and hangs up before it answers."""

import json
import random
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class Gateway:
    """`delivered` holds every message taken, in order, also one of an id that was taken before; shares are of 1."""

    def __init__(self, refuse: float = 0, cut: float = 0, seed: int = 1, *, knows_ids: bool = False, seconds: float = 0) -> None:
        self.refuse, self.cut, self.knows_ids, self.seconds = refuse, cut, knows_ids, seconds
        self.again = 0  # how often an id came that was taken before, where the gateway knows its ids
        self.delivered: list[tuple[str, dict]] = []
        self.asked: list[str] = []
        self.is_dumb = False  # answers no question
        self._lock, self._random = threading.Lock(), random.Random(seed)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def luck(self) -> float:
        with self._lock:
            return self._random.random()

    def take(self, path: str, body: dict) -> bool:
        """False for an id that a gateway which knows its ids has already."""
        with self._lock:
            if self.knows_ids and body.get("id") in self.ids:
                self.again += 1
                return False
            self.delivered.append((path, body))
            return True

    @property
    def ids(self) -> list[str]:
        return [body["id"] for _, body in self.delivered if "id" in body]

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if gateway.luck() < gateway.refuse:
                return self._answer(429, {"errcode": 45009, "code": 45009})
            if not gateway.take(self.path, body):
                return self._answer(409, {})
            time.sleep(gateway.seconds)
            if gateway.luck() < gateway.cut:
                return self.close_connection  # nothing said: the client sees the line cut
            return self._answer(200, {"errcode": 0, "code": 0})

        def do_GET(self):
            key = unquote(urlsplit(self.path).path.rpartition("/")[2])
            gateway.asked.append(key)
            self._answer(503 if gateway.is_dumb else 200 if key in gateway.ids else 404, {})

        def _answer(self, status: int, body: dict) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            with suppress(ConnectionError):  # whoever asked was killed
                self.wfile.write(text)

        def log_message(self, *_):
            pass

    return Handler
