"""The pages of duties done elsewhere, of objections and of closed years."""

import re
from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from deputies.models import DutyEntry, DutyObjection, DutyRecord, YearClosing
from deputies.services.entries import EnteredAlready, EntryDraft, confirm_duties, correct_entry, enter_duty, enter_many, refuse_duty, withdraw_entry
from deputies.services.ledger import record_duty
from jobs.models import Job
from jobs.services import run_pending
from notices.models import Notice
from stations.choices import Role
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db
LIST, YEARS, IMPORT = reverse("deputies:entries"), reverse("deputies:years"), reverse("deputies:entry_import")


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-05-10T01:00:00Z", tick=False):
        yield


def typed(**more) -> dict:
    return {"kind": "training", "on": "2026-03-12", "title": "代表培训", "place": "", "content": "", "request_key": str(uuid4())} | more


def entered(town, **more) -> DutyEntry:
    facts = {"deputy": town.deputy, "kind": "training", "on": date(2026, 3, 12), "title": "代表培训"} | more
    return enter_duty(EntryDraft(**facts), town.deputy_user, uuid4())


def test_a_deputy_adds_a_record_on_the_phone(client, town):
    client.force_login(town.deputy_user)
    url = reverse("deputies:entry_new", args=[town.deputy.pk])
    data = typed()
    page = client.post(url, data, follow=True)
    client.post(url, data)  # the button twice
    entry = DutyEntry.objects.get()
    assert page.redirect_chain[-1][0] == reverse("deputies:entry", args=[entry.pk])
    assert "人大办确认以后计入" in page.content.decode()
    assert "等人大办确认" in client.get(reverse("deputies:duty")).content.decode()


@pytest.mark.parametrize(
    ("state", "lead"),
    [("waiting", "人大办确认以后计入"), ("confirmed", "已经计入"), ("refused", "人大办没有确认"), ("withdrawn", "已经撤回")],
)
def test_an_entry_leads_with_where_it_stands(client, town, state, lead):
    entry = entered(town)
    DutyEntry.objects.update(state=state)
    client.force_login(town.office)
    page = client.get(reverse("deputies:entry", args=[entry.pk])).content.decode()
    assert f"补录的履职，{lead}" in page
    assert state == "waiting" or "确认以后计入" not in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": "2026-06-01"}, "还没有到这一天"),
        ({"on": "2019-06-01"}, "资格有效"),
        ({"kind": "reception"}, "选择一个有效的选项"),
        ({"title": ""}, "请填写「做了什么」"),
        ({"title": "找 13912345678 谈"}, "请删去电话号码"),
    ],
)
def test_what_cannot_count_is_told_and_what_was_typed_stays(client, town, more, words):
    client.force_login(town.deputy_user)
    page = client.post(reverse("deputies:entry_new", args=[town.deputy.pk]), typed(place="县委党校", **more)).content.decode()
    assert words in page
    assert "县委党校" in page
    assert not DutyEntry.objects.exists()


def test_the_office_confirms_many_and_refuses_one_with_a_reason(client, town):
    first, second = entered(town), entered(town, title="视察", kind="inspection")
    client.force_login(town.office)
    assert [row.pk for row in client.get(LIST).context["page"].rows] == [second.pk, first.pk]
    client.post(LIST, {"picked": [f"{first.pk}-1", "x", f"{10**9}-1"]})
    assert DutyRecord.objects.get().source_id == first.pk
    refuse = reverse("deputies:entry_refuse", args=[second.pk])
    assert "请写明原因" in client.post(refuse, {"words": ""}).content.decode()
    client.post(refuse, {"words": "没有签到", "request_key": str(uuid4()), "version": "1"})
    second.refresh_from_db()
    assert (second.state, second.reason) == ("refused", "没有签到")
    page = client.post(reverse("deputies:entry_confirm", args=[second.pk]), follow=True).content.decode()
    assert "已经有人办过" in page


def test_what_was_corrected_since_it_was_read_is_neither_confirmed_nor_refused(client, town):
    first, second = entered(town), entered(town, title="视察", kind="inspection")
    client.force_login(town.office)
    values = re.findall(r'name="picked" value="([^"]+)"', client.get(LIST).content.decode())
    correct_entry(first, EntryDraft(town.deputy, "training", date(2026, 3, 12), "另一件事"), town.deputy_user)
    page = client.post(LIST, {"picked": values}, follow=True).content.decode()
    assert "已确认 1 条" in page
    assert "有 1 条没有确认" in page
    seen = {"words": "没有签到", "request_key": str(uuid4()), "version": "1"}
    for verb in ("confirm", "refuse"):
        assert "刚才有人改过" in client.post(reverse(f"deputies:entry_{verb}", args=[first.pk]), seen, follow=True).content.decode()
    assert [record.source_id for record in DutyRecord.objects.all()] == [second.pk]
    now = client.get(reverse("deputies:entry", args=[first.pk])).content.decode()
    assert now.count('name="version" value="2"') == 2
    client.post(reverse("deputies:entry_confirm", args=[first.pk]), {"version": "2"})
    assert DutyRecord.objects.count() == 2


def test_two_corrections_of_what_both_read_are_one(client, town):
    entry = entered(town)
    client.force_login(town.office)
    url = reverse("deputies:entry_correct", args=[entry.pk])
    assert 'name="version" value="1"' in client.get(url).content.decode()
    client.post(url, typed(title="第一个", version="1"))
    assert "刚才有人改过" in client.post(url, typed(title="第二个", version="1"), follow=True).content.decode()
    entry.refresh_from_db()
    assert (entry.title, entry.version) == ("第一个", 2)


def test_whoever_entered_reads_why_it_was_refused_and_sends_it_again(client, town):
    own, stations = (
        entered(town, place="县委党校"),
        enter_duty(EntryDraft(town.deputy, "research", date(2026, 3, 9), "看水渠"), town.officer, uuid4()),
    )
    for entry in (own, stations):
        refuse_duty(entry, town.office, "没有签到")
    told = set(Notice.objects.values_list("recipient", "url"))
    assert told == {(pk, reverse("deputies:entry", args=[own.pk])) for pk in [town.deputy_user.pk]} | {
        (pk, reverse("deputies:entry", args=[stations.pk])) for pk in (town.deputy_user.pk, town.officer.pk)
    }
    again = f"{reverse('deputies:entry_new', args=[town.deputy.pk])}?again={own.pk}"
    client.force_login(town.deputy_user)
    assert again in (page := client.get(reverse("deputies:duty")).content.decode())
    assert page.count("原因：没有签到") == 2
    assert again in client.get(reverse("deputies:entry", args=[own.pk])).content.decode()
    page = client.get(again).content.decode()
    assert 'value="代表培训"' in page
    assert 'value="县委党校"' in page
    client.post(again, typed(place="县委党校"))
    assert sorted(DutyEntry.objects.values_list("state", flat=True)) == ["refused", "refused", "waiting"]
    assert client.get(f"{again}9").status_code == 200
    client.force_login(town.officer)
    assert again in client.get(town.deputy.get_absolute_url()).content.decode()


def test_a_refusal_of_long_ago_is_no_longer_shown(client, town):
    with time_machine.travel("2026-03-08T01:00:00Z", tick=False):
        refuse_duty(entered(town), town.office, "没有签到")
    client.force_login(town.deputy_user)
    assert client.get(reverse("deputies:duty")).context["refused"] == []


def test_the_list_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.office)
    entered(town)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    entered(town, title="二")
    entered(town, deputy=town.deputies[1])
    with django_assert_num_queries(8):
        client.get(LIST)


def test_an_objection_goes_to_the_office_and_its_answer_back(client, town):
    record = record_duty("opinion", 7, town.deputy, "opinion", date(2026, 3, 1), "路灯")
    client.force_login(town.deputy_user)
    client.post(reverse("deputies:objection_new", args=[record.pk]), {"words": "不是我带来的", "request_key": str(uuid4())})
    objection = DutyObjection.objects.get()
    client.force_login(town.office)
    assert "不是我带来的" in client.get(reverse("deputies:objections")).content.decode()
    client.post(reverse("deputies:objection_answer", args=[objection.pk]), {"words": "已更正", "request_key": str(uuid4())})
    assert list(Notice.objects.values_list("recipient", "url")) == [(town.deputy_user.pk, reverse("deputies:duty"))]
    client.force_login(town.deputy_user)
    assert "答复：已更正" in client.get(reverse("deputies:duty")).content.decode()


@pytest.mark.parametrize(("length", "kept"), [(500, True), (501, False)])
def test_an_objection_and_its_answer_may_have_500_characters(client, town, length, kept):
    record = record_duty("opinion", 7, town.deputy, "opinion", date(2026, 3, 1), "路灯")
    client.force_login(town.office)
    url, words = reverse("deputies:objection_new", args=[record.pk]), "字" * length
    assert 'maxlength="500"' in client.get(url).content.decode()
    client.post(url, {"words": words, "request_key": str(uuid4())})
    assert DutyObjection.objects.filter(words=words).exists() is kept


def test_a_year_is_closed_and_reopened_with_a_reason(client, town):
    client.force_login(town.office)
    assert [year for year, _ in client.get(YEARS).context["lines"][0][1]] == [2025, 2024, 2023]
    client.post(reverse("deputies:year_close", args=[town.congress.pk, 2026]))  # not over
    assert not YearClosing.objects.exists()
    client.post(reverse("deputies:year_close", args=[town.congress.pk, 2025]))
    closing = YearClosing.objects.get()
    record_duty("opinion", 7, town.deputy, "opinion", date(2025, 3, 1), "路灯")
    url = reverse("deputies:closing", args=[closing.pk])
    page = client.get(url)
    assert [(name, kind, each.now) for name, kind, each in page.context["differences"]] == [(town.deputy.name, "收到意见", 1)]
    assert "请写明为什么重开" in client.post(url, {"words": ""}).content.decode()
    client.post(url, {"words": "补报", "request_key": str(uuid4())})
    closing.refresh_from_db()
    assert (closing.reopened_by, closing.reason) == (town.office, "补报")


def sheet(*rows) -> SimpleUploadedFile:
    book, out = Workbook(), BytesIO()
    for row in (("代表", "履职类型", "时间", "标题", "地点"), *rows):
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("签到.xlsx", out.getvalue())


def send(client, *rows):
    """The check's job, done."""
    before = set(Job.objects.values_list("pk", flat=True))
    client.post(IMPORT, {"upload": sheet(*rows), "request_key": str(uuid4())})
    run_pending()
    return Job.objects.exclude(pk__in=before).get()


def test_a_sheet_with_mistakes_writes_nothing_and_names_every_cell(client, town):
    client.force_login(town.office)
    rows = [
        ("周启明", "学习培训", "2026-03-12", "代表培训", ""),
        ("没有此人", "学习培训", "2026-03-12", "代表培训", ""),
        ("何秀兰", "接待选民", "2026-03-12", "接待", ""),
        ("何秀兰", "视察", "2027-03-12", "视察", ""),
        ("何秀兰", "视察", "2019-03-12", "视察", ""),
        ("周启明", "学习培训", "2026-03-12", "代表培训", ""),
    ]
    job = send(client, *rows)
    assert [fault["cell"] for fault in job.outcome["faults"]] == ["A3", "B4", "C5", "C6", "D7"]
    assert "名册里没有「没有此人」" in client.get(reverse("deputies:entry_preview", args=[job.pk])).content.decode()
    assert not DutyEntry.objects.exists()


def test_a_good_sheet_is_written_once(client, town):
    client.force_login(town.office)
    job = send(client, ("周启明", "学习培训", date(2026, 3, 12), "代表培训", "县委党校"), ("何秀兰", "视察", "2026.3.13", "看水渠", ""))
    url = reverse("deputies:entry_preview", args=[job.pk])
    assert client.get(url).context["is_ready"]
    client.post(url)
    client.post(url)
    run_pending()
    assert sorted(DutyRecord.objects.values_list("kind", "title")) == [("inspection", "看水渠"), ("training", "代表培训")]
    assert client.get(reverse("deputies:entry_template")).status_code == 200


def test_what_was_entered_before_is_a_fault_of_its_row(client, town):
    counted, waits, refused = entered(town), entered(town, title="看水渠"), entered(town, title="开会")
    confirm_duties([counted], town.office)
    refuse_duty(refused, town.office, "没有签到")
    client.force_login(town.office)
    rows = [(town.deputy.name, "学习培训", "2026-03-12", title, "") for title in (counted.title, waits.title, refused.title)]
    faults = send(client, *rows).outcome["faults"]
    assert [fault["cell"] for fault in faults] == ["D2", "D3"]
    assert "并已计入" in faults[0]["words"]
    assert "等人大办确认" in faults[1]["words"]


def test_the_same_sheet_sent_twice_counts_once(client, town):
    client.force_login(town.office)
    row = ("周启明", "学习培训", "2026-03-12", "代表培训", "县委党校")
    checks = [send(client, row), send(client, row)]
    for check in checks:
        client.post(reverse("deputies:entry_preview", args=[check.pk]))
    run_pending()
    assert DutyRecord.objects.count() == 1
    assert "已经补录过" in str([job.outcome for job in Job.objects.filter(kind="duties.write")])


def test_sheets_written_at_the_same_time_count_once(town):
    """As one finds it that had been read before the other was written."""
    draft = EntryDraft(town.deputy, "training", date(2026, 3, 12), "代表培训")
    enter_many([draft], town.office)
    with pytest.raises(EnteredAlready, match="有 1 条已经"):
        enter_many([draft, EntryDraft(town.deputy, "training", date(2026, 3, 13), "代表培训")], town.office)
    assert DutyEntry.objects.count() == 1


QUICK = reverse("deputies:entry_quick")


def test_three_taps_make_a_record_of_today_with_its_first_sentence_as_title(client, town):
    client.force_login(town.deputy_user)
    page = client.get(QUICK).text
    assert ('enterkeyhint="done"' in page, 'data-draft="entry"' in page) == (True, True)
    spoken = "到河湾村看了灌渠。堵了两处，村里说下周清。"
    data = {"kind": "research", "content": spoken, "on": "2026-05-10", "place": "", "request_key": str(uuid4())}
    saved = client.post(QUICK, data, follow=True)
    client.post(QUICK, data)  # the button twice
    entry = DutyEntry.objects.get()
    assert (entry.title, entry.content, entry.on, entry.kind) == ("到河湾村看了灌渠", spoken, date(2026, 5, 10), "research")
    assert ('name="draft-saved" content="entry"' in saved.text, "再记一条" in saved.text) == (True, True)


def test_without_a_kind_or_a_word_it_says_what_to_do(client, town):
    client.force_login(town.deputy_user)
    page = client.post(QUICK, {"kind": "", "content": "", "on": "2026-05-10"}).text
    assert ("请点一下是哪一类" in page, "请说一句做了什么" in page, DutyEntry.objects.exists()) == (True, True, False)
    assert "请说一句做了什么" in client.post(QUICK, {"kind": "research", "content": "。！\n", "on": "2026-05-10"}).text
    page = client.post(QUICK, {"kind": "research", "content": "看灌渠", "on": "2026-06-01"}).text
    assert ("还没有到这一天" in page, "看灌渠" in page, '<details class="disclosure" open' in page) == (True, True, True)


def quick(client, **more):
    data = {"kind": "research", "content": "。看了灌渠。堵了。", "on": "2026-05-09", "place": "", "request_key": str(uuid4())} | more
    return client.post(QUICK, data, follow=True).text


def test_a_draft_sent_anew_after_a_lost_answer_is_one_record(client, town):
    client.force_login(town.deputy_user)
    assert "已记下，人大办确认以后计入" in quick(client)
    assert "没有再记一次" in quick(client)
    assert DutyEntry.objects.get().title == "看了灌渠"
    for other in ({"on": "2026-05-08"}, {"content": "看了水库"}):
        assert "已记下" in quick(client, **other)
    withdraw_entry(DutyEntry.objects.get(title="看了水库"), town.deputy_user)
    assert "已记下" in quick(client, content="看了水库")
    with time_machine.travel("2026-05-11T02:00:00Z", tick=False):
        client.force_login(town.deputy_user)
        assert "没有再记一次" not in quick(client)
    assert DutyEntry.objects.count() == 5


def test_a_deputy_of_the_office_is_told_that_it_counts_already(client, town):
    PostFactory(user=town.deputy_user, unit=town.congress, role=Role.OFFICE)
    client.force_login(town.deputy_user)
    page = quick(client)
    assert ("已记入履职记录。" in page, "已记下" in page, DutyRecord.objects.count()) == (True, False, 1)


def test_the_day_filled_in_is_kept_with_the_draft(client, town):
    client.force_login(town.deputy_user)
    assert re.search('<input[^>]*name="on"[^>]*data-draft-keep', client.get(QUICK).text)
