from django.urls import reverse

from stations.models import Regulation
from stations.rules.regulation import LIMITS, Rules
from stations.services.regulations import publish


def form_data(rules: Regulation, **changes) -> dict:
    body = rules.body
    data = {f"reception_{name}": value for name, value in body["reception"].items()}
    data |= {f"chain_{channel}": steps for channel, steps in body["chains"].items()}
    data |= {f"days_{name}": limit["days"] for name, limit in body["limits"].items()}
    data |= {f"source_{name}": limit["source"] for name, limit in body["limits"].items()}
    return data | {"title": rules.title, "notice_lead_days": body["notice_lead_days"]} | changes


def test_the_holding_version_in_plain_words(client, town):
    client.force_login(town.officer)
    response = client.get(reverse("stations:regulation"))
    page = response.content.decode()
    assert response.context["regulation"] == town.regulation
    for words in ("初筛 → 审核 → 审批 → 交办", "15 个工作日", "每月 10 日，遇周末和节假日顺延到下一个工作日", "联络站制度规范 五（一）3"):
        assert words in page
    assert [len(part.lines) for part in response.context["parts"]] == [1, len(LIMITS), 3, 4]
    assert "修订</a>" not in page


def test_an_old_version_says_so(client, town):
    newer = publish(town.congress, "新制度", town.regulation.body, town.office)
    client.force_login(town.officer)
    old = client.get(reverse("stations:regulation_version", args=[town.regulation.pk])).content.decode()
    assert "这是旧版" in old
    assert client.get(reverse("stations:regulation")).context["regulation"] == newer


def test_doors(client, town):
    elsewhere = Regulation.objects.get(congress=town.congress_elsewhere)
    county = Regulation.objects.get(congress=town.county)
    client.force_login(town.officer)
    codes = [client.get(reverse("stations:regulation_version", args=[pk])).status_code for pk in (county.pk, elsewhere.pk, 10**9)]
    assert codes == [200, 404, 404]
    assert client.get(reverse("stations:regulation_edit", args=[town.congress.pk])).status_code == 404
    client.force_login(town.head)
    assert client.get(reverse("stations:regulation_edit", args=[town.congress.pk])).status_code == 403
    client.force_login(town.office)
    assert client.get(reverse("stations:regulation_edit", args=[town.congress_elsewhere.pk])).status_code == 404
    client.force_login(town.deputy_user)
    assert client.get(reverse("stations:regulation")).status_code == 404


def test_the_office_publishes_a_version_and_the_old_one_stays(client, town):
    client.force_login(town.office)
    url = reverse("stations:regulation_edit", args=[town.congress.pk])
    assert client.get(url).context["form"]["days_ordinary"].value() == 15
    data = form_data(town.regulation, chain_visit=["approve"], days_ordinary=10, four_eyes="on", reception_day=15, reception_starts_at="08:30")
    response = client.post(url, data)
    new = Regulation.objects.get(congress=town.congress, number=2)
    lines = client.get(response.url).context["parts"][0].lines
    assert [(line.label, line.words) for line in lines] == [
        ("来访", "审批 → 交办"),
        ("来电、走访、座谈会、代表信箱、来信、热线、网上", "初筛 → 审核 → 审批 → 交办"),
    ]
    assert response.url == reverse("stations:regulation_version", args=[new.pk])
    rules = Rules(new.body)
    assert (rules.chain("visit"), rules.chain("box")) == (("approve",), ("screen", "audit", "approve"))
    assert (rules.limit("ordinary").days, rules.four_eyes, rules.reception["day"], rules.reception["starts_at"]) == (10, True, 15, "08:30")
    assert new.body["reply_classes"] == town.regulation.body["reply_classes"]
    assert Rules(Regulation.objects.get(number=1, congress=town.congress).body).limit("ordinary").days == 15


def test_faults_are_said_and_nothing_is_published(client, town):
    client.force_login(town.office)
    url = reverse("stations:regulation_edit", args=[town.congress.pk])
    late = client.post(url, form_data(town.regulation, reception_ends_at="08:00"))
    assert late.context["form"].non_field_errors() == ["接待日的结束时间应在开始时间之后。"]
    assert "days_audit" in client.post(url, form_data(town.regulation, days_audit=0)).context["form"].errors
    assert Regulation.objects.filter(congress=town.congress).count() == 1


def test_the_page_asks_as_much_for_three_versions_as_for_one(client, town, queries):
    client.force_login(town.office)
    one = queries(reverse("stations:regulation"))
    for _ in range(2):
        publish(town.congress, "又一版", town.regulation.body, town.office)
    assert queries(reverse("stations:regulation")) == one
