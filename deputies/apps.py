from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    name = "deputies"
    verbose_name = "代表"

    def ready(self) -> None:
        from deputies.resources import jobs
        from deputies.rules.seats import logins_below
        from deputies.services import merging
        from jobs.registry import register_kind
        from notices.registry import register_reach
        from stations.registry import Belongings, register_belongings

        register_kind(jobs.CHECK, jobs.check)
        register_kind(jobs.WRITE, jobs.write)
        register_belongings("deputies", Belongings(foresee=merging.foresee, settle=merging.settle))
        register_reach("seats", logins_below)
