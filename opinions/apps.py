from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "opinions"
    verbose_name = "意见"

    def ready(self) -> None:
        from deputies.choices import DutySource
        from deputies.registry import register_source
        from notices.registry import register_planner
        from opinions.rules import duty
        from opinions.rules.reminders import late_referral_reminders

        register_planner("referral-late", late_referral_reminders)
        register_source(DutySource.OPINION, duty.rebuild, duty.url_of)
