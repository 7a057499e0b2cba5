"""Standing in for somebody who is away (LZ; TZ art. 2: AB岗): who may enter it, who may do it, and what forbids it."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from common import clock
from stations.choices import Role, UnitKind
from stations.models import Post, StandIn
from stations.rules.access import access_of
from stations.rules.permissions import can_manage

LONGEST = 366  # days; who is away for longer hands the post over


def can_enter(user, post: Post) -> bool:
    """The holder, and who manages posts there; never the stand-in, and never for an administrator's post."""
    if post.role == Role.ADMINISTRATOR or (post.ends_on and post.ends_on < clock.today()):
        return False
    return post.user_id == user.pk or _manages(user, post)


def can_end(user, stand_in: StandIn) -> bool:
    """End it early: the holder, and who manages posts there."""
    return stand_in.is_open and (stand_in.post.user_id == user.pk or _manages(user, stand_in.post))


def _manages(user, post: Post) -> bool:
    stood_in = any(each.pk == post.pk and each.stands_for for each in access_of(user).posts)
    return can_manage(user, post.unit) and not stood_in


def candidates(post: Post) -> QuerySet[Post]:
    """Posts of those who may stand in: at the same unit or the one above; a department's only from the department. No administrators."""
    near = Q(unit_id=post.unit_id) if post.unit.kind == UnitKind.DEPARTMENT else Q(unit_id__in=[post.unit_id, post.unit.parent_id])
    administrators = Post.objects.current().filter(role=Role.ADMINISTRATOR).order_by().values("user_id")
    found = Post.objects.current().filter(near, user__is_active=True).exclude(user_id=post.user_id).exclude(user_id__in=administrators)
    return found.select_related("unit", "user").order_by("-unit__path", "holder", "role", "pk")


def refusal(post: Post, user: User, first: date, last: date) -> dict[str, str]:
    """What forbids that this person stands in during these days: a sentence by the form's field; empty when nothing does."""
    return _wrong_days(post, first, last) or _wrong_person(post, user, first, last)


def _wrong_days(post: Post, first: date, last: date) -> dict[str, str]:
    if first < clock.today():
        return {"starts_on": "请假不能从过去的日子起，最早写今天。"}
    if last < first:
        return {"ends_on": "结束日期早于开始日期，请对调。"}
    if (last - first).days >= LONGEST:
        return {"ends_on": "一次最长一年。要离开更久，请「移交」岗位。"}
    if first < post.starts_on:
        return {"starts_on": f"{post.user}从 {post.starts_on:%Y-%m-%d} 起任职，不能早于这一天。"}
    if post.ends_on and last > post.ends_on:
        return {"ends_on": f"{post.user}任到 {post.ends_on:%Y-%m-%d}，不能晚于这一天。"}
    known = StandIn.objects.within(first, last).filter(post=post).select_related("user").first()
    if known:
        return {"starts_on": f"{known.starts_on:%Y-%m-%d} 到 {known.ends_on:%Y-%m-%d} 已由{known.user}代理，请换日期，或先结束那一次。"}
    return {}


def _wrong_person(post: Post, user: User, first: date, last: date) -> dict[str, str]:
    """Nobody stands in for a stand-in, and nobody stands in while being away."""
    if not candidates(post).filter(user=user).exists():
        return {"stand_in": "代理人要是本单位或上一级单位的在岗人员，请从列出的人里选。"}
    open_ones = StandIn.objects.within(first, last)
    if open_ones.filter(post__user=user).exists():
        return {"stand_in": f"{user}这几天自己也请了假，请另选一位。"}
    other = open_ones.filter(user=post.user_id).select_related("post__user").first()
    if other:
        return {"starts_on": f"{post.user}这几天正代理{other.post.user}的岗位。代理不能再转给别人，请先给{other.post.user}换一位代理人。"}
    return {}
