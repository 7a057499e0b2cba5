"""Every main page of every role: axe finds nothing, nothing is wider than a phone, the console stays silent."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.steps import query, refer_visit, take_step

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("axe")]  # one running product serves them all

WIDTHS = {1366: {"width": 1366, "height": 768}, 390: {"width": 390, "height": 844}}
OPTIONS = {"resultTypes": ["violations"], "preload": False}
QUICK = OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}  # contrast takes most of the time: once for each page
RUN = """options => axe.run(options).then(({violations}) => violations.map(
    ({id, impact, nodes}) => `${id} (${impact}) at ${nodes.slice(0, 4).map((node) => node.target.join(" ")).join("; ")}`))"""
WIDE = "document.documentElement.scrollWidth"
STATION = "河湾村联络站"
DEPARTMENT = "青禾镇农业农村办"


def faults(page, made_for: int = 1366) -> list[str]:
    """What is wrong with the page that is open, at both widths, with its folded parts unfolded. Contrast at the width it is made for."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        wide = page.evaluate(WIDE)
        if wide > width:
            found.append(f"{width} px: {wide} px wide")
        page.evaluate("document.querySelectorAll('main details').forEach((part) => (part.open = true))")
        found += [f"{width} px: {fault}" for fault in page.evaluate(RUN, OPTIONS if width == made_for else QUICK)]
    return found


def look(page, addresses: Iterable[str], made_for: int = 1366) -> dict[str, list[str]]:
    """Address → its faults; addresses without any are absent. A page that is not there is a fault, too."""
    found, seen = {}, set()
    for address in addresses:
        if address in seen:
            continue
        seen.add(address)
        page.set_viewport_size(WIDTHS[1366])
        answer = page.goto(address)
        found[address] = ([] if answer.status == 200 else [f"answered {answer.status}"]) + faults(page, made_for)
    return {address: wrong for address, wrong in found.items() if wrong}


def links(page, address: str, selector: str) -> list[str]:
    """Where the links of a page lead."""
    page.goto(address)
    return [link.get_attribute("href") for link in page.locator(selector).all()]


def first(page, address: str, selector: str = "main table.rows tbody a") -> str:
    found = links(page, address, selector)
    assert found, f"the demonstration has nothing at {address}"
    return found[0]


def write_answer(page) -> None:
    page.get_by_role("group", name="答复类别").get_by_role("radio").first.check()
    page.locator("#id_text").fill("已换好顶棚。")


def ordered_job(page) -> str:
    """The page of an export that was just ordered."""
    page.goto("/reports/visits/")
    page.get_by_role("button", name="生成 Excel").click()
    page.wait_for_url("**/jobs/*/")
    return page.url


# What each role sees that others do not ---------------------------------------------------------------------------------


def liaison_officer(page) -> Iterator[str]:
    yield from ("/", "/opinions/visits/new/", "/visits/", "/visits/log/")
    visit = first(page, "/visits/")
    yield from (visit, f"{visit}slip/", f"{visit}correct/", f"{visit}void/")
    yield from ("/opinions/", "/opinions/?q=水", "/opinions/?q=没有这样的事", "/opinions/import/")
    closed = next(case for case in links(page, "/opinions/?state=closed", "table.rows td.title a") if links(page, case, "a[href$='/person/']"))
    yield from (closed, f"{closed}form/", f"{closed}person/", f"{closed}publication/", f"{closed}attachments/", f"{closed}notes/")
    yield from ("/opinions/promises/", "/opinions/publications/", first(page, "/opinions/?state=merged"))
    yield from links(page, closed, "aside a[href*='referrals']")[:2]
    station = first(page, "/stations/", f"main a:has-text('{STATION}')")
    plan = first(page, f"{station}plan/", "nav.year-nav a[aria-current]")
    yield from ("/deputies/", first(page, "/deputies/"), "/stations/", station, f"{station}facilities/", plan, f"{plan}edit/", f"{plan}paper/")
    yield from (first(page, plan, "table.rows a.btn-text"), first(page, plan, "aside a[href*='reports']"))
    yield from ("/stations/regulation/", "/stations/calendar/", ordered_job(page), "/jobs/", "/reports/", "/reports/opinions/")
    yield from ("/notices/", "/notices/ways/", "/accounts/me/", "/accounts/password/", "/help/")
    reception = links(page, "/visits/receptions/", "main table.rows tbody a")[-1]
    yield from ("/visits/receptions/", reception, f"{reception}record/", f"{reception}record/paper/")
    yield from ("/visits/plans/", first(page, "/visits/plans/"), "/visits/boxes/", "/visits/boxes/new/")
    yield from ("/visits/households/", "/opinions/activities/", f"{first(page, '/deputies/')}entries/new/")
    yield from links(page, "/help/", "main a[href^='/help/']")


def deputy(page) -> Iterator[str]:
    yield from ("/today/", "/deputies/contacts/", "/opinions/brought/", "/deputies/duty/", "/notices/", "/accounts/me/", "/help/")
    yield "/visits/duties/"
    yield from links(page, "/deputies/duty/", ".page-actions a, .card-more a")[:2]
    yield first(page, "/opinions/brought/", "ul.cards a")
    yield first(page, "/deputies/duty/?kind=reception", "ul.cards a")


def department_clerk(page) -> Iterator[str]:
    yield from ("/", "/opinions/", "/help/")
    replied = first(page, "/opinions/?referral=replied")
    yield replied
    yield from links(page, replied, "aside a[href*='referrals']")[:2]


def congress_office(page) -> Iterator[str]:
    yield from (
        "/",
        "/reports/annual/",
        "/reports/annual/?show=groups",
        "/reports/annual/?show=years",
        "/reports/annual/?show=norms",
        "/opinions/",
        "/opinions/organs/",
        "/deputies/new/",
        "/deputies/import/",
        "/deputies/terms/",
        "/deputies/terms/new/",
    )
    yield first(page, "/reports/annual/", "tbody td a")
    yield from ("/visits/plans/", "/notices/reminders/", "/visits/households/", "/opinions/letters/list/")
    yield from ("/deputies/entries/", "/deputies/entries/import/", "/deputies/objections/", "/deputies/years/")
    someone = first(page, "/deputies/")
    yield from (someone, f"{someone}edit/", f"{someone}mandates/new/", *links(page, someone, "aside a[href*='/suspend/']")[:1])
    yield from ("/deputies/coverage/", "/deputies/groups/", first(page, "/deputies/groups/"))
    yield from links(page, "/deputies/terms/", "td a[href*='/constituencies/']")[:1]
    yield from ("/stations/regulation/", "/stations/calendar/")
    town = first(page, "/stations/", "main a:has-text('青禾镇人大主席团')")
    rules = f"/stations/regulation/of/{town.strip('/').split('/')[-1]}/"
    yield from (town, rules, f"{rules}presets/", f"{rules}presets/tongzhou/", f"{rules}receptions/", f"{rules}contacts/", f"{rules}norms/new/")


def county_office(page) -> Iterator[str]:
    yield from ("/", "/reports/annual/?below=1", "/stations/", "/stations/?kind=station")
    yield from ("/stations/facilities/", "/stations/plans/", "/stations/calendar/", "/stations/calendar/import/")
    county = first(page, "/stations/", "main a:has-text('云岭县人大常委会')")
    station = first(page, "/stations/", f"main a:has-text('{STATION}')")
    yield from (f"{county}divisions/", f"{county}add/congress/", f"{station}photo/change/", f"{station}close/")
    heir = first(page, "/stations/", "main a:has-text('上塘村联络站')").strip("/").split("/")[-1]
    yield from (station, f"{station}edit/", f"{station}merge/?to={heir}")


def administrator(page) -> Iterator[str]:
    yield from ("/", "/accounts/users/", "/first-steps/", "/stations/", "/operations/")
    station = first(page, "/stations/", f"main a:has-text('{STATION}')")
    yield from (station, f"{station}edit/", f"{station}posts/new/")


ROLES: dict[str, Callable] = {
    "lianluo": liaison_officer,
    "daibiao": deputy,
    "chengban": department_clerk,
    "renda": congress_office,
    "xianrenda": county_office,
    "admin": administrator,
}


@pytest.mark.parametrize("username", ROLES)
def test_axe_finds_nothing_on_the_pages_of(username, log_in):
    page = log_in(username)
    addresses = list(ROLES[username](page))
    assert look(page, addresses, made_for=390 if username == "daibiao" else 1366) == {}


# Who has the case, what is pressed, what is filled in; without a button the page is only looked at.
STEPS = (
    ("lianluo", "初筛", "初筛", lambda page: page.locator("#id_category").select_option(index=1)),
    ("fuzhanzhang", "审核通过", "审核通过", None),
    ("zhanzhang", "批准", "只批准", None),
    ("zhanzhang", "交办", "交办", lambda page: page.locator("#id_lead").select_option(label=DEPARTMENT)),
    ("chengban", "受理", "受理", None),
    ("zhanzhang", "", "", None),
    ("chengban", "答复", "答复", write_answer),
    ("lianluo", "", "", None),
)


def test_axe_finds_nothing_on_the_steps_of_a_case(log_in):
    """At each state of one case, whoever has it looks at every step that could be taken."""
    pages = {username: log_in(username) for username in ("lianluo", "fuzhanzhang", "zhanzhang", "chengban")}
    case = refer_visit(pages["lianluo"], "村口的候车亭漏雨。")
    found, forms = {}, set()
    for username, verb, button, fill in STEPS:
        page = pages[username]
        possible = {*links(page, case, ".action-panel a")}
        assert possible != set()
        found |= look(page, [case, *sorted(possible - forms)])
        forms |= possible
        if verb:
            take_step(page, case, verb, button, fill)
    found |= look(pages["zhanzhang"], [f"{case}deadline/"])
    assert found == {}


def test_axe_finds_nothing_on_the_public_pages(page):
    assert (
        look(
            page,
            [
                "/accounts/login/",
                "/accounts/password/forgotten/",
                "/public/query/",
                "/public/department/",
                "/public/receptions/",
                "/public/appointments/",
            ],
            made_for=390,
        )
        == {}
    )


def test_axe_finds_nothing_on_what_the_public_is_told(page, log_in):
    clerk = log_in("lianluo")
    clerk.goto(f"{first(clerk, '/visits/')}slip/")
    query(page, clerk.locator("strong.num").inner_text(), clerk.locator(".code").inner_text())
    page.locator("h1", has_text="办理情况").wait_for()
    assert faults(page) == []


def test_axe_finds_nothing_on_a_form_with_errors(log_in):
    page = log_in("lianluo")
    page.goto("/opinions/visits/new/")
    page.locator("#id_name").press("Control+Enter")
    page.locator(".error-summary").wait_for()
    assert faults(page) == []


@pytest.mark.parametrize(("address", "status"), [("/there-is-no-such-page/", 404), ("/accounts/users/", 403)])
def test_axe_finds_nothing_on_error_pages(log_in, address, status):
    page = log_in("chengban")
    assert page.goto(address).status == status
    assert faults(page) == []


def test_a_fault_is_found_at_both_widths(page):
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('main').append(Object.assign(document.createElement('img'), {width: 2000}))")
    assert [fault.split(" at ")[0] for fault in faults(page) if "image-alt" in fault] == [f"{width} px: image-alt (critical)" for width in WIDTHS]
    assert [fault for fault in faults(page) if fault.endswith("px wide")] != []
