"""Choices of deputies and their duty records."""

from django.db.models import TextChoices


class Gender(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Election(TextChoices):
    """How a seat was won (选举法): with all others, or later for one that had fallen vacant."""

    GENERAL = "general", "换届选举"
    BY_ELECTION = "by_election", "补选"


class EndReason(TextChoices):
    """Why a seat ends: 代表法 62 in its order, then death and the end of the term."""

    MOVED = "moved", "迁出或者调离本行政区域"
    RESIGNED = "resigned", "辞职被接受"
    ABSENT = "absent", "未经批准两次不出席本级人民代表大会会议"
    RECALLED = "recalled", "被罢免"
    NATIONALITY = "nationality", "丧失中华人民共和国国籍"
    DEPRIVED = "deprived", "被剥夺政治权利"
    INCAPABLE = "incapable", "丧失行为能力"
    DIED = "died", "去世"
    TERM_OVER = "term_over", "本届任期届满"


class SuspensionCause(TextChoices):
    """Why a deputy's functions are suspended (代表法 61)."""

    DETAINED = "detained", "因刑事案件被羁押，正在受侦查、起诉、审判"
    SERVING = "serving", "被判处管制、拘役或者有期徒刑而没有附加剥夺政治权利，正在服刑"


class GapKind(TextChoices):
    """What is not covered (A4; TZ art. 5(一)), in the order of the page: first whom nobody speaks for, then deputies without a place."""

    NO_TERM = "no_term", "没有现任的届次"
    EMPTY_CONSTITUENCY = "empty_constituency", "没有代表的选区"
    EMPTY_STATION = "empty_station", "没有代表联系的站"
    EMPTY_HOME = "empty_home", "没有代表联系的家"
    UNPLACED_STATION = "unplaced_station", "不属于任何选区的站"
    BARE_CONSTITUENCY = "bare_constituency", "没有写包括哪些站的选区"
    NO_STATION = "no_station", "没有联系站（家）的代表"
    MISLINKED = "mislinked", "联系的站（家）不合规定"
    NO_CONSTITUENCY = "no_constituency", "没有写选区的代表"
    NO_GROUP = "no_group", "没有编组的代表"
    NO_LEADER = "no_leader", "没有组长的小组"


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


FROM_A_REGISTER = (DutyKind.OPINION, DutyKind.RECEPTION)  # they arise by themselves: nobody enters them a second time


class EntryState(TextChoices):
    """Where an entered duty stands; only a confirmed one is in the ledger."""

    WAITING = "waiting", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "没有确认"
    WITHDRAWN = "withdrawn", "已撤回"


class CorrectionOutcome(TextChoices):
    """What came of a deputy's request to put the own data right."""

    CORRECTED = "corrected", "已更正"
    KEPT = "kept", "没有更正"


class DutySource(TextChoices):
    """Where a duty record came from: nobody types it twice."""

    RECEPTION = "reception", "接待登记"
    VISIT = "visit", "走访登记"
    OPINION = "opinion", "意见登记"
    LETTER = "letter", "信箱来信"
    HOUSEHOLD = "household", "联系户"
    ACTIVITY = "activity", "联系活动"
    HOME_DAY = "home_day", "代表之家活动日"
    ENTERED = "entered", "补录"
