from datetime import timedelta

import pytest

from common import clock
from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.people import Visitor
from opinions.forms.matters import MOST, answer_forms, matter_forms
from opinions.forms.visits import MINUTE, VisitCorrectionForm, VisitForm, sealed, unsealed
from opinions.services.visits import MatterDraft
from tests.factories.constituents import WORDS, ConstituentFactory, visited
from tests.factories.opinions import CategoryFactory

PHONE = "13912346215"
KEY = "5b0c0d2e-27a5-4c58-8e1d-3d3a8f2c2b11"


def now(minutes: int = 0) -> str:
    return (clock.now() + timedelta(minutes=minutes)).astimezone(SHANGHAI).strftime(MINUTE)


def visit_form(town, **data) -> VisitForm:
    return VisitForm({"request_key": KEY, "at": now(), "way": "walk_in"} | data, station=town.station)


def matters(town, *rows: dict):
    data = {"matters-TOTAL_FORMS": len(rows), "matters-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"matters-{number}-{name}": value for name, value in ({"words": WORDS, "outcome": "referred", "urgency": "ordinary"} | row).items()}
    return matter_forms(data, town.station)


def visitor_of(form) -> Visitor:
    assert form.is_valid(), form.errors
    return form.cleaned_data["visitor"]


def test_everything_may_stay_empty(town):
    form = visit_form(town)
    assert visitor_of(form) == Visitor()
    assert form.draft([]).deputies == ()


def test_typed_values_are_cleaned(town):
    form = visit_form(town, name=" 王 小明 ", phone="139 1234 6215", village="河湾村 ", address=" 三组")
    assert visitor_of(form) == Visitor(name="王小明", phone=PHONE, village="河湾村", address="三组")


def test_a_chosen_visitor_comes_back_by_the_signed_id(town):
    known = ConstituentFactory(station=town.station)
    form = visit_form(town, person=sealed(town.station, known.pk), name="王*", phone="尾号 6215", village="河湾村")
    assert visitor_of(form) == Visitor(chosen=known.pk, village="河湾村")


def test_a_new_phone_for_a_chosen_visitor(town):
    known = ConstituentFactory(station=town.station, phone="")
    form = visit_form(town, person=sealed(town.station, known.pk), name="王*", phone=PHONE)
    assert visitor_of(form) == Visitor(chosen=known.pk, phone=PHONE)


def test_another_name_typed_over_the_choice_is_another_person(town):
    known = ConstituentFactory(station=town.station)
    form = visit_form(town, person=sealed(town.station, known.pk), name="王大明")
    assert visitor_of(form) == Visitor(name="王大明")


@pytest.mark.parametrize(("data", "field"), [({"name": "王*"}, "name"), ({"phone": "尾号 6215"}, "phone"), ({"phone": "12345"}, "phone")])
def test_masked_or_wrong_words_are_never_stored(town, data, field):
    form = visit_form(town, **data)
    assert list(form.errors) == [field]


@pytest.mark.parametrize("token", ["", "1", "nonsense:x:y"])
def test_an_unsigned_id_is_nothing(town, token):
    assert unsealed(town.station, token) is None


def test_an_id_signed_for_another_station_is_nothing(town):
    known = ConstituentFactory(station=town.other_station)
    assert unsealed(town.station, sealed(town.other_station, known.pk)) is None


@pytest.mark.parametrize(("at", "ok"), [(0, True), (5, True), (30, False)])
def test_the_time_is_not_in_the_future(town, at, ok):
    assert visit_form(town, at=now(at)).is_valid() is ok


def test_the_year_is_not_of_the_last_century(town):
    assert "年份不对" in visit_form(town, at="1026-11-10T09:00").errors["at"][0]


def test_deputies_on_duty_today_are_ticked_and_first(town):
    day = ReceptionDay.objects.create(station=town.station, date=clock.today())
    ReceptionDuty.objects.create(day=day, deputy=town.deputies[2])
    field = VisitForm(station=town.station)["deputies"]
    assert field.initial == [town.deputies[2].pk]
    assert [one.pk for one in field.field.queryset] == [town.deputies[index].pk for index in (2, 0, 1)]


def test_a_deputy_of_elsewhere_cannot_be_ticked(town):
    assert "deputies" in VisitForm({"deputies": [town.deputy.pk]}, station=town.station_elsewhere).errors


def test_matters_with_their_outcomes(town):
    category = CategoryFactory(name="渠道")
    rows = matters(
        town,
        {"category": "渠道", "urgency": "urgent", "department": town.department.pk},
        {"outcome": "answered", "answer": " 到村委会填表。 "},
        {"outcome": "legal_way", "legal_way": "lawsuit", "organ": "云岭县人民法院"},
    )
    assert rows.is_valid(), rows.errors
    assert rows.drafts() == [
        MatterDraft(words=WORDS, category=category, urgency="urgent", proposed_department=town.department),
        MatterDraft(words=WORDS, outcome="answered", answer="到村委会填表。"),
        MatterDraft(words=WORDS, outcome="legal_way", legal_way="lawsuit", organ="云岭县人民法院"),
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"words": " "}, "words"),
        ({"outcome": "answered", "answer": " "}, "answer"),
        ({"outcome": "legal_way"}, "legal_way"),
        ({"outcome": "nothing"}, "outcome"),
        ({"category": "没有这个领域"}, "category"),
        ({"department": 0}, "department"),
        ({"words": "\x00"}, "words"),
    ],
)
def test_what_is_missing_is_said_at_its_field(town, row, field):
    rows = matters(town, row)
    assert not rows.is_valid()
    assert list(rows.errors[0]) == [field]


def test_a_name_that_two_fields_share_needs_the_whole_path(town):
    for _ in range(2):
        CategoryFactory(name="其他", parent=CategoryFactory())
    assert not matters(town, {"category": "其他"}).is_valid()


def test_removed_and_untouched_rows_do_not_count(town):
    rows = matters(town, {}, {"words": ""}, {"DELETE": "on"})
    assert rows.is_valid(), rows.errors
    assert len(rows.drafts()) == 1


def test_a_visit_needs_one_matter_and_takes_ten(town):
    assert matters(town, {"DELETE": "on"}).non_form_errors() == ["至少要记下一件事。"]
    assert not matters(town, *[{}] * (MOST + 1)).is_valid()


def test_departments_of_another_town_are_not_offered(town):
    offered = {pk for _, group in matters(town, {}).forms[0].fields["department"].choices[1:] for pk, _ in group}
    assert offered == {town.department.pk, town.other_department.pk, town.county_department.pk}


def test_an_untouched_correction_changes_nothing(town):
    visit = visited(town, deputies=(town.deputy,))
    blank = VisitCorrectionForm(visit=visit)
    data = {"version": 1, "at": blank.initial["at"].strftime(MINUTE), "way": "walk_in", "deputies": blank.initial["deputies"]}
    form = VisitCorrectionForm(data, visit=visit)
    assert form.is_valid(), form.errors
    correction = form.correction({})
    assert (correction.at, correction.deputies, correction.visitor) == (visit.at, (town.deputy,), Visitor())


def test_a_deputy_who_left_the_station_stays_on_the_visit(town):
    visit = visited(town, deputies=(town.deputy,))
    ReceptionDuty.objects.all().delete()
    town.deputy.mandates.update(station=town.other_station)
    assert town.deputy in VisitCorrectionForm(visit=visit).fields["deputies"].queryset


def test_answers_only_for_what_was_not_referred(town):
    answered = MatterDraft(words="低保怎么申请？", outcome="answered", answer="填表。")
    shown = MatterDraft(words="欠钱不还。", outcome="legal_way", legal_way="lawsuit")
    visit = visited(town, matters=(MatterDraft(words=WORDS), answered, shown))
    forms = answer_forms(None, visit.matters.all())
    assert [list(form.fields) for form in forms] == [["words", "answer"], ["words", "legal_way", "organ"]]
    data = {"matter-2-words": "低保怎样申请？", "matter-2-answer": " 到村委会填表。 "}
    [form, _] = answer_forms(data, visit.matters.all())
    assert form.is_valid(), form.errors
    assert form.draft() == MatterDraft(words="低保怎样申请？", outcome="answered", answer="到村委会填表。")
