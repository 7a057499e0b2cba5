"""The annual report as a workbook: statistics, every counted act once, and how it was counted."""

from openpyxl import Workbook

from common import clock
from deputies.choices import DutyKind, DutySource
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from reports.rules.access import congresses_of
from reports.services.annual import KINDS, Annual, CongressPart, Tally
from reports.services.paper import LINE, TALLEST, Sheet, in_words, local, new_book, saved
from stations.models import Unit

STATISTICS, DETAIL, EXPLANATION = "统计表", "明细", "口径说明"
COUNTED = {
    DutyKind.OPINION: "接待代表名下登记的群众意见，每件对每名接待代表计一次；作废的意见不计。由意见登记自动产生。",
    DutyKind.RECEPTION: "代表到站接待群众，每名代表每个接待日计一次，不论当天接待几人。由接待登记自动产生。",
}
ENTERED = "由人大办补录并确认，每条计一次。"
DETAIL_STYLES = ("fact", "fact", "text", "fact", "fact", "text", "text", "fact", "fact", "fact")
FACTS = ("pk", "kind", "title", "on", "deputy_id", "deputy__name", "content", "place", "station__name", "source")
CONFIRMED = ("confirmed_by__name", "confirmed_at")


def produce(job: Job, progress: Progress) -> Produced:
    """The runner of the job kind "annual": params congress (id), year, below."""
    congress = congresses_of(job.owner).filter(pk=job.params["congress"]).first()
    if congress is None:
        raise JobError("您现在的岗位看不到这个人大的报表。请先切换岗位，再重新生成。")
    data, report = workbook(Tally(congress, job.params["year"], job.params["below"]), str(job.owner), progress)
    return Produced(data, file_name(congress, report.year), {"text": f"共 {report.total:,} 次履职"})


def file_name(congress: Unit, year: int) -> str:
    return f"{congress.name}{year}年度代表履职情况统计表.xlsx"


def workbook(tally: Tally, writer: str, progress: Progress = lambda done, total: None) -> tuple[bytes, Annual]:
    """The finished .xlsx and the figures in it. The detail sheet is written first and counted while it is written."""
    book = new_book()
    statistics = Sheet(book, STATISTICS, [7, 20, 12, *[7.5] * len(KINDS), 8, 26])
    detail = Sheet(book, DETAIL, [14, 13, 30, 12, 11, 50, 22, 11, 11, 17])
    _write_detail(detail, tally, progress)
    report = tally.result()
    _write_statistics(statistics, report, writer)
    _write_explanation(book, report, writer)
    return saved(book), report


def _write_detail(sheet: Sheet, tally: Tally, progress: Progress) -> None:
    sheet.paper(head_row=3, frozen_columns=1, filtered=True)
    sheet.title(f"{tally.year}年度代表履职明细")
    sheet.thirds(f"填报单位：{tally.congress.name}", f"统计期：{_period(tally.year)}", f"填报日期：{in_words(clock.today())}")
    sheet.head(["编号", "履职类型", "标题", "时间", "代表", "内容", "地点/站点", "来源", "确认人", "确认时间"])
    records = tally.records()
    total, kinds, sources = records.count(), dict(DutyKind.choices), dict(DutySource.choices)
    for done, row in enumerate(records.values_list(*FACTS, *CONFIRMED).iterator(chunk_size=2000), 1):
        pk, kind, title, on, deputy_id, deputy, content, place, station, source, confirmed_by, confirmed_at = row
        if tally.add(deputy_id, kind, on):
            by = confirmed_by or ("待确认" if source == DutySource.ENTERED else "自动记入")
            where = place or station
            facts = (
                f"LZ-{pk:08d}",
                kinds.get(kind) or tally.own_kinds.name(kind),
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


def _write_statistics(sheet: Sheet, report: Annual, writer: str) -> None:
    sheet.paper(head_row=3, frozen_columns=3)
    sheet.title("代表年度履职情况统计表")
    sheet.thirds(f"填报单位：{report.congress.name}", f"统计期：{_period(report.year)}", f"填报日期：{in_words(clock.today())}")
    sheet.head(["序号", "代表小组", "代表姓名", *[kind.label for kind in KINDS], "合计", "备注"])
    for part in report.parts:
        _write_part(sheet, part, report.below)
    if report.below:
        if report.repeated_total:
            less = [*report.repeated_cells, -report.repeated_total]
            sheet.rows(["减", None, "重复列示", *less, "兼任多级代表，各级都列"], "cell")
        sheet.rows(["总计", None, None, *report.counts, report.total, "每次履职只计一次"], "sum")
    sheet.rows([None] * sheet.columns, "line")
    sheet.thirds(f"填表人：{writer}", "审核人：", "单位负责人（签字）：")


def _write_part(sheet: Sheet, part: CongressPart, below: bool) -> None:
    if below:
        sheet.rows([part.congress.name] + [None] * (sheet.columns - 1), "part")
    number = 0
    for group in part.groups:
        for line in group.lines:
            number += 1
            sheet.rows([number, line.group, line.name, *line.counts, line.total, line.note], "cell")
        sheet.rows(["小计", group.name, None, *group.counts, group.total, f"{len(group.lines)} 名代表"], "sum")
    sheet.rows(["合计", part.congress.name, None, *part.counts, part.total, f"{part.deputies} 名代表"], "sum")


def _write_explanation(book: Workbook, report: Annual, writer: str) -> None:
    sheet = Sheet(book, EXPLANATION, [22, 100])
    sheet.paper(head_row=2)
    sheet.title("口径说明")
    sheet.head(["项目", "说明"])
    for name, words in explanation(report, writer):
        sheet.rows([name, words], "text", sheet.lines_of(words, 1) * LINE + 6)


def explanation(report: Annual, writer: str) -> list[tuple[str, str]]:
    """What is counted how, for the workbook and the page."""
    now = local(clock.now())
    scope = f"{report.congress.name}及其下级人大" if report.below else f"{report.congress.name}本级"
    lines = [
        ("统计范围", f"{scope}，{_period(report.year)}发生的履职。"),
        (
            "哪些代表",
            "当年任期内担任过本级代表的都列出，没有履职记录的也列出。年中当选、补选或终止的，只计在任那些天的履职，暂停执行代表职务的那些天不计，备注栏写明起止。",
        ),
        ("归属", "履职记录属于代表本人。履职当天担任哪一级代表，就计入哪一级人大的表。"),
        ("兼任多级代表", "在各级人大的表中都列出；含下级的总计里每次履职只计一次，多出的次数在「减：重复列示」一行扣除。"),
        ("代表小组", "按当年最后一段任期所在的小组列；小计、合计都等于上面各行之和。"),
        *[(kind.label, COUNTED.get(kind, ENTERED)) for kind in KINDS],
        ("合计", "一名代表各类履职次数之和，不分轻重，不作排名。"),
        ("与明细的关系", "统计表的每个数都由「明细」表逐行加出；明细表中每次履职只出现一次。"),
        ("数据来源", "代表履职登记、接待登记、意见登记。"),
        ("生成时间", f"{in_words(now.date())} {now:%H:%M}，由 {writer} 生成。之后补录、更正的不在内，可重新生成。"),
    ]
    return lines


def _period(year: int) -> str:
    today = clock.today()
    end = f"（截至{today.month}月{today.day}日）" if today.year == year else ""
    return f"{year}年1月1日至12月31日{end}"
