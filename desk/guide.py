"""The guide of first steps: from an empty system to a working town. Every step is derived from the database. Reads only."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from common import clock
from constituents.models import Visit
from deputies.models import Mandate, Term
from deputies.resources import jobs as rosters
from desk.models import ClosedGuide
from enrolment.resources import jobs as accounts
from enrolment.rules.access import accounts_under
from jobs.models import Job
from opinions.workflow import STEP_ROLE
from stations.choices import STATION_ROLES, Role, UnitKind
from stations.models import Post, Regulation, RegulationDraft, Unit
from stations.rules.regulation import CHANNELS, STEPS

PLACES = (UnitKind.STATION, UnitKind.HOME)
NAMES_SHOWN = 3
WORKING = {*STATION_ROLES, Role.DEPARTMENT_CLERK}
OFFICE, ADMINISTRATOR = "人大办", "系统管理员"


@dataclass(frozen=True)
class Step:
    """One step: what is missing ("" when it is done), and the one place to go; `look`: where to see what is done.

    `turn` says whose it is when it is not the reader's.
    """

    number: int
    title: str
    what: str
    missing: str
    url: str
    verb: str
    turn: str = ""
    look: str = ""

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def link(self) -> tuple[str, str]:
        """(address, words) of the way there."""
        return (self.look, "查看或修改") if self.is_done and self.look else (self.url, self.verb)


class Guide:
    """The six steps for one post, of an office or an administrator, over all that lies below its unit."""

    def __init__(self, post: Post, user) -> None:
        self.unit, self.is_office, self.user = post.unit, post.role == Role.OFFICE, user

    def steps(self) -> Iterator[Step]:
        """In order, each looked up only when it is asked for."""
        makers: list[Callable[[], Step]] = [self._units, self._rules, self._roster, self._posts, self._slips, self._visit]
        return (maker() for maker in makers)

    def next(self) -> Step | None:
        """The first step that is not done and the reader's own to do; else the first that waits for somebody else."""
        return next_of(self.steps())

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.under(self.unit).open().only("pk", "kind", "name", "path", "parent_id").order_by("pk"))

    @cached_property
    def places(self) -> list[Unit]:
        return [unit for unit in self.units if unit.kind in PLACES]

    @cached_property
    def congresses(self) -> list[Unit]:
        """Those with stations or homes of their own: where the work is done."""
        parents = {place.parent_id for place in self.places}
        return [unit for unit in self.units if unit.pk in parents] or [self.unit]

    def _units(self) -> Step:
        missing = "" if self.places else "还没有联络站"
        if not missing and not any(unit.kind == UnitKind.DEPARTMENT for unit in self.units):
            missing = "还没有承办单位，意见交不出去"
        what = "把代表之家、联络站和承办单位建好。"
        return Step(1, "单位", what, missing, reverse("stations:unit", args=[self.congresses[0].pk]), "去建单位", look=reverse("stations:tree"))

    def _rules(self) -> Step:
        above = {pk for congress in self.congresses for pk in congress.ancestor_ids}
        known = set(Regulation.objects.chosen().filter(congress__in=above).order_by().values_list("congress", flat=True))
        without = [congress for congress in self.congresses if not known.intersection(congress.ancestor_ids)]
        what = "选一套与本地最接近的制度，看过要紧的几项就可以发布，以后随时能改。没选之前按系统给的办。"
        look = reverse("stations:regulation")
        if not self.is_office:
            return Step(2, "制度", what, _lacking(without, "还没有选定制度"), look, "看制度", OFFICE, look)
        draft = RegulationDraft.objects.filter(congress__in=without).order_by("congress__path").first() if without else None
        if draft:
            url = reverse("stations:regulation_publish", args=[draft.congress_id])
            return Step(2, "制度", what, "草稿已经存好，还没有发布", url, "去发布")
        url = reverse("stations:regulation_presets", args=[(without or self.congresses)[0].pk])
        return Step(2, "制度", what, _lacking(without, "还没有选定制度"), url, "去选制度", look=look)

    def _roster(self) -> Step:
        today = clock.today()
        running = Term.objects.filter(congress__in=self.congresses, starts_on__lte=today, ends_on__gte=today)
        terms = set(running.order_by().values_list("congress", flat=True))
        seated = set(Mandate.objects.filter(term__congress__in=terms).held_on(today).order_by().values_list("term__congress", flat=True).distinct())
        without = [congress for congress in self.congresses if congress.pk not in terms]
        missing, url, verb = _lacking(without, "还没有现任的一届"), reverse("deputies:term_new"), "去登记届次"
        if not missing:
            empty = [congress for congress in self.congresses if congress.pk not in seated]
            missing, url, verb = _lacking(empty, "还没有代表"), reverse("deputies:import"), "去导入名册"
        if missing and (running := self._running("名册", "deputies:import_preview", rosters.CHECK, rosters.WRITE)):
            missing, url, verb = *running, "看进度"
        what = "登记现任的一届、选区和小组，再把代表名册整份导入。"
        return Step(3, "代表名册", what, missing, url, verb, "" if self.is_office else OFFICE, reverse("deputies:list"))

    def _running(self, what: str, preview: str, check: str, write: str) -> tuple[str, str] | None:
        """(words, address) of a sheet of the reader's own that is being checked or written: a second one would do it twice."""
        job = Job.objects.visible_to(self.user).open().filter(kind__in=(check, write)).first()
        if job is None:
            return None
        verb, url = ("检查", reverse(preview, args=[job.pk])) if job.kind == check else ("写入", job.get_absolute_url())
        return f"{what}正在{verb}{f'，已处理 {job.done_text}' if job.total else ''}", url

    @cached_property
    def _held(self) -> dict[str, set[int]]:
        """The units, of these and above, where each role has somebody."""
        ids = {pk for unit in self.units for pk in unit.ancestor_ids}
        held: dict[str, set[int]] = {}
        for unit, role in Post.objects.filter(unit__in=ids).current().order_by().values_list("unit", "role"):
            held.setdefault(role, set()).add(unit)
        return held

    @cached_property
    def _asked(self) -> dict[int, tuple[set[Role], bool]]:
        """By congress with rules of its own: the roles that some channel's chain goes through, and whether four eyes are asked for."""
        above = {pk for unit in self.units for pk in unit.ancestor_ids}
        newest = Regulation.objects.filter(congress__in=above).newest().order_by().values_list("congress", "body__chains", "body__four_eyes")
        return {pk: ({STEP_ROLE[step] for channel in CHANNELS for step in chains.get(channel, STEPS)}, eyes) for pk, chains, eyes in newest}

    def _asked_at(self, unit: Unit) -> tuple[set[Role], bool]:
        nearest = next((pk for pk in reversed(unit.ancestor_ids) if pk in self._asked), None)
        return self._asked.get(nearest, (set(STEP_ROLE.values()), False))

    @cached_property
    def _idle(self) -> str:
        """Where nobody would take up what waits: stations where a role of the chain is held neither there nor above, departments without clerk."""
        held = self._held
        lacking: dict[tuple[Unit, ...], list[str]] = {}
        for role in STATION_ROLES:
            needing = (place for place in self.places if role == Role.LIAISON_OFFICER or role in self._asked_at(place)[0])
            without = tuple(place for place in needing if not held.get(role, set()).intersection(place.ancestor_ids))
            lacking.setdefault(without, []).append(role.label)
        parts = [_lacking(without, f"还没有{'和'.join(filter(None, ('、'.join(labels[:-1]), labels[-1])))}") for without, labels in lacking.items()]
        idle = [unit for unit in self.units if unit.kind == UnitKind.DEPARTMENT and unit.pk not in held.get(Role.DEPARTMENT_CLERK, set())]
        parts.append(_lacking(idle, "还没有经办人"))
        return "；".join(part for part in parts if part) or ("" if self.places else "先建好单位")

    @property
    def _least(self) -> str:
        """Which posts are needed at least, so that a case can go through its chain."""
        asked = [self._asked_at(congress) for congress in self.congresses]
        steps = [
            f"{role.label}（{STEPS[step]}）" for step, role in STEP_ROLE.items() if step != "screen" and any(role in roles for roles, _ in asked)
        ]
        where = self.congresses[0].name if len(self.congresses) == 1 else "乡镇人大"
        several = "前后两步须由不同的人办" if any(eyes for _, eyes in asked) else "一个人可以兼几个岗位"
        return f"至少要有：{'、'.join(['联络员（登记、初筛）', *steps])}，每个承办单位一位经办人。岗位排在{where}的，管它下面所有的站；{several}。"

    def _posts(self) -> Step:
        how = "账号由系统管理员用表格一次开好；已有账号的人，在单位页上安排。" if self.is_office else "用一张表格，账号和岗位一次办好。"
        url, verb = (reverse("stations:tree"), "去安排人员") if self.is_office else (reverse("enrolment:import"), "从表格开账号")
        turn = ADMINISTRATOR if self.is_office and not WORKING.intersection(self._held) else ""  # the office can place only who has an account
        missing = self._idle
        if missing and (running := self._running("账号表格", "enrolment:preview", accounts.CHECK, accounts.WRITE)):
            missing, url, verb = *running, "看进度"
        return Step(4, "岗位和账号", self._least + how, missing, url, verb, turn, reverse("stations:tree"))

    def _slips(self) -> Step:
        waiting = accounts_under(self.user, Unit.objects.filter(pk__in=[unit.pk for unit in self.units])).without_password().count()
        missing = f"有 {waiting} 个账号还没有密码" if waiting else "先排好岗位和账号" if self._idle else ""
        what = "给新账号打印一次性密码，裁成纸条，当面发给本人。"
        return Step(
            5,
            "密码条",
            what,
            missing,
            reverse("enrolment:slips"),
            "去打印密码条",
            ADMINISTRATOR if self.is_office else "",
            reverse("enrolment:slips"),
        )

    def _visit(self) -> Step:
        done = Visit.objects.filter(station__in=[place.pk for place in self.places]).exists()
        what = "联络员用密码条登录，换成自己的密码，登记第一次来访。从这里起，回执、日志、台账都自己生成。"
        return Step(6, "第一次登记", what, "" if done else "还没有登记过来访", reverse("desk:help_chapter", args=["visit"]), "看怎么登记", "联络员")


def next_of(steps: Iterable[Step]) -> Step | None:
    """See Guide.next. Looks no further than it must."""
    others = None
    for step in steps:
        if not step.is_done and not step.turn:
            return step
        others = others or (None if step.is_done else step)
    return others


def for_desk(post: Post, user) -> dict:
    """What the start page shows of it: nothing on a demonstration and once it is put away, else the next step (None: all done)."""
    if post.unit.is_demo or ClosedGuide.objects.filter(unit=post.unit_id).exists():
        return {}
    return {"guide": True, "guide_step": Guide(post, user).next()}


def _lacking(units: list[Unit], words: str) -> str:
    """「河湾村联络站、上塘村联络站等 6 个单位还没有联络员」; empty for none."""
    if not units:
        return ""
    names = "、".join(unit.name for unit in units[:NAMES_SHOWN])
    return f"{names}{f'等 {len(units)} 个单位' if len(units) > NAMES_SHOWN else ''}{words}"
