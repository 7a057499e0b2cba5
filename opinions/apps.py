from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "opinions"
    verbose_name = "意见"

    def ready(self) -> None:
        from deputies.choices import DutySource
        from deputies.registry import register_source
        from jobs.registry import register_kind
        from notices.registry import register_planner
        from opinions.resources import intake
        from opinions.rules import duty, open_work, unit_work
        from opinions.rules.promises import PROMISE, promise_reminders
        from opinions.rules.reminders import LATE as REFERRAL_LATE
        from opinions.rules.reminders import MOVED, late_referral_reminders, moved_deadline_reminders
        from opinions.rules.step_reminders import FEEDBACK, feedback_reminders, step_reminders
        from opinions.rules.step_reminders import LATE as STEP_LATE
        from opinions.rules.urging import ABOVE, SOON, above_reminders, soon_reminders
        from opinions.rules.urging import KINDS as URGING
        from opinions.services.deadlines import DEADLINES
        from opinions.services.hand_over import pass_on_messages
        from opinions.services.register import rename
        from stations.registry import Belongings, register_belongings, register_deadlines, register_open_work

        register_kind("opinions.intake", intake.check)
        register_kind("opinions.import", intake.write)
        register_planner("steps", step_reminders, STEP_LATE)
        register_planner("feedback", feedback_reminders, FEEDBACK)
        register_planner("referral-late", late_referral_reminders, REFERRAL_LATE)
        register_planner("referral-soon", soon_reminders, URGING[SOON])
        register_planner("referral-late-above", above_reminders, URGING[ABOVE])
        register_planner("promise-due", promise_reminders, PROMISE)
        register_planner("deadlines-moved", moved_deadline_reminders, MOVED)
        register_open_work("opinions", open_work.waiting, pass_on_messages)
        register_source(DutySource.OPINION, duty.rebuild, duty.url_of, duty.outcomes)
        register_belongings("opinions", Belongings(pending=unit_work.pending, foresee=unit_work.foresee, rename=rename))
        register_deadlines("opinions", DEADLINES)
