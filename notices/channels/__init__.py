"""Ways out of the house: e-mail, SMS, group robots. Each is small and knows nothing of rows."""

from notices.channels.mail import Mail
from notices.channels.message import Message, NotSent, Uncertain, Unreachable, Way
from notices.channels.robots import DingTalk, Feishu, WeCom
from notices.channels.sms import Sms
from notices.choices import Channel

__all__ = ["WAYS", "Message", "NotSent", "Uncertain", "Unreachable", "Way", "configured"]

WAYS: dict[str, Way] = {
    Channel.MAIL: Mail(),
    Channel.SMS: Sms(),
    Channel.WECOM: WeCom(),
    Channel.DINGTALK: DingTalk(),
    Channel.FEISHU: Feishu(),
}


def configured() -> list[str]:
    """The channels that this installation can use."""
    return [channel for channel, way in WAYS.items() if way.is_configured()]
