from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    name = "deputies"
    verbose_name = "代表"

    def ready(self) -> None:
        from deputies.choices import DutySource
        from deputies.registry import register_source
        from deputies.resources import entry_jobs, jobs
        from deputies.rules import entries
        from deputies.rules.reminders import REMINDED, norm_reminders
        from deputies.rules.seats import logins_below
        from deputies.services import merging
        from jobs.registry import register_kind
        from notices.registry import register_planner, register_reach
        from stations.registry import Belongings, register_belongings

        register_source(DutySource.ENTERED, entries.rebuild, entries.url_of)
        register_kind(jobs.CHECK, jobs.check)
        register_kind(jobs.WRITE, jobs.write)
        register_kind(entry_jobs.CHECK, entry_jobs.check)
        register_kind(entry_jobs.WRITE, entry_jobs.write)
        register_belongings("deputies", Belongings(foresee=merging.foresee, settle=merging.settle))
        register_planner("norm-short", norm_reminders, REMINDED)
        register_reach("seats", logins_below)
