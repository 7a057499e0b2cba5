from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "opinions"
    verbose_name = "意见"

    def ready(self) -> None:
        from notices.registry import register_planner
        from opinions.rules.reminders import late_referral_reminders

        register_planner("referral-late", late_referral_reminders)
