"""Ask for a report: each becomes a job of whoever asked."""

from dataclasses import asdict
from uuid import UUID

from jobs.models import Job
from jobs.services import start
from reports.rules.annual import Wanted
from reports.services.annual import name_of

ANNUAL, OPINIONS, VISITS = "annual", "opinions", "visits"
LOG, RECEPTIONS = "station_log", "receptions"
LEDGERS = {OPINIONS: "社情民意台账", VISITS: "民情工作日志", LOG: "民情工作日志", RECEPTIONS: "接待选民台账"}


def order_annual(wanted: Wanted, actor, request_key: UUID) -> Job:
    """The annual workbook of a congress, or of what it is narrowed to; two clicks with one key make one job."""
    only = {name: value for name, value in asdict(wanted.only).items() if value is not None}
    below = "（含下级）" if wanted.below else ""
    title = f"{wanted.congress.name}{name_of(wanted.only)}{wanted.year}年度代表履职情况统计表{below}"
    params = {"congress": wanted.congress.pk, "year": wanted.year, "below": wanted.below, "span": wanted.span, "only": only}
    return start(ANNUAL, title, actor, params, request_key)


def order_ledger(kind: str, query: str, actor, request_key: UUID) -> Job:
    """All rows of a list as a ledger; query is the list's filter as it stood in the address."""
    return start(kind, LEDGERS[kind], actor, {"query": query}, request_key)
