"""What of letter boxes waits for whom: for the start pages. Reads only."""

from collections.abc import Collection

from django.urls import reverse

from common import clock
from constituents.models import Letter, LetterBox
from constituents.rules.boxes import BoxLine, box_lines
from desk.work import Task


def box_tasks(station_ids: Collection[int]) -> list[Task]:
    """Boxes of these stations that were not opened in time, and letters that nobody has dealt with yet."""
    boxes = LetterBox.objects.in_use(clock.today()).filter(station_id__among=station_ids)
    lines = box_lines(boxes.for_list())
    late = [line for line in lines if line.standing.late]
    tasks = []
    if late:
        note = f"{late[0].box.name}：{late[0].standing.words}，{late[0].opener}开"
        tasks.append(Task(len(late), "信箱没有按时开", note, reverse("constituents:boxes") + "?state=late", "去看看", "late"))
    waiting = sum(line.box.waiting for line in lines)
    if waiting:
        oldest = Letter.objects.waiting().filter(opening__box__in=boxes).select_related("opening__box").order_by("opening__on", "pk").first()
        note = f"最早：{oldest.opening.box.name}，{oldest.opening.on.month}月{oldest.opening.on.day}日开箱"
        tasks.append(Task(waiting, "来信待处理", note, reverse("constituents:boxes") + "?state=waiting", "去处理", "soon"))
    return tasks


def boxes_of_deputy(deputy_id: int) -> list[BoxLine]:
    """Boxes in use that the deputy keeps."""
    return box_lines(LetterBox.objects.in_use(clock.today()).filter(keeper_id=deputy_id, with_liaison=False).for_list())


def letters_of_deputy(deputy_id: int) -> list[Letter]:
    """Letters given to the deputy that wait, the oldest first."""
    return list(Letter.objects.waiting().filter(deputy_id=deputy_id).select_related("opening__box").order_by("opening__on", "pk")[:5])
