"""Choices of the case, with their Chinese labels."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an opinion stands; the arrows between states are in opinions.workflow."""

    SCREENING = "screening", "待初筛"
    AUDITING = "auditing", "待审核"
    APPROVING = "approving", "待审批"
    REFERRING = "referring", "待交办"
    ABOVE = "above", "待上级处理"
    HANDLING = "handling", "办理中"
    FEEDBACK = "feedback", "待反馈"
    MERGED = "merged", "已并案"
    CLOSED = "closed", "已办结"
    VOIDED = "voided", "已作废"


OPEN_STATES = tuple(state for state in State if state not in {State.MERGED, State.CLOSED, State.VOIDED})


class Channel(TextChoices):
    """How the opinion reached the station (B4, C1)."""

    VISIT = "visit", "来访"
    PHONE = "phone", "来电"
    BOX = "box", "代表信箱"
    LETTER = "letter", "来信"
    HOTLINE = "hotline", "热线"
    ONLINE = "online", "网上"
    HOME_VISIT = "home_visit", "走访"
    MEETING = "meeting", "座谈会"
    QUESTIONNAIRE = "survey", "问卷"
    SPOKESPERSON = "spokesperson", "选民代言员"
    ACTIVITY = "activity", "联系活动"


class Handling(TextChoices):
    """How an opinion is handled (C2; TZ art. 5(二))."""

    REFERRED = "referred", "分级办理"
    EXPLAINED = "explained", "解释说明"
    SESSION = "session", "会议期间提出"
    PROPOSAL = "proposal", "拟提议案、建议"
    TOPIC = "topic", "专题征集"
    LEGAL_WAY = "legal_way", "告知法定途径"


class Outcome(TextChoices):
    """What an answer says of the matter itself, beside its class (答复单: 已落实事项、计划落实事项、未采纳理由)."""

    DONE = "done", "已办成"
    PLANNED = "planned", "已列入计划"
    REFUSED = "refused", "未采纳"


class PromiseState(TextChoices):
    """What became of a promised date; empty: none was promised."""

    WAITING = "waiting", "还没有落实"
    KEPT = "kept", "落实了"
    BROKEN = "broken", "落实不了"


class PublicationState(TextChoices):
    DRAFT = "draft", "拟稿"
    REVIEW = "review", "待审查"
    PUBLIC = "public", "已公布"
    WITHDRAWN = "withdrawn", "已撤下"


class Urgency(TextChoices):
    ORDINARY = "ordinary", "一般"
    URGENT = "urgent", "紧急"


class ReferralRole(TextChoices):
    LEAD = "lead", "主办"
    ASSIST = "assist", "协办"


class ReferralState(TextChoices):
    SENT = "sent", "待受理"
    ACCEPTED = "accepted", "办理中"
    REPLIED = "replied", "已答复"
    DECLINED = "declined", "不属本单位"
    WITHDRAWN = "withdrawn", "已撤回"
    REASSIGNED = "reassigned", "已改派"


LEFT_REFERRAL = (ReferralState.DECLINED, ReferralState.WITHDRAWN, ReferralState.REASSIGNED)  # the department has nothing more to do with it


class FeedbackWay(TextChoices):
    IN_PERSON = "in_person", "上门"
    PHONE = "phone", "电话"
    MEETING = "meeting", "座谈"
    MESSAGE = "message", "短信"
    OTHER = "other", "其他"


class Rating(TextChoices):
    """The person's own rating; the last two stay out of the rate."""

    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"
    NO_WORD = "no_word", "未表态"
    NOT_REACHED = "not_reached", "未联系上"
