"""Opening the accounts of a sheet: all or nothing, in bulk, with one entry in the trail."""

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from deputies.models import Deputy
from enrolment.rules.plan import Plan
from stations.models import Post, Unit

BATCH = 500


class Refused(Exception):
    """Something changed since the check, or rows were written that the writer may not see: everything is taken back."""


def open_accounts(actor: User, units: Iterable[int], starts_on: date, plan_again: Callable[[], Plan]) -> Plan:
    """Write what `plan_again()` says once these units are locked, in one transaction; returns that plan.

    Nobody can log in to the new accounts yet: they have no usable password, so nothing is hashed here; slips bring the first ones.
    """
    with recorded() as trail:
        list(Unit.objects.select_for_update().filter(pk__in=sorted(set(units))).order_by("pk").values_list("pk"))
        plan = plan_again()
        if plan.faults:
            first = plan.faults[0]
            raise Refused(f"检查以后情况变了：工作表「{first.sheet}」{first.cell}，{first.words}什么都没有写入，请重新上传。")
        _write_people(plan)
        posts = [Post(user=new.person.user, unit=new.unit, role=new.role, holder=new.holder, starts_on=starts_on, ends_on=None) for new in plan.posts]
        Post.objects.bulk_create(posts, batch_size=BATCH)
        _link_seats(plan)
        if Post.objects.visible_to(actor).filter(pk__in=[post.pk for post in posts]).count() != len(posts):
            raise Refused("写入的岗位与您能看到的不一致，已全部撤回。请告诉系统管理员。")
        body = {"users": [person.user.pk for person in plan.people], "posts": [post.pk for post in posts]}
        trail.add(SYSTEM_CHAIN, actor, "account.import", "accounts", **body, deputies=[deputy.pk for deputy, _ in plan.seats])
    return plan


def _write_people(plan: Plan) -> None:
    users = [User(username=person.username, name=person.name, password=make_password(None)) for person in plan.people]
    for person, user in zip(plan.people, User.objects.bulk_create(users, batch_size=BATCH), strict=True):
        person.user = user


def _link_seats(plan: Plan) -> None:
    for deputy, person in plan.seats:
        deputy.user = person.user
    Deputy.objects.bulk_update([deputy for deputy, _ in plan.seats], ["user"], batch_size=BATCH)
