"""Verbs of standing in: enter an absence with its stand-in, and end it early. By itself it ends with its last day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from notices.services import replan, tell
from stations.models import Post, StandIn
from stations.rules.chains import chain_of
from stations.rules.stand_ins import refusal


@dataclass(frozen=True)
class Absence:
    """Who stands in from which day to which, both included; one request key makes one row."""

    user: User
    starts_on: date
    ends_on: date
    request_key: UUID


def enter_absence(post: Post, absence: Absence, actor: User) -> StandIn:
    """Let somebody stand in for the holder of the post (LZ). Raises ValidationError, by field, when days or person do not fit."""
    with recorded() as trail:
        known = StandIn.objects.filter(request_key=absence.request_key).first()
        if known:
            return known
        post = Post.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=post.pk)
        # Both people are locked, so that no two entries at once make a chain of stand-ins.
        list(User.objects.select_for_update().filter(pk__in=[post.user_id, absence.user.pk]).order_by("pk"))
        if absence.user == actor:
            raise ValidationError({"stand_in": "不能指定自己代理，请本人或另一位管理人员来登记。"})
        wrong = refusal(post, absence.user, absence.starts_on, absence.ends_on)
        if wrong:
            raise ValidationError(wrong)
        row = StandIn(post=post, user=absence.user, starts_on=absence.starts_on, ends_on=absence.ends_on, entered_by=actor)
        row.request_key = absence.request_key
        row.save()
        trail.add(chain_of(post.unit), actor, "post.stand_in", post, user=row.user_id, starts_on=row.starts_on, ends_on=row.ends_on)
        days = f"{_day(row.starts_on)}到{_day(row.ends_on)}"
        _tell(row.user_id, f"请您代理{post.user}的岗位", f"{days}，{post.label}由您代办，到期自动结束。")
        _tell(post.user_id, f"您的岗位由{row.user}代理", f"{days}，{post.label}由{row.user}代办，到期自动结束。")
    return row


def end_absence(stand_in: StandIn, actor: User) -> StandIn:
    """End it now: the stand-in's rights are gone with the next page. Ending it twice changes nothing."""
    with recorded() as trail:
        row = StandIn.objects.select_for_update(of=("self",)).select_related("post__unit", "post__user", "user").get(pk=stand_in.pk)
        if not row.is_open:
            return row
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        trail.add(chain_of(row.post.unit), actor, "post.stand_in_end", row.post, user=row.user_id)
        _tell(row.user_id, f"代理{row.post.user}的岗位结束了", f"{row.post.label}从现在起由{row.post.user}自己办。")
        _tell(row.post.user_id, f"{row.user}不再代理您的岗位", f"{row.post.label}从现在起由您自己办。")
        transaction.on_commit(lambda: replan(row.user_id))
    return row


def _tell(user_id: int, title: str, words: str) -> None:
    tell([user_id], title, words, reverse("stations:absences"))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
