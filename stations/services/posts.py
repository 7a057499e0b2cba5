"""Verbs of posts: give one, correct one, end one, hand one over."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services.accounts import open_account
from accounts.services.audit import recorded
from common import clock
from notices.services import replan
from stations.models import Post, Unit
from stations.registry import open_work, pass_on
from stations.rules.chains import chain_of
from stations.rules.permissions import ROLES_AT

EDITABLE = ("holder", "starts_on", "ends_on")


@dataclass(frozen=True)
class Successor:
    """Who takes a post over: `user`, or a new account of that username and name."""

    user: User | None
    username: str = ""
    name: str = ""


def give_post(user: User, unit: Unit, role: str, starts_on: date, actor: User | None, holder: str = "") -> Post:
    """Put a person into a role at a unit from a day on. Raises ValidationError when the role does not belong there or is held already."""
    if role not in ROLES_AT[unit.kind]:
        raise ValidationError(f"{unit.get_kind_display()}没有这种岗位，请换一种。")
    with recorded() as trail:
        Unit.objects.select_for_update().get(pk=unit.pk)
        post = Post(user=user, unit=unit, role=role, starts_on=starts_on, holder=holder)
        _refuse_twice(post)
        post.save()
        trail.add(chain_of(unit), actor, "post.give", post, user=user.pk, unit=unit.pk, role=role, starts_on=starts_on, holder=holder)
    return post


def edit_post(post: Post, facts: dict, actor: User) -> list[str]:
    """Correct a post's days or its A/B holder and return what changed; the trail keeps the old value beside the new one."""
    with recorded() as trail:
        post = _locked(post)
        before = {name: getattr(post, name) for name in EDITABLE}
        changed = [name for name in EDITABLE if before[name] != facts[name]]
        if not changed:
            return []
        for name in changed:
            setattr(post, name, facts[name])
        _refuse_wrong_days(post)
        _refuse_twice(post)
        post.save(update_fields=changed)
        trail.add(chain_of(post.unit), actor, "post.edit", post, changed={name: [before[name], facts[name]] for name in changed})
    return changed


def end_post(post: Post, ends_on: date, actor: User | None) -> Post:
    """The person's last day in the post; what was done in it stays."""
    with recorded() as trail:
        post = _locked(post)
        post.ends_on = ends_on
        _refuse_wrong_days(post)
        post.save(update_fields=["ends_on"])
        trail.add(chain_of(post.unit), actor, "post.end", post, ends_on=ends_on)
    return post


def appoint(unit: Unit, facts: dict, actor: User) -> Post:
    """Give the post to `facts["user"]`, or to a new account of that username and name, all in one transaction."""
    with recorded():
        user = facts["user"] or open_account(facts["username"], facts["name"], actor)
        return give_post(user, unit, facts["role"], facts["starts_on"], actor, facts.get("holder", ""))


def hand_over(post: Post, successor: Successor, day: date, actor: User) -> Post:
    """Let the successor hold the post from that day on and end it the day before (LZ 二(二)); sent twice it is done once.

    Casework waits for the role at its units, so it waits for the successor by itself; rows that name the person (unread messages)
    are passed on when the day has come. The trail names what waited. Raises ValidationError when somebody else has taken over already.
    """
    with recorded() as trail:
        old = _locked(post)
        known = Post.objects.filter(predecessor=old).select_related("user").first()
        if known:
            return _same(known, successor, day)
        if successor.user == old.user:
            raise ValidationError(f"{old.user}就是移交的人，请选接手的人。")
        waiting = {work.label: work.count for work in open_work(old)}
        _end_before(old, day)
        user = successor.user or open_account(successor.username, successor.name, actor)
        new = give_post(user, old.unit, old.role, day, actor, old.holder)
        new.predecessor = old
        new.save(update_fields=["predecessor"])
        moved = pass_on(old, new) if day <= clock.today() else {}
        trail.add(chain_of(old.unit), actor, "post.hand_over", old, successor=new.pk, user=user.pk, day=day, waiting=waiting, moved=moved)
        if day <= clock.today():
            transaction.on_commit(lambda: replan(old.user_id))
    return new


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=post.pk)


def _same(known: Post, successor: Successor, day: date) -> Post:
    username = successor.user.username if successor.user else successor.username
    if (known.user.username, known.starts_on) != (username, day):
        raise ValidationError(f"这个岗位已由{known.user}从 {known.starts_on:%Y-%m-%d} 起接手，不用再移交。")
    return known


def _end_before(old: Post, day: date) -> None:
    last = day - timedelta(days=1)
    if last < old.starts_on:
        raise ValidationError({"day": f"{old.user}从 {old.starts_on:%Y-%m-%d} 起任职，移交最早写第二天。"})
    if old.ends_on is None or old.ends_on > last:
        old.ends_on = last
        old.save(update_fields=["ends_on"])


def _refuse_wrong_days(post: Post) -> None:
    """A post ends no earlier than it begins, begins after the one it succeeds, and ends before its successor begins."""
    if post.ends_on and post.ends_on < post.starts_on:
        raise ValidationError({"ends_on": "离任日期不能早于任职日期。"})
    before, after = post.predecessor, Post.objects.filter(predecessor=post).select_related("user").first()
    if before and before.ends_on and post.starts_on <= before.ends_on:
        raise ValidationError({"starts_on": f"前任{before.user}任到 {before.ends_on:%Y-%m-%d}，任职日期要晚于这一天。"})
    if after and (post.ends_on is None or post.ends_on >= after.starts_on):
        raise ValidationError({"ends_on": f"{after.user}从 {after.starts_on:%Y-%m-%d} 起接手，离任日期要早于这一天。"})


def _refuse_twice(post: Post) -> None:
    """One person holds a role at a unit once at a time, and one person is its A (or B) holder."""
    others = Post.objects.filter(unit=post.unit, role=post.role).within(post.starts_on, post.ends_on).exclude(pk=post.pk)
    if others.filter(user=post.user).exists():
        raise ValidationError(f"{post.user} 已在这个岗位上。")
    same = others.filter(holder=post.holder).select_related("user").first() if post.holder else None
    if same:
        raise ValidationError({"holder": f"{post.get_role_display()}的 {same.get_holder_display()}已是{same.user}，请换一个，或先移交。"})
