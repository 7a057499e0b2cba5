"""The annual report as a workbook: statistics, groups, stations, years and norms, every counted act once, and how it was counted."""

from collections.abc import Sequence

from deputies.choices import DutySource
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from reports.rules.access import congresses_of
from reports.rules.annual import SPAN, Annual, CongressPart, Only, Wanted
from reports.rules.annual_words import explanation
from reports.rules.annual_years import Years
from reports.services.annual import Tally, annual_years, name_of
from reports.services.annual_closed import closed_in
from reports.services.annual_norms import norm_table
from reports.services.annual_sheets import Head, explain, fill_norms, fill_parts, fill_years, new_norms, new_parts, new_years
from reports.services.paper import LINE, TALLEST, Sheet, local, new_book, saved

STATISTICS, DETAIL = "统计表", "明细"
DETAIL_STYLES = ("fact", "fact", "text", "fact", "fact", "text", "text", "fact", "fact", "fact")
FACTS = ("pk", "kind", "title", "on", "deputy_id", "deputy__name", "content", "place", "station__name", "station_id", "source")
CONFIRMED = ("confirmed_by__name", "confirmed_at")


def produce(job: Job, progress: Progress) -> Produced:
    """The runner of the job kind "annual": params congress (id), year, below; span and only (group, station, deputy) may be missing."""
    congress = congresses_of(job.owner).filter(pk=job.params["congress"]).first()
    if congress is None:
        raise JobError("您现在的岗位看不到这个人大的报表。请先切换岗位，再重新生成。")
    only, span = Only(**job.params.get("only", {})), job.params.get("span", SPAN)
    tally = Tally(congress, job.params["year"], job.params["below"], only)
    data, report = workbook(tally, str(job.owner), progress, span)
    name = f"{congress.name}{name_of(only)}{report.year}年度代表履职情况统计表.xlsx"
    return Produced(data, name, {"text": f"共 {report.total:,} 次履职"})


def workbook(tally: Tally, writer: str, progress: Progress = lambda done, total: None, span: int = SPAN) -> tuple[bytes, Annual]:
    """The finished .xlsx and the figures in it. The detail sheet is written while it is counted; the sheets before it are filled afterwards."""
    wanted = Wanted(tally.congress, tally.year, tally.below, tally.only, span)
    norms = None if wanted.below else norm_table(wanted.congress, wanted.year, wanted.only)
    name = name_of(wanted.only)
    head = Head(f"{wanted.congress.name}{name}", wanted.year, writer)
    book = new_book()
    statistics = Sheet(book, STATISTICS, [7, 20, 12, *[7.5] * len(tally.kinds), 8, 26])
    groups = new_parts(book, "按小组", tally.kinds) if not wanted.below and wanted.only.is_all else None
    stations = new_parts(book, "按站（家）", tally.kinds) if not wanted.below and wanted.only.station is wanted.only.deputy is None else None
    compared = new_years(book, wanted.years)
    against = new_norms(book, norms) if norms and norms.is_asked else None
    detail = Sheet(book, DETAIL, [14, 13, 30, 12, 11, 50, 22, 11, 11, 17])
    _write_detail(detail, tally, head, progress)
    report = tally.result()
    closed = [each.words for each in closed_in(report.parts, report.year, report.only)]
    _write_statistics(statistics, report, head, closed)
    if groups:
        fill_parts(groups, "代表小组", report.parts[0], report.parts[0].groups, head)
    if stations:
        fill_parts(stations, "联系的站（家）", report.parts[0], report.parts[0].stations, head)
    past = annual_years(wanted.congress, wanted.years[:-1], wanted.below, wanted.only)
    fill_years(compared, Years([*past, report]), head)
    if against:
        fill_norms(against, norms, head)
    explain(book, explanation(wanted, name, writer, report.kinds, closed))
    return saved(book), report


def _write_detail(sheet: Sheet, tally: Tally, head: Head, progress: Progress) -> None:
    sheet.paper(head_row=3, frozen_columns=1, filtered=True)
    head.over(sheet, f"{tally.year}年度代表履职明细")
    sheet.head(["编号", "履职类型", "标题", "时间", "代表", "内容", "地点/站点", "来源", "确认人", "确认时间"])
    records = tally.records()
    total, sources = records.count(), dict(DutySource.choices)
    for done, row in enumerate(records.values_list(*FACTS, *CONFIRMED).iterator(chunk_size=2000), 1):
        pk, kind, title, on, deputy_id, deputy, content, place, station, station_id, source, confirmed_by, confirmed_at = row
        if tally.add(deputy_id, kind, on, 1, (place, station_id)):
            by = confirmed_by or ("待确认" if source == DutySource.ENTERED else "自动记入")
            where = place or station
            facts = (
                f"LZ-{pk:08d}",
                tally.columns.name(kind),
                title,
                on,
                deputy,
                content,
                where,
                sources[source],
                by,
                local(confirmed_at),
            )
            lines = max(sheet.lines_of(title, 2), sheet.lines_of(content, 5), sheet.lines_of(where, 6))
            sheet.append(facts, DETAIL_STYLES, min(lines * LINE + 3, TALLEST))
        if done % 500 == 0:
            progress(done, total)


def _write_statistics(sheet: Sheet, report: Annual, head: Head, closed: Sequence[str]) -> None:
    sheet.paper(head_row=3, frozen_columns=3)
    head.over(sheet, "代表年度履职情况统计表")
    sheet.head(["序号", "代表小组", "代表姓名", *[kind.label for kind in report.kinds], "合计", "备注"])
    for part in report.parts:
        _write_part(sheet, part, report.below)
    if report.below:
        if report.repeated_total:
            less = [*(count for _, count in report.repeated_cells), -report.repeated_total]
            sheet.rows(["减", None, "重复列示", *less, "兼任多级代表，各级都列"], "cell")
        sheet.rows(["总计", None, None, *report.counts, report.total, "每次履职只计一次"], "sum")
    for words in closed:
        sheet.rows([words] + [None] * (sheet.columns - 1), "line")
    head.under(sheet)


def _write_part(sheet: Sheet, part: CongressPart, below: bool) -> None:
    if below:
        sheet.rows([part.congress.name] + [None] * (sheet.columns - 1), "part")
    number = 0
    for group in part.groups:
        for line in group.lines:
            number += 1
            sheet.rows([number, line.group.name, line.name, *line.counts, line.total, line.note], "cell")
        sheet.rows(["小计", group.name, None, *group.counts, group.total, f"{len(group.lines)} 名代表"], "sum")
    sheet.rows(["合计", part.congress.name, None, *part.counts, part.total, f"{part.deputies} 名代表"], "sum")
