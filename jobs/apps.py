from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from celery.signals import task_postrun

        from jobs.services.pulse import note_task

        task_postrun.connect(note_task, weak=False, dispatch_uid="pulse")
