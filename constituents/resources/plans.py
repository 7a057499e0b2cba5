"""The job that makes the year's plans of all stations below an office that have none yet."""

from django.urls import reverse

from constituents.rules.plans import can_make_all, plan_units
from constituents.services.plans import make_plans
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress

KIND = "receptions.plan"
BATCH = 25  # stations a transaction: the lock on each is short, and a stopped job loses little
TOLD = 5


def make_all(job: Job, progress: Progress) -> Produced:
    """Done again, it goes on with the stations that still have no plan."""
    if not can_make_all(job.owner):
        raise JobError("您已不在人大办的岗位上，请核对岗位。")
    year = job.params["year"]
    stations = list(plan_units(job.owner).open().order_by("path"))
    made = make_plans(stations, year, job.owner, BATCH, progress)
    names = {unit.pk: unit.name for unit in stations}
    text = f"排好 {made.plans} 个站（家）{year} 年的接待计划，共 {made.days} 天。"
    for reason in sorted(set(made.left.values())):
        left = [names[pk] for pk, why in made.left.items() if why == reason]
        text += f"{'、'.join(left[:TOLD])}{f'等 {len(left)} 个' if len(left) > TOLD else ''}没有排：{reason}"
    return Produced(outcome={"text": text, "url": reverse("constituents:plans_year", args=[year]), "label": "看各站的计划"})
