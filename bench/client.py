"""One browser: cookies, the CSRF token, a connection that is used again where the server keeps it open."""

import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
EMPTY = "bench/empty"  # the address of the view that does nothing
IDLE = 1.0  # seconds


class Browser:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: SimpleCookie = SimpleCookie()
        self.place = ""
        self.used = time.perf_counter()

    def get(self, address: str) -> tuple[float, str]:
        """Milliseconds and page."""
        return self._ask("GET", address, None, 200)

    def post(self, address: str, fields: dict, status: int = 302) -> float:
        return self._ask("POST", address, urlencode(fields, doseq=True), status)[0]

    def login(self, username: str, password: str) -> None:
        token = self.token("/accounts/login/")
        self.post("/accounts/login/", {"username": username, "password": password, "csrfmiddlewaretoken": token})

    def token(self, address: str) -> str:
        return TOKEN.search(self.get(address)[1])[1]

    def _ask(self, method: str, address: str, body: str | None, status: int) -> tuple[float, str]:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.perf_counter() - self.used > IDLE:  # the server gives up a connection that is not used for two seconds
            self.connection.close()
            self.connection.connect()
        began = time.perf_counter()
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        page = answer.read()
        self.used = time.perf_counter()
        spent = (self.used - began) * 1000
        if answer.status != status:
            raise RuntimeError(f"{method} {address}: {answer.status}, wanted {status}")
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        self.place = answer.headers.get("Location", "")
        return spent, page.decode()
