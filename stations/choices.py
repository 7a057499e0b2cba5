"""Choices of the organisation, with their Chinese labels."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    CONGRESS = "congress", "人大"
    HOME = "home", "代表之家"
    STATION = "station", "代表联络站"
    DEPARTMENT = "department", "承办单位"


class Level(TextChoices):
    """Levels of congresses, lowest first."""

    TOWN = "town", "乡镇"
    COUNTY = "county", "县级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATION = "nation", "全国"


class UnitSort(TextChoices):
    """What a unit is more exactly than its kind (A1): whom a station serves, which body a department is."""

    STREET = "street", "街道人大工委"
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"
    CONSTITUENCY = "constituency", "选区"
    ENTERPRISE = "enterprise", "企业"
    PARK = "park", "园区"
    TRADE = "trade", "行业"
    GOVERNMENT = "government", "政府部门"
    COMMITTEE = "committee", "村（居）委会"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    LEAD = "lead", "牵头责任单位"
    CONGRESS_OFFICE = "congress_office", "人大专工委、办事机构"


SORTS_OF = {
    UnitKind.CONGRESS: (UnitSort.STREET,),
    UnitKind.HOME: (),
    UnitKind.STATION: (
        UnitSort.VILLAGE,
        UnitSort.COMMUNITY,
        UnitSort.CONSTITUENCY,
        UnitSort.ENTERPRISE,
        UnitSort.PARK,
        UnitSort.TRADE,
    ),
    UnitKind.DEPARTMENT: (
        UnitSort.GOVERNMENT,
        UnitSort.COMMITTEE,
        UnitSort.COURT,
        UnitSort.PROCURATORATE,
        UnitSort.LEAD,
        UnitSort.CONGRESS_OFFICE,
    ),
}
NUMBERED = (UnitKind.STATION, UnitKind.HOME)  # whose cases carry a number of their own


class Role(TextChoices):
    LIAISON_OFFICER = "liaison_officer", "联络员"
    DEPUTY_HEAD = "deputy_head", "副站长"
    HEAD = "head", "站长"
    OFFICE = "office", "人大办工作人员"
    DEPARTMENT_CLERK = "department_clerk", "承办单位经办人"
    ADMINISTRATOR = "administrator", "系统管理员"


class Holder(TextChoices):
    """Two people for one post, so that the work goes on when one is away (TZ art. 2: AB岗)."""

    A = "a", "A岗"
    B = "b", "B岗"


STATION_ROLES = (Role.LIAISON_OFFICER, Role.DEPUTY_HEAD, Role.HEAD)


class FacilityState(TextChoices):
    """Of one item of a facility checklist; an item that nobody filled in has no row."""

    DONE = "done", "已做到"
    FIXING = "fixing", "正在补"
    MISSING = "missing", "没做到"


class PlanSort(TextChoices):
    """What a line of a yearly plan is about (TZ art. 2(二): 学习、调研、研讨、联系选民; YH 三(一))."""

    STUDY = "study", "学习培训"
    RESEARCH = "research", "视察调研"
    MEETING = "meeting", "座谈研讨"
    CONTACT = "contact", "联系群众"
    REPORT = "report", "代表述职"
    OTHER = "other", "其他"


class NumberKind(TextChoices):
    OPINION = "opinion", "意见"
    VISIT = "visit", "来访"
    APPOINTMENT = "booking", "预约"
