"""What a sheet of accounts would write. Nobody is guessed: where two people could be meant, the line says what to add."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from accounts.models import User
from common.tables import Fault, Line
from deputies.models import Deputy
from enrolment.rules.cells import DEPUTY, HOLDER, NAME, PHONE, ROLE, UNIT, USERNAME, Entry, read_line
from enrolment.rules.known import Known
from stations.choices import Role
from stations.models import Unit


@dataclass(eq=False)
class Person:
    """Somebody of the sheet: a known account, or one to open (its username empty until it is made)."""

    name: str
    username: str = ""
    user: User | None = None
    is_made_up: bool = False


@dataclass
class NewPost:
    person: Person
    unit: Unit
    role: str
    holder: str


@dataclass
class Plan:
    """What all lines come to, and every fault."""

    people: list[Person] = field(default_factory=list)
    posts: list[NewPost] = field(default_factory=list)
    seats: list[tuple[Deputy, Person]] = field(default_factory=list)
    rows: list[tuple[Person, Unit, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0

    @property
    def figures(self) -> dict[str, int]:
        made = sum(person.is_made_up for person in self.people)
        return {"accounts": len(self.people), "posts": len(self.posts), "seats": len(self.seats), "same": self.same, "made_up": made}


def plan_accounts(actor, lines: list[Line], progress: Callable[[int, int], None] = lambda done, total: None) -> Plan:
    """Read every line; the plan is good for writing only without faults."""
    plan, entries, wrong = Plan(), [], {}
    for number, line in enumerate(lines):
        try:
            entries.append((number, read_line(line)))
        except ValidationError as error:
            wrong[number] = error
    planner = Planner(plan, Known(actor, [entry for _, entry in entries]), [entry for _, entry in entries])
    for done, (number, entry) in enumerate(entries, 1):
        try:
            planner.add(entry)
        except ValidationError as error:
            wrong[number] = error
        progress(done, len(entries))
    plan.faults = [fault for number in sorted(wrong) for fault in _faults(lines[number], wrong[number])]
    name_people(plan.people, planner.known.taken | {entry.username.lower() for _, entry in entries})
    return plan


def _faults(line: Line, error: ValidationError) -> list[Fault]:
    return [line.fault(column, f"{column}：{words}") for column, messages in error.message_dict.items() for words in messages]


def name_people(people: Iterable[Person], taken: set[str]) -> None:
    """Give those without a username their name in pinyin, with a number where somebody has it: 张伟 → zhangwei, zhangwei2."""
    from pypinyin import lazy_pinyin  # its tables take 56 MiB: only where names are saved

    for person in people:
        if not person.username:
            base = "".join(letter for letter in "".join(lazy_pinyin(person.name)).lower() if letter.isascii() and letter.isalnum()) or "user"
            username, number = base, 2
            while username in taken:
                username, number = f"{base}{number}", number + 1
            person.username, person.is_made_up = username, True
            taken.add(username)


class Planner:
    """Takes the entries one by one into the plan."""

    def __init__(self, plan: Plan, known: Known, entries: list[Entry]) -> None:
        self.plan, self.known = plan, known
        self.namesakes: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self.namesakes[entry.name].append(entry)
        self.people: dict[tuple, Person] = {}
        self.taken: dict[tuple, Line] = {}

    def add(self, entry: Entry) -> None:
        """Raises ValidationError keyed by column."""
        unit = _keyed(UNIT, self.known.unit, entry.unit)
        if entry.role == DEPUTY:
            self._add_deputy(entry, unit)
        else:
            self._add_post(entry, unit)

    def _add_post(self, entry: Entry, unit: Unit) -> None:
        if entry.role not in self.known.roles_at(unit):
            told = "、".join(Role(role).label for role in self.known.roles_at(unit))
            raise ValidationError({ROLE: f"{unit.get_kind_display()}可以安排：{told}，没有「{Role(entry.role).label}」，请改岗位或单位。"})
        person = self._person(entry, self._holding(entry, unit))
        self._once((id(person), unit.pk, entry.role), entry)
        held = self.known.posts.get((person.user and person.user.pk, unit.pk, entry.role))
        if held:
            if entry.holder and entry.holder != held.holder:
                raise ValidationError({HOLDER: f"{person.name}已在这个岗位上，A/B 岗请在「组织」里修改，这一格留空。"})
            self.plan.same += 1
        else:
            self._take_holder(entry, unit, person)
            self.plan.posts.append(NewPost(person, unit, entry.role, entry.holder))
        self.plan.rows.append((person, unit, Role(entry.role).label))

    def _add_deputy(self, entry: Entry, unit: Unit) -> None:
        deputy = self._deputy(entry, unit)
        person = self._person(entry, deputy.user)
        self._once(("deputy", deputy.pk), entry)
        if deputy.user_id and deputy.user_id != (person.user and person.user.pk):
            raise ValidationError({USERNAME: f"这位代表已有账号「{deputy.user.username}」，请改成它，或留空。"})
        other = self.known.deputy_of.get(person.user.pk) if person.user else None
        if other and other != deputy:
            raise ValidationError({USERNAME: f"用户名「{person.username}」是另一位代表的账号，请换一个。"})
        if deputy.user_id:
            self.plan.same += 1
        else:
            self.plan.seats.append((deputy, person))
        self.plan.rows.append((person, unit, "代表"))

    def _once(self, key: tuple, entry: Entry) -> None:
        before = self.taken.setdefault(key, entry.line)
        if before is not entry.line:
            raise ValidationError({NAME: f"与工作表「{before.sheet}」第 {before.number} 行重复，请删去一行。"})

    def _take_holder(self, entry: Entry, unit: Unit, person: Person) -> None:
        if not entry.holder:
            return
        key = (unit.pk, entry.role, entry.holder)
        holder = self.known.holders.setdefault(key, person)
        if holder is not person:
            raise ValidationError({HOLDER: f"{unit.name}{Role(entry.role).label}的这个岗已是{holder.name}，请换一个，或留空。"})

    # Who is it? -------------------------------------------------------------------------------------------------------
    def _holding(self, entry: Entry, unit: Unit) -> User | None:
        """The one account of this name that holds this very post: the same sheet read again."""
        found = [user for user in self.known.by_name[entry.name] if (user.pk, unit.pk, entry.role) in self.known.posts]
        return found[0] if len(found) == 1 else None

    def _person(self, entry: Entry, sure: User | None) -> Person:
        """`sure` is the account that the line is known to mean when it names none itself."""
        identity = self._identity(entry)
        if identity not in self.people:
            self.people[identity] = self._named(identity[1], entry) if identity[0] == USERNAME else self._unnamed(entry, sure)
            if self.people[identity].user is None:
                self.plan.people.append(self.people[identity])
        person = self.people[identity]
        if person.name != entry.name:
            raise ValidationError({NAME: f"用户名「{person.username}」在前面是{person.name}，请核对这两行。"})
        return person

    def _identity(self, entry: Entry) -> tuple:
        """What makes two lines one person: the username; else the name, and with namesakes in the sheet the phone, too."""
        if entry.username:
            return (USERNAME, entry.username)
        others = [each for each in self.namesakes[entry.name] if each is not entry]
        if not others:
            return (NAME, entry.name)
        twins = {each.username for each in others if each.phone == entry.phone and each.username}
        if not entry.phone or not all(each.phone for each in others) or len(twins) > 1:
            rows = "、".join(str(each.line.number) for each in others[:5])
            cure = "是一个人，请写同一个用户名；不是，请各写各的用户名，或都写上手机号码。"
            raise ValidationError({USERNAME: f"「{entry.name}」在第 {rows} 行也有，分不清是一个人还是几个人：{cure}"})
        return (USERNAME, twins.pop()) if twins else (PHONE, entry.name, entry.phone)

    def _named(self, username: str, entry: Entry) -> Person:
        user = self.known.by_username.get(username)
        if user is None and username.lower() in self.known.taken:
            raise ValidationError({USERNAME: f"已有只差大小写的用户名「{username}」，请换一个。"})
        if user and user.name != entry.name:
            raise ValidationError({NAME: f"用户名「{username}」已是{user.name}的，请核对用户名和姓名。"})
        if user and not user.is_active:
            raise ValidationError({USERNAME: f"账号「{username}」已停用，请先恢复，或换一个用户名。"})
        return Person(entry.name, username, user)

    def _unnamed(self, entry: Entry, sure: User | None) -> Person:
        if sure:
            return Person(entry.name, sure.username, sure)
        known = self.known.by_name[entry.name]
        if known:
            words = f"已有叫「{entry.name}」的账号：{self.known.described(known)}。是这个人，请写他的用户名；不是，请写一个新的用户名。"
            raise ValidationError({USERNAME: words})
        return Person(entry.name)

    def _deputy(self, entry: Entry, unit: Unit) -> Deputy:
        """The deputy in office of this name whose seat belongs to the unit; several are told apart by the phone in the roster."""
        everywhere = self.known.seats[entry.name]
        here = [deputy for deputy, units in everywhere.items() if unit.pk in units]
        if not here:
            told = "这个名字的在任代表属于别的单位，请核对单位" if everywhere else "名册里没有这位在任代表，请核对姓名，或先导入代表名册"
            raise ValidationError({NAME: f"{unit.name}没有叫「{entry.name}」的代表：{told}。"})
        fitting = [deputy for deputy in here if not (entry.phone and deputy.phone) or deputy.phone == entry.phone]
        if len(fitting) > 1 and entry.phone:
            fitting = [deputy for deputy in fitting if deputy.phone] or fitting
        if not fitting:
            raise ValidationError({PHONE: "与名册里这位代表的手机号码不一样，请核对；号码换了的，先在代表档案里改。"})
        if len(fitting) > 1:
            raise ValidationError({PHONE: f"{unit.name}有 {len(fitting)} 位代表叫「{entry.name}」，请写名册里的手机号码。"})
        return fitting[0]


def _keyed(column: str, step, *args):
    try:
        return step(*args)
    except ValidationError as error:
        raise ValidationError({column: error.messages}) from error
