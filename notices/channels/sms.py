"""SMS by a gateway of two addresses: POST {SMS_GATEWAY}/messages and GET {SMS_GATEWAY}/messages/{id} (docs/operations.md)."""

from urllib.parse import quote

from django.conf import settings

from notices.channels.message import Message, Uncertain
from notices.channels.web import exchange, refuse_by_status


class Sms:
    """The gateway knows every message by the id that we give it: sent again it is the same message, and it can be asked for."""

    can_tell = True

    def is_configured(self) -> bool:
        return bool(settings.SMS_GATEWAY)

    def send(self, message: Message) -> None:
        body = {"id": message.key, "to": message.to, "text": f"{message.title}。请登录查看：{message.link}"}
        status, _ = exchange("POST", f"{settings.SMS_GATEWAY}/messages", body, self._headers() | {"Idempotency-Key": quote(message.key, safe="")})
        if status != 409:  # «I have this id already» is an acceptance
            refuse_by_status(status)

    def was_accepted(self, key: str) -> bool:
        status, _ = exchange("GET", f"{settings.SMS_GATEWAY}/messages/{quote(key, safe='')}", None, self._headers())
        if status not in {200, 404}:
            raise Uncertain(f"短信网关答非所问（HTTP {status}）")
        return status == 200

    def _headers(self) -> dict:
        return {"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {}
