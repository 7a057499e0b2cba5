"""Reception days, visits and the people who come."""

from django.apps import AppConfig
from django.urls import reverse


class ConstituentsConfig(AppConfig):
    name = "constituents"
    verbose_name = "来访"

    def ready(self) -> None:
        from constituents.resources import plans
        from constituents.rules.box_reminders import box_reminders
        from constituents.rules.home_day_reminders import home_day_reminders
        from constituents.rules.household_reminders import household_reminders
        from constituents.rules.open_work import waiting
        from constituents.rules.reminders import attendance_reminders, reception_reminders
        from constituents.services import activities, boxes, home_days, households, merging
        from constituents.services.planning import replace_departed
        from constituents.services.receptions import all_duties
        from deputies.choices import DutySource
        from deputies.registry import register_source, seats_changed
        from jobs.registry import register_kind
        from notices.registry import Kind, register_planner
        from stations.registry import Belongings, register_belongings, register_open_work

        register_kind(plans.KIND, plans.make_all)
        register_open_work("receptions", waiting)
        register_planner("reception", reception_reminders, Kind("reception", "接待日", "前三天、前一天、当天早上，提醒接待代表和联络员。"))
        register_planner("attendance", attendance_reminders, Kind("attendance", "缺到站登记", "接待日第二天早上，提醒联络员。"))
        register_planner(
            "box",
            box_reminders,
            Kind("box-shut", "信箱没有按时开", "应开的日子过了还没有开箱登记，提醒开箱人。"),
            Kind("box-shut-above", "信箱连续没有开", "连续两次没有按时开，提醒上面的站长、副站长和人大办。"),
        )
        register_planner("home-day", home_day_reminders, Kind("home-day", "代表之家活动日", "前三天、前一天早上，提醒应到代表和联络员。"))
        register_planner(
            "household", household_reminders, Kind("household", "与联系户见面", "10 月起每月 1 日，今年见面次数不够的，提醒代表和联络员。")
        )
        register_source(DutySource.RECEPTION, all_duties, lambda pk: reverse("constituents:reception", args=[pk]))
        register_source(DutySource.LETTER, boxes.all_duties, lambda pk: reverse("opinions:letter", args=[pk]))
        register_source(DutySource.ACTIVITY, activities.all_duties, lambda pk: reverse("opinions:activity", args=[pk]))
        register_source(DutySource.HOUSEHOLD, households.all_duties, lambda pk: reverse("opinions:meeting", args=[pk]))
        register_source(DutySource.HOME_DAY, home_days.all_duties, lambda pk: reverse("constituents:home_day", args=[pk]))
        seats_changed.connect(replace_departed, dispatch_uid="receptions")
        register_belongings("boxes", Belongings(foresee=boxes.foresee, settle=boxes.settle))
        register_belongings("home_days", Belongings(foresee=home_days.foresee, settle=home_days.settle))
        register_belongings("receptions", Belongings(foresee=merging.foresee, settle=merging.settle))
