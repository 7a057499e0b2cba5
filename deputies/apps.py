from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    name = "deputies"
    verbose_name = "代表"

    def ready(self) -> None:
        from deputies.resources import jobs
        from jobs.registry import register_kind

        register_kind(jobs.CHECK, jobs.check)
        register_kind(jobs.WRITE, jobs.write)
