"""What the annual statistics count how, in the office's words: for the workbook and for the page."""

from collections.abc import Iterable, Sequence

from common import clock
from reports.rules.annual import Wanted, day_of
from reports.rules.kinds import Kind

WHO = (
    "当年任期内担任过本级代表的都列出，没有履职记录的也列出。年中当选、补选或终止的，只计在任那些天的履职，"
    "暂停执行代表职务的那些天不计，备注栏写明起止。"
)
NORMS = (
    "按现行制度里的指标，对照履职记录；标明「本届」的，从本届开始算到今天。只要求已经开始的月份、季度；中途任职、暂停或离任的，只要求整段在任的时段；每届一次的，任到届满的补选代表也要求。"
    "「还差」按每个月份、季度分别算，这一段多做的不抵另一段。按名册顺序列，不打分，不排名。"
)

CLOSED = "本表是现在的数，包括关闭以后的更正；关闭时报出的表和每一处更正，在「代表 → 年度关闭」里看。"


def period_of(year: int) -> str:
    """The days that a report of the year covers, with today while the year lasts."""
    today = clock.today()
    end = f"（截至{day_of(today)}）" if today.year == year else ""
    return f"{year}年1月1日至12月31日{end}"


def explanation(wanted: Wanted, name: str, writer: str, kinds: Iterable[Kind], closed: Sequence[str] = ()) -> list[tuple[str, str]]:
    """(item, words). name: of the group, station or deputy to which the report is narrowed; closed: what is said of each closed year."""
    now = clock.now().astimezone(clock.SHANGHAI)
    scope = f"{wanted.congress.name}及其下级人大" if wanted.below else f"{wanted.congress.name}{f'，{name}' if name else '本级'}"
    return [
        ("统计范围", f"{scope}，{period_of(wanted.year)}发生的履职。"),
        *[("年度关闭", f"{''.join(closed)}{CLOSED}") for _ in closed[:1]],
        ("哪些代表", WHO),
        ("归属", "履职记录属于代表本人。履职当天担任哪一级代表，就计入哪一级人大的表。"),
        ("兼任多级代表", "在各级人大的表中都列出；含下级的总计里每次履职只计一次，多出的次数在「减：重复列示」一行扣除。"),
        ("代表小组", "按当年最后一段任期所在的小组列；小计、合计都等于上面各行之和。"),
        ("站（家）", "按当年最后一段任期联系的站（家）列，在别的站（家）做的也计在这里；每名代表只列一次，合计等于上面各行之和。"),
        (
            "历年对比",
            "每一年都按当年在任的代表、当年所在的小组和站（家）统计；「增减」是比上一年多或少的次数，当年没有在任的写「—」。已经关闭的年度，也是现在的数。",
        ),
        ("对照指标", NORMS),
        *[(kind.label, kind.counted) for kind in kinds],
        ("合计", "一名代表各类履职次数之和，不分轻重，不作排名。"),
        ("与明细的关系", "当年的每个数都由「明细」表逐行加出；明细表中每次履职只出现一次。"),
        ("数据来源", "代表履职登记、接待登记、意见登记。"),
        ("生成时间", f"{now.year}年{day_of(now.date())} {now:%H:%M}，由 {writer} 生成。之后补录、更正的不在内，可重新生成。"),
    ]
