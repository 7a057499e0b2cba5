"""What a deputy who falls short is told once the office pressed the button (D2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from deputies.models import NormReminder
from deputies.rules.norms import Standing
from notices.registry import Draft, Kind, Slot

REMINDED = Kind(
    "norm-short",
    "履职指标还差",
    (Slot(to="还差的代表", at=None, on="人大办在「履职指标」点「提醒」的时候"),),
    "制度里的履职指标",
    ("履职指标「走访群众或进站接待」还差", "今年要求 2 次，已有 1 次，还差 1 次。青禾镇人大主席团提醒。"),
    kept="人大办点了「提醒」才发，不点不发。",
)
TOLD_FOR = timedelta(days=14)
PERIODS = {"month": "每月", "quarter": "每季度", "year": "今年", "term": "本届"}


def words_of(row: Standing, congress: str) -> tuple[str, str]:
    """Title and body; no personal data."""
    norm = row.norm
    asked = f"{PERIODS[norm.period]}要求 {norm.number} 次，" + ("" if norm.is_binding else "请力争完成，")
    done = f"已有 {row.done} 次，还差 {row.missing} 次" if len(row.counts) == 1 else "还差的：" + "、".join(row.short_in[-4:])
    return f"履职指标「{norm.name}」还差"[:120], f"{asked}{done}。{congress}提醒。"[:300]


def norm_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """One for each deputy with a login whom the office reminded."""
    rows = NormReminder.objects.filter(reminded_at__gte=since, reminded_at__lte=until).exclude(deputy__user=None)
    facts = ("pk", "period", "title", "words", "reminded_at", "congress_id", "deputy__user_id")
    for pk, period, title, words, at, congress_id, user_id in rows.order_by("pk").values_list(*facts):
        url = reverse("deputies:duty")
        yield Draft(REMINDED.name, str(pk), f"{period:%Y%m%d}", user_id, title, words, url, at, at + TOLD_FOR, unit_id=congress_id)
