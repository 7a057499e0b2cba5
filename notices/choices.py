"""Choices of reminders, with their Chinese labels."""

from django.db.models import TextChoices


class ReminderState(TextChoices):
    DUE = "due", "待发"
    FOLDED = "folded", "并入汇总"
    SENT = "sent", "已发"
    DROPPED = "dropped", "已过时"
    FAILED = "failed", "没发出"


class Channel(TextChoices):
    APP = "app", "站内消息"
    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信"
    WECOM = "wecom", "企业微信群"
    DINGTALK = "dingtalk", "钉钉群"
    FEISHU = "feishu", "飞书群"


ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)  # each speaks to one group, not to a person
OUTSIDE = (Channel.MAIL, Channel.SMS, *ROBOTS)
