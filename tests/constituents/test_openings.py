"""信箱开启登记: the register of openings on paper and as a workbook, by time and box, for those who see the boxes."""

from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from constituents.choices import LetterOutcome
from constituents.views import openings as views
from opinions.services.letters import open_box
from tests.factories.boxes import BoxFactory, drafted, facts_of, opened

REGISTER, EXPORT = "/visits/boxes/openings/", "/visits/boxes/openings/export/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel("2026-11-26 09:00+08:00", tick=False):
        yield


@pytest.fixture
def box(town):
    row = BoxFactory(station=town.station, name="河湾村代表信箱")
    letters = [drafted(outcome=LetterOutcome.DEPUTY, deputy=town.deputy), drafted("谢谢。", LetterOutcome.KEPT, note="感谢信")]
    open_box(facts_of(row, 2, date(2026, 11, 23)), letters, town.officer)
    opened(row, town.officer, on=date(2026, 9, 28))
    return row


def cells(client, query="") -> list[list]:
    sheet = load_workbook(BytesIO(client.get(EXPORT + query).content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return rows[next(place for place, row in enumerate(rows) if row[0] == "序号") + 1 :]


def test_this_quarter_is_listed_as_the_office_keeps_it(client, town, box):
    client.force_login(town.officer)
    page = client.get(REGISTER).text
    for words in ("2026 年第 4 季度", "开启 1 次，信件 2 封", "11月23日", "周启明", "交给代表处理 1 封，阅存 1 封"):
        assert words in page
    assert "9月28日" not in page


def test_a_year_and_one_box(client, town, box):
    other = BoxFactory(station=town.station, name="渡口信箱")
    opened(other, town.officer, on=date(2026, 10, 12))
    client.force_login(town.officer)
    page = client.get(REGISTER, {"box": box.pk, "year": 2026}).text
    assert "9月28日" in page and "没有信" in page
    assert "10月12日" not in page
    assert "9月28日" in client.get(REGISTER, {"year": 2026, "quarter": 3}).text
    assert "11月23日" in client.get(REGISTER, {"year": "x", "quarter": 9}).text  # what cannot be read is this quarter


def test_the_workbook_holds_the_same_rows(client, town, box):
    client.force_login(town.officer)
    assert [row[3:10] for row in cells(client, "?year=2026")] == [
        ["河湾村代表信箱", datetime(2026, 9, 28), "周启明", None, 0, None, None],
        ["河湾村代表信箱", datetime(2026, 11, 23), "周启明", None, 2, "周启明", "交给代表处理 1 封，阅存 1 封"],
    ]


def test_what_does_not_fit_on_the_paper_is_in_the_workbook_or_said_there(client, town, box, monkeypatch):
    client.force_login(town.officer)
    monkeypatch.setattr(views, "MOST", 1)
    assert "这里只列出前 1 次" in client.get(REGISTER, {"year": 2026}).text
    assert len(cells(client, "?year=2026")) == 2
    monkeypatch.setattr(views, "MOST_EXPORTED", 1)
    sheet = load_workbook(BytesIO(client.get(EXPORT, {"year": 2026}).content)).active
    assert "一共 2 次，只列出前 1 次" in sheet["A2"].value
    assert len(cells(client, "?year=2026")) == 1


def test_others_boxes_are_not_listed(client, town, box):
    strange = BoxFactory(station=town.station_elsewhere, name="白岩信箱")
    opened(strange, town.officer_elsewhere, on=date(2026, 11, 24))
    client.force_login(town.officer)
    assert "白岩信箱" not in client.get(REGISTER).text
    assert "11月24日" not in client.get(REGISTER, {"box": strange.pk}).text


def test_it_asks_as_much_for_three_openings_as_for_one(client, town, box, django_assert_max_num_queries):
    client.force_login(town.officer)
    client.get(REGISTER)
    with django_assert_max_num_queries(40) as few:
        client.get(REGISTER)
    for day in (9, 16):
        opened(box, town.officer, "谢谢。", LetterOutcome.DEPUTY, town.deputy, on=date(2026, 11, day))
    with django_assert_max_num_queries(40) as many:
        client.get(REGISTER)
    assert len(few) == len(many)
