"""The annual duty-performance report, ledgers and export jobs."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表"

    def ready(self) -> None:
        from jobs.registry import register_kind
        from notices.registry import register_planner
        from reports.resources import OpinionLedger, ReceptionLedger, StationLog, VisitLedger
        from reports.rules.reminders import UNSENT, quarter_reminders
        from reports.rules.summary_reminders import SUMMARY_UNSENT, summary_reminders
        from reports.services.annual_workbook import produce
        from reports.services.orders import ANNUAL, LOG, OPINIONS, RECEPTIONS, VISITS

        register_kind(ANNUAL, produce)
        register_kind(OPINIONS, OpinionLedger.produce)
        register_kind(VISITS, VisitLedger.produce)
        register_kind(LOG, StationLog.produce)
        register_kind(RECEPTIONS, ReceptionLedger.produce)
        register_planner("quarter-unsent", quarter_reminders, UNSENT)
        register_planner("summary-unsent", summary_reminders, SUMMARY_UNSENT)
