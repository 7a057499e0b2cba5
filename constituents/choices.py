"""Choices of visits."""

from django.db.models import TextChoices


class Way(TextChoices):
    """How somebody came (B4)."""

    WALK_IN = "walk_in", "来访"
    PHONE = "phone", "来电"
    APPOINTMENT = "appointment", "预约"
    HOME_VISIT = "home_visit", "走访"
    LETTER = "letter", "来信"
    BOX = "box", "代表信箱"
    HOTLINE = "hotline", "热线"
    EMAIL = "email", "电子邮件"
    ONLINE = "online", "网上"
    MEETING = "meeting", "座谈会"
    QUESTIONNAIRE = "survey", "问卷"
    SPOKESPERSON = "spokesperson", "选民代言员"
    ACTIVITY = "activity", "联系活动"


RECEIVED = (Way.WALK_IN, Way.APPOINTMENT)  # somebody came to the station: by the others no deputy was there
FROM_AN_OCCASION = {
    Way.BOX: "请写明是哪个信箱。",
    Way.MEETING: "请写明是哪次座谈会。",
    Way.QUESTIONNAIRE: "请写明是哪次问卷。",
    Way.SPOKESPERSON: "请写明是哪位代言员报来的。",
    Way.ACTIVITY: "请写明是哪次活动。",
}


class PlanState(TextChoices):
    """Of a station's plan of reception days."""

    DRAFT = "draft", "待审核"
    APPROVED = "approved", "已审核"
    PUBLISHED = "published", "已公布"


class OfferState(TextChoices):
    """Of a duty that a deputy wants somebody else to take."""

    OPEN = "open", "等答复"
    ACCEPTED = "accepted", "已有人接"
    DECLINED = "declined", "没有接"
    WITHDRAWN = "withdrawn", "已收回"


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


class Absence(TextChoices):
    """Why a deputy who was expected on a reception day did not come."""

    LEAVE = "leave", "请假"
    OFFICIAL = "official", "公务"
    MISSING = "missing", "未到"
    REPLACED = "replaced", "由他人代替"


class LetterOutcome(TextChoices):
    """What became of a letter from a box (XM 三: the deputy answers, passes on, follows up). The first three wait for somebody."""

    WAITING = "waiting", "以后处理"
    DEPUTY = "deputy", "交给代表处理"
    LIAISON = "liaison", "交给代表组联络员处理"
    REFERRED = "referred", "转交办理"
    ANSWERED = "answered", "已答复"
    LEGAL_WAY = "legal_way", "告知法定途径"
    KEPT = "kept", "阅存"


LETTERS_WAITING = (LetterOutcome.WAITING, LetterOutcome.DEPUTY, LetterOutcome.LIAISON)
LETTERS_HANDLED = (LetterOutcome.ANSWERED, LetterOutcome.LEGAL_WAY)  # by the deputy in person; a referred one counts as an opinion


class AppointmentState(TextChoices):
    BOOKED = "booked", "已预约"
    CAME = "came", "来了"
    MISSED = "missed", "没来"
    CANCELLED = "cancelled", "已取消"


class ContactWay(TextChoices):
    """How a deputy was in contact with a linked household (YH 三(三))."""

    AT_HOME = "at_home", "上门走访"
    AT_STATION = "at_station", "到站见面"
    TALK = "talk", "座谈"
    PHONE = "phone", "电话联系"


FACE_TO_FACE = (ContactWay.AT_HOME, ContactWay.AT_STATION, ContactWay.TALK)  # 见面: a call is a contact, but no meeting


class HomeDayKind(TextChoices):
    """What a home day is held as (TZ art. 5(三): symposium or study)."""

    SYMPOSIUM = "symposium", "座谈"
    STUDY = "study", "学习"
    OTHER = "other", "其他"


class HomeDayMark(TextChoices):
    """Whether a deputy came to a home day."""

    OPEN = "", "还没登记"
    CAME = "came", "到了"
    ABSENT = "absent", "没来"
