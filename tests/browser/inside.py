"""A browser before the product of this very test: what the page asks for is answered by Django's test client, in the test's own transaction.

Nothing is started and nothing is left behind, so that pages made by factories can be looked at in the time a click takes.
"""

from contextvars import copy_context
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

SITE = "http://testserver"
LOST = {"content-length", "set-cookie"}  # the client keeps the cookies


class Inside:
    """Serves a page's requests through the client; `answers` holds what was fetched beforehand, by path.

    The browser calls from a context of its own, where Django would open a second connection: `here` is the test's.
    """

    def __init__(self, client: Client) -> None:
        self.client, self.answers, self.offline, self.here = client, {}, False, copy_context()

    def attach(self, context) -> None:
        context.route("**/*", self._answer)

    def _answer(self, route) -> None:
        asked = route.request
        parts = urlsplit(asked.url)
        if self.offline:
            route.abort("internetdisconnected")
        elif parts.path.startswith("/static/"):
            route.fulfill(path=finders.find(parts.path.removeprefix("/static/")))
        else:
            self._fulfill(route, self.answers.pop(parts.path, None) or self.here.run(self._ask, asked, parts))

    def _ask(self, asked, parts):
        """Redirects are followed here: a browser would ask the network for them."""
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if asked.method == "GET":
            return self.client.get(address, follow=True)
        return self.client.generic(asked.method, address, asked.post_data_buffer or b"", asked.headers.get("content-type", ""), follow=True)

    @staticmethod
    def _fulfill(route, response) -> None:
        headers = {name: value for name, value in response.items() if name.lower() not in LOST}
        route.fulfill(status=response.status_code, headers=headers, body=response.content)
