"""A quarter's summary: drafted once when the quarter is over, each figure the count of its rows, edited and sent by the head."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import clock
from constituents.choices import Outcome, Way
from constituents.models import ReceptionDay, ReceptionDuty
from notices.models import Notice, Reminder
from notices.services import dispatch, plan
from opinions.services.visits import MatterDraft
from reports import tasks
from reports.models import QuarterSummary
from reports.rules.quarter import Quarter, figures_of, quarter_before, rows_of
from reports.rules.reminders import quarter_reminders
from reports.services.quarter import make_quarters
from stations.services.stand_ins import Absence, enter_absence
from tests.factories.constituents import visited
from tests.factories.doors import opinion, place_of
from tests.factories.home_days import arranged

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
IN_QUARTER, OVER = datetime(2026, 11, 25, 3, tzinfo=UTC), datetime(2027, 1, 1, 3, tzinfo=UTC)
FOURTH = Quarter(2026, 4)


@pytest.fixture
def busy(town):
    """Two receptions (a deputy came to one), one cancelled, a home day and the home's plan for it, two visits, one of them answered at once,
    a call and a letter, a solved case and one that waits."""
    with clock.at(IN_QUARTER):
        for day, attended in ((date(2026, 10, 10), True), (date(2026, 11, 10), False), (date(2026, 9, 30), True)):
            row = ReceptionDay.objects.create(station=town.station, date=day)
            ReceptionDuty.objects.create(day=row, deputy=town.deputy, attended=attended)
        visited(
            town,
            matters=(
                MatterDraft("社保", outcome=Outcome.ANSWERED, answer="带身份证去镇里办"),
                MatterDraft("医保", outcome=Outcome.ANSWERED, answer="好"),
            ),
        )
        ReceptionDay.objects.create(station=town.station, date=date(2026, 12, 10), drop_reason="放假")
        ReceptionDay.objects.create(station=town.home, date=date(2026, 12, 15))
        arranged(town.home, town.office, town.deputy, on=date(2026, 11, 15))
        visited(town, station=town.other_station)
        for way in (Way.PHONE, Way.LETTER):
            visited(town, way=way, matters=(MatterDraft("路灯", outcome=Outcome.ANSWERED, answer="好"),))
        opinion(place_of(town), "closed")
    return town


@pytest.fixture
def over(town):
    with clock.at(OVER):
        yield


def row_of(unit) -> QuarterSummary:
    return QuarterSummary.objects.get(unit=unit)


@pytest.mark.parametrize(
    ("today", "quarter"), [(date(2027, 1, 1), Quarter(2026, 4)), (date(2026, 12, 31), Quarter(2026, 3)), (date(2026, 4, 1), Quarter(2026, 1))]
)
def test_the_quarter_that_is_over(today, quarter):
    assert quarter_before(today) == quarter


def test_the_days_of_a_quarter():
    assert [(Quarter(2026, n).first, Quarter(2026, n).last) for n in (1, 4)] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]


def test_each_figure_counts_its_rows(busy, over):
    figures = figures_of(busy.station, FOURTH)
    assert (figures["days"], figures["attended"], figures["answered"], figures["closed"], figures["solved"]) == (2, 1, 1, 1, 1)
    assert (figures["visits"], figures["others"], figures["home_days"]) == (1, 2, 0)
    assert figures == {name: len(rows) for name, rows in rows_of(busy.station, FOURTH).items()}
    assert figures_of(busy.congress, FOURTH)["visits"] == figures["visits"] + 1


def test_a_home_tells_its_home_days(busy, over):
    make_quarters()
    assert "群众\n代表之家活动日 1 次。接待来访 0 人次" in row_of(busy.home).text
    assert "接待日 2 个，其中有代表到站 1 个。代表之家活动日 1 次。" in row_of(busy.congress).text
    assert "另有来电、走访、来信等 2 次。" in row_of(busy.station).text and "活动日" not in row_of(busy.station).text


def test_drafted_once_for_every_unit_with_somebody_in_charge(busy, over):
    assert tasks.make_quarter_summaries() == 7  # two congresses and the county, the home, three stations
    assert make_quarters() == 0

    assert QuarterSummary.objects.filter(year=2026, quarter=4).count() == 7
    assert row_of(busy.station).text.startswith("河湾村联络站 2026 年第四季度小结\n\n一、接待和联系群众\n接待日 2 个，其中有代表到站 1 个。")


def test_a_unit_that_began_later_owes_nothing(busy, over):
    from stations.models import Post

    Post.objects.update(starts_on=date(2027, 1, 1))
    assert make_quarters() == 0


def test_the_head_is_reminded_until_it_is_sent(busy, over):
    make_quarters()
    plan(clock.now()), dispatch(clock.now())
    told = Notice.objects.filter(recipient=busy.head, title="季度小结待发：河湾村联络站2026 年第四季度")
    assert told.count() == 1
    assert not Reminder.objects.filter(kind="quarter-unsent", recipient=busy.officer).exists()

    QuarterSummary.objects.exclude(unit=busy.station).update(sent_at=clock.now())
    with clock.at(OVER + timedelta(days=14)):
        plan(clock.now()), dispatch(clock.now())
    assert told.count() == 2
    assert Notice.objects.filter(recipient=busy.head, title__contains="上塘村").count() == 1


@pytest.mark.parametrize("summaries", [1, 3])
def test_reminding_of_three_asks_as_often_as_of_one(town, over, summaries, django_assert_max_num_queries):
    for unit in (town.station, town.congress, town.other_station)[:summaries]:
        QuarterSummary.objects.create(unit=unit, year=2026, quarter=4, text="小结", made_at=clock.now())
    with django_assert_max_num_queries(3):
        drafts = list(quarter_reminders(clock.now(), clock.now()))
    assert {draft.unit_id: draft.recipient_id for draft in drafts if draft.unit_id != town.other_station.pk} == (
        {town.station.pk: town.head.pk} | ({town.congress.pk: town.office.pk} if summaries > 1 else {})
    )


def test_edited_and_sent_by_the_head_it_reaches_the_office(client, busy, over):
    make_quarters()
    row = row_of(busy.station)
    client.force_login(busy.head, backend=BACKEND)
    client.post(row.get_absolute_url(), {"text": "小结\n水渠修好了。", "version": 1})
    send = reverse("reports:quarter_send", args=[row.pk])
    client.post(send, {"version": 1})
    assert row_of(busy.station).sent_at is None  # that was not what is kept now
    client.post(send, {"version": 2})
    client.post(send, {"version": 2})

    row = row_of(busy.station)
    assert (row.text, row.sent_by) == ("小结\n水渠修好了。", busy.head)
    assert [notice.recipient for notice in Notice.objects.filter(title="河湾村联络站报来2026 年第四季度小结")] == [busy.office]
    assert client.post(row.get_absolute_url(), {"text": "又改", "version": 2}).status_code == 403
    client.force_login(busy.office, backend=BACKEND)
    assert "水渠修好了" in client.get(row.get_absolute_url()).content.decode()


def test_the_slower_one_keeps_the_text(client, busy, over):
    make_quarters()
    row = row_of(busy.station)
    client.force_login(busy.officer, backend=BACKEND)
    client.post(row.get_absolute_url(), {"text": "甲", "version": 1})
    page = client.post(row.get_absolute_url(), {"text": "乙", "version": 1})

    assert "已有他人先改了这份小结" in page.content.decode() and "乙" in page.content.decode()
    assert row_of(busy.station).text == "甲"


def test_every_figure_opens(client, busy, over):
    make_quarters()
    row = row_of(busy.station)
    for user, unit in ((busy.office, busy.congress), (busy.head, busy.station)):
        client.force_login(user, backend=BACKEND)
        for name, count in figures_of(unit, FOURTH).items():
            page = client.get(reverse("reports:quarter_rows", args=[row_of(unit).pk, name]))
            assert (page.status_code, len(page.context["page"].rows)) == (200, count)
    assert client.get(reverse("reports:quarter_rows", args=[row.pk, "nothing"])).status_code == 404
    assert "<h1>河湾村联络站 2026 年第四季度小结</h1>" in client.get(reverse("reports:quarter_paper", args=[row.pk])).content.decode()


def test_the_list_asks_the_same_for_three_as_for_one(client, town):
    client.force_login(town.office, backend=BACKEND)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reports:quarters"))
        return len(queries)

    QuarterSummary.objects.create(unit=town.station, year=2026, quarter=3, text="小结")
    asked()
    one = asked()
    for unit in (town.home, town.other_station):
        QuarterSummary.objects.create(unit=unit, year=2026, quarter=3, text="小结")
    assert asked() == one
    assert len(client.get(reverse("reports:quarters"), {"unsent": "1"}).context["page"].rows) == 3


def sent(client, user, unit) -> str:
    """Send the unit's summary; what the page then says."""
    make_quarters()
    client.force_login(user, backend=BACKEND)
    return client.post(reverse("reports:quarter_send", args=[row_of(unit).pk]), {"version": 1}, follow=True).content.decode()


def sent_to(unit) -> set[str]:
    return set(Notice.objects.filter(title__startswith=f"{unit.name}报来").values_list("recipient__username", flat=True))


def test_whoever_sends_reads_whether_anybody_was_told(client, busy, over):
    assert "小结已报送，上级人大办已收到消息。" in sent(client, busy.head, busy.station)
    assert "上级人大办就是您，不另发消息。" in sent(client, busy.office, busy.other_station)
    assert sent_to(busy.other_station) == set()


def test_a_top_congress_has_nobody_to_tell(client, busy, over):
    assert "小结已报送，上面没有人大办的人，没有给谁发消息。" in sent(client, busy.county_office, busy.county)


def test_who_stands_in_at_the_office_gets_it_too(client, busy, over):
    post = busy.office.posts.get()
    enter_absence(post, Absence(busy.deputy_head, OVER.date(), OVER.date(), uuid4()), busy.office)
    sent(client, busy.head, busy.station)

    assert sent_to(busy.station) == {busy.office.username, busy.deputy_head.username}
