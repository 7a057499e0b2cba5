from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "enrolment"
    verbose_name = "开通账号"

    def ready(self) -> None:
        from enrolment.resources import jobs
        from enrolment.services.slips import KIND, make_slips
        from jobs.registry import register_kind

        register_kind(jobs.CHECK, jobs.check)
        register_kind(jobs.WRITE, jobs.write)
        register_kind(KIND, make_slips)
