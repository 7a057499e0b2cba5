"""What waits in the duty files for whoever keeps them."""

from django.urls import reverse

from deputies.models import CorrectionRequest, DutyEntry, DutyObjection
from desk.work import Task


def duty_tasks(user) -> list[Task]:
    """Entries to confirm, objections and requests for a correction to answer."""
    entries = DutyEntry.objects.kept_by(user).waiting().count()
    objections = DutyObjection.objects.kept_by(user).waiting().count()
    requests = CorrectionRequest.objects.kept_by(user).waiting().count()
    found = [
        Task(entries, "补录的履职待确认", "代表和站里补录的，确认以后才计入", reverse("deputies:entries"), "去确认"),
        Task(objections, "履职异议待答复", "代表认为记得不对的，核对以后答复", reverse("deputies:objections"), "去答复"),
        Task(requests, "代表请更正资料", "核对、改好档案以后答复", reverse("deputies:requests"), "去答复"),
    ]
    return [task for task in found if task.count]
