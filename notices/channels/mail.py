"""E-mail by Django's backend. SMTP cannot be asked afterwards, so only what certainly was not taken is sent again."""

import hashlib
import smtplib
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notices.channels.message import Message, NotSent, Uncertain, Unreachable


class Mail:
    can_tell = False

    def is_configured(self) -> bool:
        return bool(settings.EMAIL_HOST)

    def send(self, message: Message) -> None:
        connection = get_connection(timeout=settings.GATEWAY_TIMEOUT)
        try:
            connection.open()
        except OSError as error:  # SMTPException is one
            raise Unreachable(f"连不上邮件服务器（{type(error).__name__}）") from error
        try:
            _letter(message, connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise NotSent("邮件服务器不收这个地址", for_good=any(code >= 500 for code in codes)) from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"邮件服务器拒收（{error.smtp_code}）") from error
        except OSError as error:
            raise Uncertain(f"邮件服务器没有回答（{type(error).__name__}）") from error
        finally:
            with suppress(OSError):  # what it has taken it has taken
                connection.close()

    def was_accepted(self, key: str) -> bool:
        raise Uncertain("邮件发出以后问不到结果")


def _letter(message: Message, connection) -> EmailMessage:
    body = "\n".join([message.title, *message.lines, "", f"请登录查看：{message.link}"])
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    identity = hashlib.sha256(message.key.encode()).hexdigest()[:32]  # the same at every attempt
    headers = {"Message-ID": f"<{identity}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(message.title.split()), body, settings.EMAIL_FROM, [message.to], headers=headers, connection=connection)
