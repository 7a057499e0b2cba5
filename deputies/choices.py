"""Choices of deputies and their duty records."""

from django.db.models import TextChoices


class Gender(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class DutyKind(TextChoices):
    """What counts in the annual statistics (代表年度履职情况统计表), in the order of its columns."""

    OPINION = "opinion", "收到意见"
    SUGGESTION = "suggestion", "提出建议"
    CONGRESS_SESSION = "congress_session", "出席人代会"
    OTHER_MEETING = "other_meeting", "参加其他会议"
    BILL = "bill", "提出议案"
    INSPECTION = "inspection", "视察"
    RESEARCH = "research", "调研"
    TRAINING = "training", "学习培训"
    GROUP_ACTIVITY = "group_activity", "小组活动"
    RECEPTION = "reception", "接待选民"
    CONTACT = "contact", "联系走访"
    REPORT_TO_VOTERS = "report_to_voters", "述职"
    SERVICE = "service", "为民办事"


class DutySource(TextChoices):
    """Where a duty record came from: nobody types it twice."""

    RECEPTION = "reception", "接待登记"
    OPINION = "opinion", "意见登记"
    ENTERED = "entered", "补录"
