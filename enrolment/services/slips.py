"""Password slips for many: ask for them, make them, and read back what may still be printed.

The one-time passwords exist in the job's encrypted file alone. They are stored and set in the transaction that marks the job done, so a job that
dies and runs again leaves one file, and its slips work.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from accounts.services.passwords import SLIP_DAYS, issue_slips, new_password
from common import clock
from enrolment.rules.access import accounts_under, can_enrol
from enrolment.rules.places import places_of
from jobs import services as jobs
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress

KIND = "accounts.slips"
PER_JOB = 240  # people: about three minutes of hashing, thirty sheets of paper


@dataclass(frozen=True)
class Slip:
    """One slip. `hash` is what the account must still have for the slip to work."""

    user: int
    name: str
    username: str
    unit: str
    password: str
    hash: str


def start_slips(users: Sequence[int], actor: User, request_key: UUID) -> list[Job]:
    """One job for every PER_JOB people, in the order given; asked twice with the same key they are the same jobs."""
    parts = [list(users[start : start + PER_JOB]) for start in range(0, len(users), PER_JOB)]
    with transaction.atomic():
        return [
            jobs.start(KIND, _title(number, parts), actor, {"users": part}, request_key=uuid5(request_key, str(number)))
            for number, part in enumerate(parts, 1)
        ]


def _title(number: int, parts: list) -> str:
    which = f"（第 {number} 份，共 {len(parts)} 份）" if len(parts) > 1 else ""
    return f"密码条：{len(parts[number - 1])} 人{which}"


def make_slips(job: Job, progress: Progress) -> Produced:
    """Make and hash a password for everybody who is still there; nothing is set before all are ready (see at_end)."""
    if not can_enrol(job.owner):
        raise JobError("您已不再是系统管理员，请核对岗位。")
    wanted = job.params["users"]
    found = {user.pk: user for user in accounts_under(job.owner).filter(pk__in=wanted)}
    if not found:
        raise JobError("选的账号都已停用，或不在您管理的单位里了，请重新选择。")
    users = [found[pk] for pk in wanted if pk in found]
    places, slips = places_of(users), []
    for done, user in enumerate(users):
        progress(done, len(users))
        password = new_password()
        slips.append(Slip(user.pk, user.name, user.username, places.get(user.pk, ""), password, make_password(password)))
    outcome = {
        "text": f"{len(slips)} 张密码条，{SLIP_DAYS} 天内有效。",
        "url": reverse("enrolment:slips_print", args=[job.pk]),
        "label": "打开来打印",
    }
    data = json.dumps([asdict(slip) for slip in slips], ensure_ascii=False).encode()
    return Produced(data=data, outcome=outcome, at_end=lambda: issue_slips({slip.user: slip.hash for slip in slips}, job.owner))


def slips_to_print(job: Job, actor: User) -> tuple[list[tuple[Slip, datetime]], int]:
    """The slips that still work, each with its last moment, and how many do not: used, replaced by a newer one, stopped, expired.

    Leaves a trace that the passwords were shown.
    """
    slips = [Slip(**facts) for facts in json.loads(jobs.result_of(job) or b"[]")]
    accounts = User.objects.filter(pk__in=[slip.user for slip in slips], is_active=True, slip_expires_at__gt=clock.now())
    now = {user.pk: (user.password, user.slip_expires_at) for user in accounts.only("password", "slip_expires_at")}
    good = [(slip, now[slip.user][1]) for slip in slips if now.get(slip.user, ("", None))[0] == slip.hash]
    if good:
        with recorded() as trail:
            trail.add(SYSTEM_CHAIN, actor, "account.slips.print", job, slips=len(good))
    return good, len(slips) - len(good)
