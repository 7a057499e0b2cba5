from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "opinions"
    verbose_name = "意见"

    def ready(self) -> None:
        from deputies.choices import DutySource
        from deputies.registry import register_source
        from jobs.registry import register_kind
        from notices.registry import Kind, register_planner
        from opinions.resources import intake
        from opinions.rules import duty, open_work, unit_work
        from opinions.rules.promises import promise_reminders
        from opinions.rules.reminders import late_referral_reminders, moved_deadline_reminders
        from opinions.rules.urging import above_reminders, soon_reminders
        from opinions.services.deadlines import DEADLINES
        from opinions.services.hand_over import pass_on_messages
        from stations.registry import Belongings, register_belongings, register_deadlines, register_open_work

        register_kind("opinions.intake", intake.check)
        register_kind("opinions.import", intake.write)
        register_planner("referral-late", late_referral_reminders, Kind("referral-late", "交办超期", "到期第二天早上，提醒承办单位和联络员。"))
        register_planner("referral-soon", soon_reminders, Kind("referral-soon", "交办快到期", "到期前两个工作日，提醒承办单位。"))
        register_planner("referral-late-above", above_reminders, Kind("referral-late-above", "交办久未答复", "超期五个工作日，提醒上级。"))
        register_planner("promise-due", promise_reminders, Kind("promise-due", "承诺到期", "承诺的那天早上，提醒联络员和承办单位。"))
        register_open_work("opinions", open_work.waiting, pass_on_messages)
        register_planner("deadlines-moved", moved_deadline_reminders, Kind("deadlines-moved", "期限变了", "工作日历改动以后，提醒办件的人。"))
        register_source(DutySource.OPINION, duty.rebuild, duty.url_of)
        register_belongings("opinions", Belongings(pending=unit_work.pending, foresee=unit_work.foresee))
        register_deadlines("opinions", DEADLINES)
