"""A field is suggested from the words, a department from the own history; each with its reason, neither by itself."""

import json
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opinions.models import Category, Opinion
from opinions.rules.likely_field import Model, grams_of
from opinions.services import training
from opinions.services.suggestions import FOLDER, NAME, Hint, keep, likely_department, likely_field
from tests.factories.opinions import OpinionFactory, registered

pytestmark = pytest.mark.django_db

SAID = {
    "道路交通": ("路灯不亮", "路面有坑", "公交改线", "路口没有标线", "货车压坏水泥路"),
    "环境卫生": ("垃圾没人清运", "河沟发臭", "垃圾桶满了", "焚烧秸秆冒烟", "污水横流"),
    "医疗卫生": ("卫生室没有药", "医保报销慢", "看病要排队", "家庭医生不上门", "疫苗打不上"),
}


def told(count: int = 40) -> list[training.Text]:
    """Sentences of three sayings each, with a filler that says nothing."""
    chance = random.Random(1)
    return training.texts_of(
        ("，".join([*chance.choices(sayings, k=2), "请帮忙看一看"]), field) for field, sayings in SAID.items() for _ in range(count)
    )


@pytest.fixture(scope="module")
def model() -> Model:
    return training.train(told())


@pytest.fixture(autouse=True)
def _no_model(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path


def test_only_chinese_letters_and_their_pairs_are_read():
    assert grams_of("路灯 LED 路") == {"路": 2, "灯": 1, "路灯": 1}


def test_the_words_name_the_field_and_why(model):
    found = model.suggest("村口的路灯不亮，晚上看不见。")
    assert found.label == "道路交通"
    assert "路灯" in found.because
    assert model.suggest("ABC 123") is None


def test_a_kept_model_reads_as_before(model):
    again = Model.from_bytes(model.to_bytes())
    text = "垃圾没人清运，河沟发臭"
    assert again.scores(again.weighed(grams_of(text))) == model.scores(model.weighed(grams_of(text)))


def test_too_few_texts_teach_nothing():
    with pytest.raises(ValueError, match="至少要有两个领域"):
        training.train(told(training.LEAST - 1))


def test_judging_prints_the_model_beside_naive_bayes():
    texts = told()
    mixed = [*texts, *training.texts_of(("请帮忙看一看", text.label) for text in texts)]  # half of them say nothing
    found = training.judged(mixed)
    assert 0.4 < found["macro_f1"] < 0.9
    assert set(found) == {"macro_f1", "naive_bayes", "seconds", "mib", "ms", "folds", "texts", "labels"}


def test_macro_f1_by_hand():
    assert training.macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert training.macro_f1(["a", "b"], ["b", "a"]) == 0


def test_a_field_is_suggested_once_there_is_a_model(town, model):
    opinion = registered(town, words="公交改线以后，路面有坑。")
    assert likely_field(opinion) is None
    keep(model)
    hint = likely_field(opinion)
    assert (hint.name, hint.reason.startswith("原话里有「")) == ("道路交通", True)
    assert "公交".encode() not in (FOLDER.path / NAME).read_bytes()


def test_a_field_that_is_no_longer_used_is_not_suggested(town, model):
    Category.objects.filter(full_name="道路交通").update(is_active=False)
    keep(model)
    assert likely_field(registered(town, words="路面有坑")) is None


def test_a_department_is_suggested_from_three_cases_on(town):
    road = Category.objects.get(full_name="道路交通")
    opinion = OpinionFactory(station=town.station, registered_by=town.officer)
    facts = {"station": town.station, "registered_by": town.officer, "category": road}
    for _ in range(2):
        OpinionFactory(**facts, lead_department=town.department)
    assert likely_department(opinion, "道路交通") is None
    OpinionFactory(**facts, lead_department=town.department)
    OpinionFactory(**facts, lead_department=town.other_department)
    for _ in range(5):  # another town's habit is none here
        OpinionFactory(**facts | {"station": town.station_elsewhere}, lead_department=town.department_elsewhere)
    reason = "青禾镇人大主席团「道路交通」的 4 件里有 3 件交给它"
    assert likely_department(opinion, "道路交通") == Hint(town.department.pk, "青禾镇农业农村办", reason)


def test_the_screening_page_shows_both_and_applies_neither(client, town, model):
    road = Category.objects.get(full_name="道路交通")
    for _ in range(3):
        OpinionFactory(station=town.station, registered_by=town.officer, category=road, lead_department=town.department)
    keep(model)
    opinion = registered(town, words="路面有坑，路灯不亮")
    client.force_login(town.officer)
    page = client.get(f"/opinions/{opinion.pk}/screen/").content.decode()
    assert f'data-choose="id_category" data-value="{road.pk}"' in page
    assert f'data-choose="id_proposed_department" data-value="{town.department.pk}"' in page
    assert '<option value="' + str(road.pk) + '" selected' not in page
    assert Opinion.objects.get(pk=opinion.pk).category is None


def test_suggesting_asks_four_questions_at_most(town, model):
    keep(model)
    opinion = registered(town, words="路面有坑")
    likely_field(opinion)
    with CaptureQueriesContext(connection) as found:
        likely_field(opinion)
        likely_department(opinion, "道路交通")
    assert len(found) <= 4


def test_the_command_learns_from_a_file_and_from_own_cases(town, tmp_path):
    file = tmp_path / "said.csv"
    rows = ["label,body"] + [f"{field},{saying}" for field, sayings in SAID.items() for saying in sayings * 5]
    file.write_text("\n".join(rows), encoding="utf-8")
    out = StringIO()
    call_command("train_fields", "--file", str(file), stdout=out)
    assert out.getvalue().startswith("学了 75 件，3 个领域，模型 ")
    out = StringIO()
    call_command("train_fields", "--file", str(file), "--judge", stdout=out)
    assert json.loads(out.getvalue())["texts"] == 75
    with pytest.raises(CommandError, match="没有学成"):
        call_command("train_fields")


@pytest.mark.realdata
def test_real_messages_reach_the_goal():
    from opinions.management.commands.train_fields import _from_file
    from tests.conftest import REAL_DATA

    found = training.judged(_from_file(REAL_DATA / "messages.csv.gz")[::10])
    assert found["macro_f1"] > found["naive_bayes"] + 0.05
