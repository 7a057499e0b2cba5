"""Many opinions at once, from a spreadsheet: what `register` would have written for each, all or nothing."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import IntegrityError
from django.db.models import Model

from accounts.models import AuditEntry, User
from accounts.services.audit import Trail, recorded
from common import clock
from common.crypto import keyed_indexes
from common.uploads import Upload
from constituents.models import Constituent
from constituents.services.bulk import find_or_add_all
from constituents.services.people import NOBODY, Visitor
from jobs.models import Job
from jobs.registry import JobError
from jobs.services import start
from opinions.choices import Channel
from opinions.models import Category, Opinion, OpinionEvent
from opinions.rules.cases import post_label
from opinions.services.register import Registration, drafted, first_event
from stations.choices import NumberKind
from stations.models import Unit
from stations.rules.chains import chain_of
from stations.services.numbers import take_numbers, written
from stations.services.regulations import current_regulation

CHECK, IMPORT = "opinions.intake", "opinions.import"  # kinds of jobs
ACTION = "opinion.import"
PURPOSE = "opinion.intake"
NAMESPACE = UUID("0b6f5f0e-6a3b-5d0c-9c36-2f3c4f5b7a11")
BATCH = 500  # rows a statement


@dataclass(frozen=True)
class IntakeRow:
    """One checked row of a list. `own_date` is None where the day was given once for the whole file."""

    station: Unit
    channel: Channel | str
    received_on: date
    words: str
    summary: str = ""
    category: Category | None = None
    visitor: Visitor = NOBODY
    source_number: str = ""
    own_date: date | None = None

    @cached_property
    def request_keys(self) -> list[UUID]:
        """What makes the same row the same opinion at its station: what was said, when, by whom, under which number; never what was
        chosen for the whole file. One for each index key, the newest first; keyed, because a bare digest of a phone can be guessed.
        """
        visitor = self.visitor
        parts = (self.words, str(self.own_date or ""), self.source_number, visitor.name, visitor.phone, visitor.address, visitor.village)
        return [uuid5(NAMESPACE, f"{self.station.pk}:{index}") for index in keyed_indexes("\x1f".join(parts), PURPOSE)]

    @property
    def request_key(self) -> UUID:
        return self.request_keys[0]


@dataclass(frozen=True)
class Imported:
    """What came in at one station: how many, the first and last of the numbers and of the days, the channel if there is but one."""

    station: int
    name: str
    count: int
    first: str
    last: str
    first_day: str
    last_day: str
    channel: str


@dataclass(frozen=True)
class IntakeOrder:
    """An uploaded list, and what was said once for all its rows; empty where the rows say it themselves."""

    upload: Upload
    station: Unit | None = None
    channel: str = ""
    received_on: date | None = None
    ignore_category: bool = False

    @property
    def params(self) -> dict:
        return {
            "name": self.upload.name,
            "digest": sha256(self.upload.data).hexdigest(),
            "station": self.station and self.station.pk,
            "channel": self.channel,
            "received_on": self.received_on and self.received_on.isoformat(),
            "ignore_category": self.ignore_category,
        }


def start_check(order: IntakeOrder, actor: User, form_key: UUID) -> Job:
    """Have the list read and checked. The same form sent twice makes one job; with another file or choice it makes another."""
    params = order.params
    key = uuid5(form_key, json.dumps(params, sort_keys=True))
    return start(CHECK, f"核对意见表：{order.upload.name}", actor, params, key, order.upload.data)


def start_import(check: Job, actor: User) -> Job:
    """Have the checked list written; a second click finds the job of the first."""
    return start(IMPORT, check.title.replace("核对", "导入", 1), actor, {"check": str(check.pk)}, uuid5(NAMESPACE, f"import:{check.pk}"))


def import_of(check: Job) -> Job | None:
    """The job that writes the checked list, once it was confirmed."""
    return Job.objects.filter(kind=IMPORT, owner_id=check.owner_id, params__check=str(check.pk)).first()


def known_keys(rows: list[IntakeRow]) -> set[UUID]:
    """The request keys of those rows that are opinions already."""
    row_key = {key: row.request_key for row in rows for key in row.request_keys}
    keys, known = list(row_key), set()
    for place in range(0, len(keys), BATCH):
        found = Opinion.objects.filter(request_key__in=keys[place : place + BATCH])
        known.update(row_key[key] for key in found.values_list("request_key", flat=True))
    return known


def import_opinions(rows: list[IntakeRow], actor: User, subject: object, digest: str = "") -> list[Imported]:
    """Write the rows that are no opinions yet, each once and in order, with one block of numbers and one audit entry for each station.

    `subject` is what the audit entry is about (the job), `digest` the file's SHA-256. Raises JobError, and nothing is written, when
    somebody else writes the same rows at this moment, or when the user may not see what was written.
    """
    known = known_keys(rows)
    fresh = {row.request_key: row for row in reversed(rows) if row.request_key not in known}  # of two alike the upper one
    batches = [_drafted(station, own, actor) for station, own in _by_station([*fresh.values()][::-1])]
    try:
        with recorded() as trail:
            people = [find_or_add_all(batch.station, [row.visitor for row in batch.rows]) for batch in batches]  # slow: before any counter
            return [_write(batch, own, actor, trail, (subject, digest)) for batch, own in zip(batches, people, strict=True)]
    except IntegrityError as error:
        raise JobError("同样的内容刚刚由别人导入了，这次一件也没有写入。请重新上传，再核对一次。") from error


def imported_by(subject: Model) -> list[Imported]:
    """What an earlier run wrote for this subject before its worker died; [] when nothing."""
    entries = AuditEntry.objects.filter(subject=f"{subject._meta.label}:{subject.pk}", action=ACTION).order_by("id")
    bodies = [json.loads(body) for body in entries.values_list("body", flat=True)]
    return [Imported(**{name: body[name] for name in Imported.__dataclass_fields__}) for body in bodies]


@dataclass(frozen=True)
class _Batch:
    """The unsaved opinions of one station, the rows they come from, and the importer's post there in words."""

    station: Unit
    rows: list[IntakeRow]
    opinions: list[Opinion]
    post: str


def _by_station(rows: list[IntakeRow]) -> list[tuple[Unit, list[IntakeRow]]]:
    """In the order of ids, so that two imports lock the counters in the same order."""
    found: dict[int, list[IntakeRow]] = {}
    for row in rows:
        found.setdefault(row.station.pk, []).append(row)
    return [(own[0].station, own) for _, own in sorted(found.items())]


def _drafted(station: Unit, rows: list[IntakeRow], actor: User) -> _Batch:
    """All that needs no lock, done before the transaction."""
    regulation = current_regulation(station)
    opinions = [
        drafted(
            Registration(station, row.channel, row.received_on, row.words, row.summary, row.category, request_key=row.request_key),
            actor,
            regulation,
        )
        for row in rows
    ]
    return _Batch(station, rows, opinions, post_label(actor, station))


def _write(batch: _Batch, people: list[Constituent | None], actor: User, trail: Trail, about: tuple[object, str]) -> Imported:
    year, count = clock.today().year, len(batch.opinions)
    serial = take_numbers(NumberKind.OPINION, batch.station, year, count)
    for place, (opinion, person) in enumerate(zip(batch.opinions, people, strict=True), serial):
        opinion.year, opinion.serial, opinion.number, opinion.constituent = year, place, written(batch.station, year, place), person
    Opinion.objects.bulk_create(batch.opinions, batch_size=BATCH)
    events = [_event(opinion, row, batch.post) for opinion, row in zip(batch.opinions, batch.rows, strict=True)]
    OpinionEvent.objects.bulk_create(events, batch_size=BATCH)
    block = {"station": batch.station, "year": year, "serial__range": (serial, serial + count - 1)}
    if Opinion.objects.visible_to(actor).filter(**block).count() != count:
        raise JobError("写入后您看不到其中的一些意见，已全部撤回，请告诉系统管理员。")
    done = _imported(batch)
    subject, digest = about
    trail.add(chain_of(batch.station), actor, ACTION, subject, **asdict(done), file=digest)
    return done


def _imported(batch: _Batch) -> Imported:
    own = batch.opinions
    days = [opinion.received_on for opinion in own]
    channels = {str(opinion.channel) for opinion in own}
    return Imported(
        station=batch.station.pk,
        name=batch.station.name,
        count=len(own),
        first=own[0].number,
        last=own[-1].number,
        first_day=min(days).isoformat(),
        last_day=max(days).isoformat(),
        channel=channels.pop() if len(channels) == 1 else "",
    )


def _event(opinion: Opinion, row: IntakeRow, post: str) -> OpinionEvent:
    event = first_event(opinion, post)
    event.note = f"批量导入，原编号 {row.source_number}" if row.source_number else "批量导入"
    return event
