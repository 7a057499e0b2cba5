"""意见 on a deputy's phone."""

import pytest
from django.urls import reverse

from common import clock
from opinions.choices import State
from opinions.models import Opinion
from opinions.rules.plain import standing
from opinions.services import Registration, register

pytestmark = pytest.mark.django_db
URL = reverse("opinions:brought")


def bring(town, words, *deputies):
    return register(Registration(town.station, "box", clock.today(), words, deputies=deputies or (town.deputy,)), town.officer)


def test_only_what_i_brought_and_what_stands(client, town):
    mine = bring(town, "路灯不亮")
    bring(town, "别人带回的", town.deputies[1])
    Opinion.objects.filter(pk=bring(town, "登记错了").pk).update(state=State.VOIDED)
    client.force_login(town.deputy_user)
    page = client.get(URL)
    assert [opinion.pk for opinion, _ in page.context["lines"]] == [mine.pk]
    assert "联络站正在审核" in page.content.decode()
    assert client.get(mine.get_absolute_url()).status_code == 200


def test_the_page_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.deputy_user)
    bring(town, "路灯不亮")
    client.get(URL)
    with django_assert_num_queries(6):
        client.get(URL)
    bring(town, "水渠漏水")
    bring(town, "村道坑洼")
    with django_assert_num_queries(6):
        client.get(URL)


@pytest.mark.parametrize("who", ["officer", "office", "clerk", "administrator"])
def test_only_deputies_have_this_page(client, town, who):
    client.force_login(getattr(town, who))
    assert client.get(URL).status_code == 403


def test_nothing_brought_says_how_it_comes_here(client, town):
    client.force_login(town.deputy_user)
    assert "会自动出现在这里" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    "state, solved, tone, words",
    [
        (State.SCREENING, None, "soon", "还没有交办"),
        (State.REFERRING, None, "soon", "还没有交办"),
        (State.HANDLING, None, "run", "青禾镇城建办正在办理"),
        (State.FEEDBACK, None, "run", "正在告诉群众"),
        (State.CLOSED, True, "done", "问题已经解决"),
        (State.CLOSED, False, "idle", "没能解决"),
        (State.VOIDED, None, "idle", "作废"),
    ],
)
def test_standing_in_plain_words(town, state, solved, tone, words):
    found = standing(Opinion(state=state, solved=solved, lead_department=town.other_department))
    assert found.tone == tone and words in found.words
