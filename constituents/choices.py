"""Choices of visits."""

from django.db.models import TextChoices


class Way(TextChoices):
    """How somebody came (B4)."""

    WALK_IN = "walk_in", "来访"
    PHONE = "phone", "来电"
    APPOINTMENT = "appointment", "预约"
    HOME_VISIT = "home_visit", "走访"


class Outcome(TextChoices):
    """What became of one matter at the visit (TZ art. 5(二)三, LZ 五(二)3)."""

    ANSWERED = "answered", "当场答复"
    REFERRED = "referred", "转交办理"
    LEGAL_WAY = "legal_way", "告知法定途径"


class LegalWay(TextChoices):
    """Where matters go that are not for the station (TZ art. 5(二))."""

    LAWSUIT = "lawsuit", "诉讼"
    RECONSIDERATION = "reconsideration", "行政复议"
    ARBITRATION = "arbitration", "仲裁"
    PETITION = "petition", "信访"
    APPEAL = "appeal", "申诉"
    ACCUSATION = "accusation", "检举控告"
