from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "提醒"

    def ready(self) -> None:
        from notices.registry import register_planner
        from notices.rules.changes import CHANGE, change_drafts

        register_planner(CHANGE.name, change_drafts, CHANGE)
