"""Robots of group chats: a webhook takes JSON. They cannot be asked afterwards, and a group reads them: never more than a kind and a link."""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

from django.conf import settings

from common import clock
from notices.channels.message import Message, NotSent, Uncertain
from notices.channels.web import exchange, refuse_by_status


class Robot:
    """What the three have in common: one address with a secret in it, one text, one number in the answer (0: taken)."""

    can_tell = False
    name = ""

    def is_configured(self) -> bool:
        return bool(settings.ROBOTS[self.name]["url"])

    def send(self, message: Message) -> None:
        given = settings.ROBOTS[self.name]
        url, body = self.request(given["url"], given["secret"], f"提醒：{message.title}，请登录查看 {message.link}")
        status, answer = exchange("POST", url, body)
        refuse_by_status(status)
        code = self.code(answer)
        if code is None:
            raise Uncertain("群机器人答非所问")
        if code != 0:
            raise NotSent(f"群机器人拒收（{code}）")

    def was_accepted(self, key: str) -> bool:
        raise Uncertain("群机器人发出以后问不到结果")

    def request(self, url: str, secret: str, text: str) -> tuple[str, dict]:
        return url, {"msgtype": "text", "text": {"content": text}}

    def code(self, answer: dict) -> int | None:
        return answer.get("errcode")


class WeCom(Robot):
    name = "wecom"


class DingTalk(Robot):
    """With a secret (加签) the address carries milliseconds and their signature."""

    name = "dingtalk"

    def request(self, url: str, secret: str, text: str) -> tuple[str, dict]:
        if secret:
            stamp = str(int(clock.now().timestamp() * 1000))
            sign = base64.b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)).decode()
            url = f"{url}&timestamp={stamp}&sign={quote_plus(sign)}"
        return super().request(url, secret, text)


class Feishu(Robot):
    """With a secret (签名校验) the body carries seconds and the signature of nothing by both together."""

    name = "feishu"

    def request(self, url: str, secret: str, text: str) -> tuple[str, dict]:
        body: dict = {"msg_type": "text", "content": {"text": text}}
        if secret:
            stamp = str(int(clock.now().timestamp()))
            body |= {"timestamp": stamp, "sign": base64.b64encode(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256)).decode()}
        return url, body

    def code(self, answer: dict) -> int | None:
        return answer.get("code", answer.get("StatusCode"))
