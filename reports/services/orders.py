"""Ask for a report: each becomes a job of whoever asked."""

from uuid import UUID

from jobs.models import Job
from jobs.services import start
from stations.models import Unit

ANNUAL, OPINIONS, VISITS = "annual", "opinions", "visits"
LOG, RECEPTIONS = "station_log", "receptions"
LEDGERS = {OPINIONS: "社情民意台账", VISITS: "民情工作日志", LOG: "民情工作日志", RECEPTIONS: "接待选民台账"}


def order_annual(congress: Unit, year: int, below: bool, actor, request_key: UUID) -> Job:
    """The annual workbook of a congress; two clicks with one key make one job."""
    title = f"{congress.name}{year}年度代表履职情况统计表{'（含下级）' if below else ''}"
    return start(ANNUAL, title, actor, {"congress": congress.pk, "year": year, "below": below}, request_key)


def order_ledger(kind: str, query: str, actor, request_key: UUID) -> Job:
    """All rows of a list as a ledger; query is the list's filter as it stood in the address."""
    return start(kind, LEDGERS[kind], actor, {"query": query}, request_key)
