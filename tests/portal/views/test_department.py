"""A department without an account answers its one referral by the code on its 交办单."""

import pytest
import time_machine
from django.urls import reverse

from common.crypto import query_code
from opinions.models import Opinion, Referral, ReferralCode, Reply
from opinions.services import cases
from opinions.services.cases import Handing, NotPossible, Screening
from opinions.services.codes import find_code, make_code, revoke_code
from portal.services import PER_ADDRESS
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db
URL = reverse("portal:department")
ANSWER = {"reply_class": "A", "text": "已经修好。", "contact": "赵工 8800112", "seen_version": 1}


@pytest.fixture(autouse=True)
def clock_at():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False) as traveller:
        yield lambda day: traveller.move_to(f"{day} 09:00+08:00")


@pytest.fixture
def referral(town) -> Referral:
    person = ConstituentFactory(station=town.station, name="王小明", phone="13912346215", address="三组12号")
    opinion = registered(town, constituent=person)
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    cases.approve(opinion, town.head, 3, handing=Handing(town.department, (town.other_department,)))
    return Referral.objects.get(department=town.department)


def door(referral: Referral) -> dict:
    code = ReferralCode.objects.get(referral=referral)
    return {"number": referral.opinion.number, "code": query_code(code.uuid, code.issue)}


def test_the_code_opens_one_referral_without_the_person_and_takes_one_answer(client, town, referral):
    make_code(referral, town.officer)
    page = client.post(URL, door(referral)).content.decode()
    assert referral.opinion.words in page
    assert not any(words in page for words in ("王", "6215", "三组", town.other_department.name))
    key = ReferralCode.objects.get().uuid
    assert "请写明承办人和电话。" in client.post(URL, door(referral) | ANSWER | {"contact": "", "request_key": key}).content.decode()
    page = client.post(URL, door(referral) | ANSWER | {"request_key": key}).content.decode()  # of a version from before the referral
    assert "请再看一遍" in page and "已经修好。</textarea>" in page and f'name="seen_version" value="{referral.opinion.version}"' in page
    for _ in range(2):
        page = client.post(URL, door(referral) | ANSWER | {"request_key": key, "seen_version": referral.opinion.version}).content.decode()
        assert "已经答复" in page and "<textarea" not in page
    reply = Reply.objects.get()
    assert (reply.by, reply.contact, reply.text) == (None, "赵工 8800112", "已经修好。")
    event = Opinion.objects.get().events.latest("id")
    assert (event.action, event.actor, event.post) == ("reply", None, f"{town.department.name} · 凭办理码")


@pytest.mark.parametrize("spoiled", ["code", "number", "revoked", "renewed", "expired"])
def test_what_does_not_open(client, town, referral, spoiled, clock_at):
    make_code(referral, town.officer)
    good = door(referral)
    assert find_code(good["number"], good["code"]).referral == referral  # the control
    asked = good | ({spoiled: "XXXXXXXXXXXX"} if spoiled in good else {})
    if spoiled == "revoked":
        revoke_code(referral, town.officer)
    elif spoiled == "renewed":
        make_code(referral, town.officer)
    elif spoiled == "expired":
        clock_at("2027-06-01")
    page = client.post(URL, asked).content.decode()
    assert "编号或办理码不对" in page and referral.opinion.words not in page


def test_guessing_is_stopped(client, town, referral):
    make_code(referral, town.officer)
    for _ in range(PER_ADDRESS):
        client.post(URL, door(referral) | {"code": "AAAAAAAAAAAA"})
    assert client.post(URL, door(referral)).status_code == 429


def test_a_code_opens_nothing_else(town, referral):
    make_code(referral, town.officer)
    for verb in (cases.accept, lambda *args: cases.decline(*args, "不归我们"), lambda *args: cases.pause(*args, "等")):
        with pytest.raises(NotPossible):
            verb(referral, None, None)


def test_a_withdrawn_referral_says_so(client, town, referral):
    make_code(referral, town.officer)
    opinion = Opinion.objects.get()
    cases.withdraw(opinion, town.head, opinion.version, "另行交办")
    assert "已经撤回" in client.post(URL, door(referral)).content.decode()


def test_the_station_prints_and_takes_back_the_code(client, town, referral):
    client.force_login(town.officer)
    slip, code = (reverse(f"opinions:{name}", args=[referral.pk]) for name in ("referral_slip", "referral_code"))
    assert "办理码 <strong" not in client.get(slip).content.decode()
    client.post(code)
    shown = door(referral)["code"]
    assert f"{shown[:4]}-{shown[4:8]}-{shown[8:]}" in client.get(slip).content.decode()
    client.force_login(town.clerk)
    assert shown[:4] not in client.get(slip).content.decode()
    client.force_login(town.officer)
    client.post(code, {"revoke": "1"})
    assert "办理码 <strong" not in client.get(slip).content.decode()
