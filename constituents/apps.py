"""Reception days, visits and the people who come."""

from django.apps import AppConfig
from django.urls import reverse


class ConstituentsConfig(AppConfig):
    name = "constituents"
    verbose_name = "来访"

    def ready(self) -> None:
        from constituents.resources import plans
        from constituents.rules.chances import chances
        from constituents.rules.open_work import waiting
        from constituents.services import activities, boxes, home_days, home_visits, households
        from constituents.services.planning import replace_departed
        from constituents.services.receptions import all_duties
        from deputies.choices import DutySource
        from deputies.registry import register_chances, register_source, seats_changed
        from jobs.registry import register_kind
        from stations.registry import register_open_work

        register_kind(plans.KIND, plans.make_all)
        register_open_work("receptions", waiting)
        _register_reminders()
        register_source(DutySource.RECEPTION, all_duties, lambda pk: reverse("constituents:reception", args=[pk]))
        register_source(DutySource.LETTER, boxes.all_duties, lambda pk: reverse("opinions:letter", args=[pk]), boxes.outcomes)
        register_source(DutySource.VISIT, home_visits.all_duties, lambda pk: reverse("opinions:visit", args=[pk]))
        register_source(DutySource.ACTIVITY, activities.all_duties, lambda pk: reverse("opinions:activity", args=[pk]))
        register_source(DutySource.HOUSEHOLD, households.all_duties, lambda pk: reverse("opinions:meeting", args=[pk]))
        register_source(DutySource.HOME_DAY, home_days.all_duties, lambda pk: reverse("constituents:home_day", args=[pk]))
        register_chances(chances)
        seats_changed.connect(replace_departed, dispatch_uid="receptions")
        self._follow_stations()

    def _follow_stations(self) -> None:
        """What is kept at a unit and follows it; which planned days a changed calendar moves."""
        from constituents.rules.moving import shifts
        from constituents.services import boxes, home_days, merging
        from constituents.services.moving import tell_stations
        from constituents.services.receptions import rename
        from stations.registry import Belongings, PlannedSource, register_belongings, register_planned

        register_planned("receptions", PlannedSource(shifts, tell_stations))
        register_belongings("boxes", Belongings(foresee=boxes.foresee, settle=boxes.settle))
        register_belongings("home_days", Belongings(foresee=home_days.foresee, settle=home_days.settle))
        register_belongings("receptions", Belongings(foresee=merging.foresee, settle=merging.settle, rename=rename))


def _register_reminders() -> None:
    from constituents.rules.attendance_reminders import ATTENDANCE, attendance_reminders
    from constituents.rules.box_list_reminders import BOX_LIST, box_list_reminders
    from constituents.rules.box_reminders import KINDS as BOX_KINDS
    from constituents.rules.box_reminders import box_reminders
    from constituents.rules.home_day_reminders import HOME_DAY
    from constituents.rules.household_reminders import HOUSEHOLD, household_reminders
    from constituents.rules.plan_reminders import RECEPTION_PLAN, YEAR_PLAN, plan_reminders, reception_plan_reminders
    from constituents.rules.reminders import RECEPTION, day_reminders
    from constituents.rules.swap_reminders import SWAP_OPEN, swap_reminders
    from notices.registry import register_planner

    register_planner("reception", day_reminders, RECEPTION, HOME_DAY)
    register_planner("swap", swap_reminders, SWAP_OPEN)
    register_planner("attendance", attendance_reminders, ATTENDANCE)
    register_planner("box", box_reminders, *BOX_KINDS)
    register_planner("box-list", box_list_reminders, BOX_LIST)
    register_planner("plan-missing", plan_reminders, YEAR_PLAN)
    register_planner("reception-plan", reception_plan_reminders, RECEPTION_PLAN)
    register_planner("household", household_reminders, HOUSEHOLD)
