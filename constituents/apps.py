from django.apps import AppConfig


class ConstituentsConfig(AppConfig):
    name = "constituents"
    verbose_name = "来访"

    def ready(self) -> None:
        from constituents.rules.reminders import reception_reminders
        from notices.registry import register_planner

        register_planner("reception", reception_reminders)
