"""What happened to a post, from the audit trail, in the words of the page."""

import json
from collections.abc import Iterator

from accounts.models import AuditEntry
from stations.choices import Holder
from stations.models import Post

TITLES = {
    "post.give": "任命",
    "post.edit": "修改",
    "post.end": "登记离任",
    "post.hand_over": "移交",
    "post.stand_in": "登记请假",
    "post.stand_in_end": "代理提前结束",
}
FIELDS = {"holder": "A/B岗", "starts_on": "任职日期", "ends_on": "离任日期"}


def trail_of(post: Post) -> Iterator[dict]:
    """Newest first; each has the props of components/timeline_item.html."""
    entries = AuditEntry.objects.filter(subject=f"{Post._meta.label}:{post.pk}", action__in=TITLES).select_related("actor")
    for entry in entries.order_by("-pk"):
        body = json.loads(entry.body)
        yield {"title": TITLES[entry.action], "at": entry.at, "who": entry.actor or "系统", "detail": _detail(entry.action, body)}


def _detail(action: str, body: dict) -> str:
    if action == "post.edit":
        return "；".join(f"{FIELDS[name]}：{_told(old)} → {_told(new)}" for name, (old, new) in body["changed"].items())
    if action == "post.hand_over":
        waiting = "、".join(f"{label} {count}" for label, count in body["waiting"].items()) or "没有等着办的事"
        return f"从 {body['day']} 起由接手的人办；移交时：{waiting}"
    if action == "post.stand_in":
        return f"{body['starts_on']} 到 {body['ends_on']} 由同事代理"
    if action == "post.stand_in_end":
        return ""
    return f"从 {body['starts_on']} 起" if action == "post.give" else f"任到 {body['ends_on']}"


def _told(value: str | None) -> str:
    return dict(Holder.choices).get(value, value) or "空"
