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


class NumberKind(TextChoices):
    OPINION = "opinion", "意见"
    VISIT = "visit", "来访"
