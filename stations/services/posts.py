"""Verbs of posts: give one, end one."""

from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.accounts import open_account
from accounts.services.audit import recorded
from stations.models import Post, Unit
from stations.rules.chains import chain_of
from stations.rules.permissions import ROLES_AT


def give_post(user: User, unit: Unit, role: str, starts_on: date, actor: User | None) -> Post:
    """Put a person into a role at a unit from a day on. Raises ValidationError when the role does not belong there or is held already."""
    if role not in ROLES_AT[unit.kind]:
        raise ValidationError(f"{unit.get_kind_display()}没有这种岗位，请换一种。")
    with recorded() as trail:
        Unit.objects.select_for_update().get(pk=unit.pk)
        if Post.objects.filter(user=user, unit=unit, role=role).held_on(starts_on).exists():
            raise ValidationError(f"{user} 已在这个岗位上。")
        post = Post.objects.create(user=user, unit=unit, role=role, starts_on=starts_on)
        trail.add(chain_of(unit), actor, "post.give", post, user=user.pk, unit=unit.pk, role=role, starts_on=starts_on)
    return post


def end_post(post: Post, ends_on: date, actor: User | None) -> Post:
    """The person's last day in the post; what was done in it stays."""
    with recorded() as trail:
        post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
        if ends_on < post.starts_on:
            raise ValidationError("离任日期不能早于任职日期。")
        post.ends_on = ends_on
        post.save(update_fields=["ends_on"])
        trail.add(chain_of(post.unit), actor, "post.end", post, ends_on=ends_on)
    return post


def appoint(unit: Unit, facts: dict, actor: User) -> Post:
    """Give the post to `facts["user"]`, or to a new account of that username and name, all in one transaction."""
    with recorded():
        user = facts["user"] or open_account(facts["username"], facts["name"], actor)
        return give_post(user, unit, facts["role"], facts["starts_on"], actor)
