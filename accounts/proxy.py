"""Whose address a request comes from when nginx stands in front: log-in locks count by it."""

from ipaddress import ip_address

from django.conf import settings


class ClientAddressMiddleware:
    """Believes X-Forwarded-For, its last entry only, when the request was handed over by one of TRUSTED_PROXIES."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if _is_address(named):
                request.META["REMOTE_ADDR"] = named
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
