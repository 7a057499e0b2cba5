"""The annual duty-performance report, ledgers and export jobs."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表"

    def ready(self) -> None:
        from jobs.registry import register_kind
        from reports.services.annual_workbook import produce

        register_kind("annual", produce)
