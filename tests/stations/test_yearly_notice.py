"""Reading the State Council's notice: real wordings of several years, and what is wrong or not understood."""

from datetime import date

import pytest

from stations import known_years
from stations.rules.festivals import Festival
from stations.rules.yearly_notice import read_notice, year_of

NOTICE_2026 = """国务院办公厅关于2026年
部分节假日安排的通知

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，确保人民群众祥和平安度过节日假期。
"""


def by_name(notice) -> dict[str, tuple]:
    return {each.name: ([f"{day:%m%d}" for day in each.off], [f"{day:%m%d}" for day in each.make_up]) for each in notice.festivals}


def test_the_notice_of_2026_gives_the_days_that_came_with_the_product():
    notice = read_notice(NOTICE_2026, year_of(NOTICE_2026))
    assert (notice.faults, notice.doubts) == ([], [])
    found = [(day, False, each.name) for each in notice.festivals for day in each.off]
    found += [(day, True, each.name) for each in notice.festivals for day in each.make_up]
    assert sorted(found) == sorted(row for row in known_years.days() if row[0].year == 2026)


def test_without_line_breaks_and_with_other_marks():
    flat = NOTICE_2026.replace("\n", "").replace("（", " (").replace("）", ") ").replace("至", "—").replace("，", ",")
    assert by_name(read_notice(flat, 2026)) == by_name(read_notice(NOTICE_2026, 2026))


@pytest.mark.parametrize(
    ("year", "sentence", "off", "make_up"),
    [
        (2025, "一、元旦：1月1日（周三）放假1天，不调休。", ["0101"], []),
        (2024, "一、元旦：1月1日放假，与周末连休。", ["0101"], []),
        (2023, "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。", ["1231", "0101", "0102"], []),
        (2019, "一、元旦：12月30日至1月1日放假调休，共3天。2018年12月29日（星期六）上班。", ["1230", "1231", "0101"], ["1229"]),
        (2017, "一、元旦：1月1日放假，1月2日（星期一）补休。", ["0101", "0102"], []),
        (
            2020,
            "六、国庆节、中秋节：10月1日至3日放假调休，共3天。9月27日（星期日）、10日（星期六）上班。",
            ["1001", "1002", "1003"],
            ["0927", "0910"],
        ),
        (2024, "六、中秋节：9月15日（周日）至17日（周二）放假调休，9月14日（周六）上班。", ["0915", "0916", "0917"], ["0914"]),
    ],
)
def test_wordings_of_other_years(year, sentence, off, make_up):
    notice = read_notice(sentence, year)
    assert list(by_name(notice).values()) == [(off, make_up)]
    assert [fault for fault in notice.faults if "9月10日" not in fault] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("5月9日（周六）", "5月9日（周日）", "「劳动节」写着5月9日是周日，日历上 2026 年这一天是周六，请核对年份和日期。"),
        ("5月9日（周六）", "5月8日", "「劳动节」的5月8日是周五，本来就上班，请核对。"),
        ("共9天", "共8天", "「春节」写着放假 8 天，按日期数是 9 天，请核对：2月15日（周日）至23日（周一）放假调休，共8天。"),
        ("4月4日（周六）至6日（周一）", "4月31日", "「清明节」里没有「4月31日」这一天，请核对：4月31日放假，共3天。"),
        ("6月19日（周五）至21日", "6月21日（周日）至19日", "「端午节」放假从6月21日到6月19日，请核对：6月21日（周日）至19日（周日）放假，共3天。"),
        ("9月25日（周五）至27日（周日）放假，共3天", "10月1日（周四）放假", "10月1日在「中秋节」和「国庆节」里都有，请核对。"),
    ],
)
def test_contradictions_are_named(old, new, fault):
    assert fault in read_notice(NOTICE_2026.replace(old, new), 2026).faults


def test_what_was_not_understood_is_named_with_its_sentence():
    more = NOTICE_2026.replace("2月28日（周六）上班。", "2月28日（周六）上班。鼓励各单位安排职工在小年（2月10日）休息。")
    notice = read_notice(more, 2026)
    assert notice.doubts == ["春节：鼓励各单位安排职工在小年（2月10日）休息。"]
    assert by_name(notice) == by_name(read_notice(NOTICE_2026, 2026))


def test_a_missing_festival_and_an_empty_text():
    short = "\n".join(line for line in NOTICE_2026.splitlines() if not line.startswith(("五、", "六、")))
    assert read_notice(short, 2026).doubts == ["没有读到：端午、中秋。"]
    assert read_notice("今天天气很好。", 2026).faults == [
        "没有读到节日。每个节日应像这样写：「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。」"
    ]
    assert read_notice("一、元旦：另行通知。", 2026).faults[0] == "「元旦」没有读到放假的日子。"


def test_the_year_is_read_from_the_notice():
    assert [year_of(text) for text in (NOTICE_2026, "现将2027年元旦、春节", "一、元旦：1月1日")] == [2026, 2027, None]


def test_every_day_of_a_festival_is_read(db):
    assert read_notice(NOTICE_2026, 2026).festivals[0] == Festival("元旦", [date(2026, 1, day) for day in (1, 2, 3)], [date(2026, 1, 4)])
