"""The demonstration's year of reception days: plans approved and published, attendance, records, a swap, appointments."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from common import clock
from common.clock import SHANGHAI
from constituents.choices import Absence, AppointmentState, PlanState
from constituents.models import Away, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.services.appointments import Booking, book, note_coming
from constituents.services.attendance import mark_absent
from constituents.services.receptions import attend
from constituents.services.records import save_record
from constituents.services.swaps import accept_offer, note_away, offer_duty
from desk.demo.places import STATIONS
from stations.choices import Role
from stations.models import Unit
from stations.rules.receptions import Reception, receptions
from stations.rules.regulation import DEFAULT_BODY

if TYPE_CHECKING:
    from desk.demo.visits import Scene

TOPICS = ("冬春灌溉和饮水", "村道和路灯", "看病和养老", "环境卫生", "学校和孩子")
OWN = STATIONS[0]
NOT_PUBLISHED = {STATIONS[3]: PlanState.APPROVED, STATIONS[4]: PlanState.DRAFT}  # next year's; so the office's page shows every state
QUIET, BUSY = "这一天没有群众来访，代表到附近几户走了走。", "来的人主要说{topic}。能当场说清的当场答复，其余的登记转交，办完再告诉本人。"


def ruled(first: date, last: date) -> list[Reception]:
    return list(receptions(DEFAULT_BODY["reception"], first, last))


def write(scene: "Scene", days: Iterable[tuple[int, Reception]]) -> None:
    """Days with two deputies in turn; `number` says whose turn it is."""
    rows = [
        (ReceptionDay(station=scene.units[name], date=day.on, ruled_on=day.ruled_on, topic=TOPICS[number % len(TOPICS)]), name, number)
        for number, day in days
        for name in STATIONS
    ]
    for row, _, _ in rows:
        row.starts_at, row.ends_at = time(9), time(11, 30)
    ReceptionDay.objects.bulk_create(row for row, _, _ in rows)
    ReceptionDuty.objects.bulk_create(ReceptionDuty(day=row, deputy=deputy) for row, name, number in rows for deputy in scene.on_duty(name, number))


def fill_years(scene: "Scene", days: list[Reception]) -> None:
    """What this year and the next have besides `days`; in the past ones all came, and nobody else."""
    there = {day.on for day in days}
    year = scene.today.year
    earlier = [(1000 + place, day) for place, day in enumerate(ruled(date(year, 1, 1), scene.today)) if day.on not in there and day.on < days[0].on]
    later = [
        (len(days) + place, day) for place, day in enumerate(each for each in ruled(days[-1].on, date(year + 1, 12, 31)) if each.on not in there)
    ]
    write(scene, earlier + later)
    for number, day in earlier:
        for name in STATIONS:
            with clock.at(_at(day.on, 11, 30)):
                attend(scene.units[name], day.on, scene.on_duty(name, number), scene.cast.officer(scene.units[name]), by_hand=True)


def publish_plans(scene: "Scene") -> None:
    """This year's plans, published last December; next year's, published lately but for two stations."""
    head, year = scene.cast.leader(Role.HEAD), scene.today.year
    made = {year: _at(date(year - 1, 12, 15), 10, 0), year + 1: scene.now - timedelta(days=6)}
    for each, moment in made.items():
        for name in STATIONS:
            state = NOT_PUBLISHED.get(name, PlanState.PUBLISHED) if each > year else PlanState.PUBLISHED
            _plan(scene.units[name], each, state, moment, scene.cast.officer(scene.units[name]), head)
    published = ReceptionPlan.objects.filter(state=PlanState.PUBLISHED).values_list("station_id", "year", "published_at")
    for station_id, each, moment in published:
        ReceptionDay.objects.of_plan(station_id, each).update(announced_on=moment.astimezone(SHANGHAI).date())


def _plan(station: Unit, year: int, state: str, moment: datetime, officer, head) -> None:
    plan = ReceptionPlan(station=station, year=year, state=state, made_at=moment, made_by=officer)
    if state != PlanState.DRAFT:
        plan.approved_at, plan.approved_by = moment + timedelta(hours=3), head
    if state == PlanState.PUBLISHED:
        plan.published_at, plan.published_by = moment + timedelta(hours=4), officer
    plan.save()


def swap(scene: "Scene") -> None:
    """A deputy's duty went to 杨国安; who offers one of his own, and a third cannot come for a week."""
    station, officer = scene.units[OWN], scene.cast.officer(scene.units[OWN])
    taker = scene.deputies[OWN][1]
    coming = list(ReceptionDay.objects.filter(station=station, date__gt=scene.today).order_by("date")[1:8])
    given = next(day for day in coming if not day.duties.filter(deputy=taker).exists())
    duty = given.duties.order_by("pk").last()
    with clock.at(scene.now - timedelta(days=2)):
        offer = offer_duty(duty, taker, "那天到县里开会", officer)
    with clock.at(scene.now - timedelta(days=2, hours=-3)):
        accept_offer(offer, taker, taker.user)
    own = next(day for day in coming if day != given and day.duties.filter(deputy=taker).exists())
    with clock.at(scene.now - timedelta(hours=1)):
        offer_duty(own.duties.get(deputy=taker), None, "家里有事", taker.user)
    first = scene.today + timedelta(days=20)
    note_away(Away(deputy=scene.deputies[OWN][6], first=first, last=first + timedelta(days=6), note="外出培训"), officer)


def appointments(scene: "Scene", past: list[date]) -> None:
    """At the own station: one who came, one who did not; two for the next day."""
    station, officer = scene.units[OWN], scene.cast.officer(scene.units[OWN])
    known = iter(scene.spare)
    rows = ReceptionDay.objects.filter(station=station).select_related("station")
    for day in rows.filter(date__in=past[-1:]):
        for hour, state in ((time(9), AppointmentState.CAME), (time(10), AppointmentState.MISSED)):
            with clock.at(_at(day.date - timedelta(days=2), 15, 0)):
                booked = book(Booking(day, hour, *next(known), "问问今年冬灌的安排"), officer)
            with clock.at(_at(day.date, 11, 20)):
                note_coming(booked, state, officer)
    with clock.at(scene.now):
        day = rows.filter(date__gt=scene.today).earliest("date")
        for hour in (time(9), time(9, 30)):
            book(Booking(day, hour, *next(known), "想当面说说村道的事"), officer)


def absences(scene: "Scene", past: list[date]) -> None:
    """Where only one of the two came: on leave; at the own station somebody came instead."""
    for duty in ReceptionDuty.objects.filter(day__date__in=past, attended=False).select_related("day__station", "deputy").order_by("pk"):
        station = duty.day.station
        others = (each for each in scene.deputies[station.name] if not duty.day.duties.filter(deputy=each).exists())
        instead = next(others) if station.name == OWN else None
        reason, note = (Absence.OFFICIAL, "到县里开会") if instead else (Absence.LEAVE, "身体不适")
        with clock.at(_at(duty.day.date, 11, 40)):
            mark_absent(duty, reason, note, "", scene.cast.officer(station), instead)


def confirm(scene: "Scene") -> None:
    """The record of every day that was held, but for the own station's latest: that one waits for its officer."""
    held = list(ReceptionDay.objects.filter(date__lt=scene.today).select_related("station").order_by("date", "pk"))
    latest = max(day.date for day in held)
    for day in held:
        if day.date == latest and day.station.name == OWN:
            continue
        words = BUSY.format(topic=day.topic) if day.topic and day.visits.valid().exists() else QUIET
        with clock.at(min(scene.now, _at(day.date, 17, 0))):
            save_record(day, words, "", scene.cast.officer(day.station), confirm=True)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI) + timedelta(minutes=minute)
