import pytest
from django.test import RequestFactory

from accounts.proxy import ClientAddressMiddleware


def seen_address(remote: str, forwarded: str | None) -> str:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    return ClientAddressMiddleware(lambda request: request.META["REMOTE_ADDR"])(request)


@pytest.mark.parametrize(
    ("remote", "forwarded", "seen"),
    [
        ("127.0.0.1", "10.0.0.8", "10.0.0.8"),
        ("127.0.0.1", "6.6.6.6, 10.0.0.8", "10.0.0.8"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "somebody", "127.0.0.1"),
        ("10.0.0.9", "10.0.0.8", "10.0.0.9"),
    ],
)
def test_only_a_trusted_proxy_is_believed(remote, forwarded, seen):
    assert seen_address(remote, forwarded) == seen
