"""The bench's loader writes a county that the product itself finds in order; no test asserts a time."""

from random import Random

import pytest
from django.core.management import call_command

from accounts.models import AuditEntry, User
from accounts.services.verification import broken_links
from bench import rows, texts
from bench.load import load
from bench.place import LOGINS, PASSWORD, Shape
from constituents.models import Constituent, Visit
from deputies.models import Deputy, DutyRecord
from deputies.services.ledger import differences
from opinions.models import Opinion, OpinionEvent
from opinions.services import Registration, register
from stations.choices import UnitKind
from stations.models import Unit
from stations.services.calendar import fill_known_years

pytestmark = [pytest.mark.django_db, pytest.mark.markup]
SMALL = Shape(opinions=50, towns=2, stations=3, deputies=12)


@pytest.fixture
def county():
    fill_known_years()
    return load(SMALL)


def test_the_county_has_the_shape_that_was_asked_for(county):
    assert (Opinion.objects.count(), county["opinions.Opinion"]) == (50, 50)
    assert Unit.objects.filter(kind=UnitKind.STATION).count() == 3
    assert Unit.objects.filter(kind=UnitKind.CONGRESS).count() == 3
    assert Deputy.objects.count() == 12
    assert Visit.objects.count() == county["constituents.Visit"] > 0
    assert OpinionEvent.objects.filter(action="register").count() == 50


def test_every_chain_is_whole_and_the_ledger_agrees_with_its_sources(county):
    assert list(broken_links()) == []
    assert AuditEntry.objects.filter(action="opinion.register").count() == 50
    assert differences() == ([], [])
    assert DutyRecord.objects.count() > 0
    call_command("rebuild_duty_ledger", "--check")


def test_people_are_encrypted_and_found_by_their_index(county):
    person = Constituent.objects.first()
    assert len(person.phone) == 11
    assert list(Constituent.objects.with_phone(person.phone)) == [person]
    assert person.phone not in str(list(Constituent.objects.extra(select={"raw": "phone"}).values_list("raw", flat=True)))


def test_the_product_goes_on_numbering_where_the_loader_stopped(county):
    station = Unit.objects.filter(kind=UnitKind.STATION).first()
    officer = User.objects.get(username=LOGINS["station"])
    before = Opinion.objects.filter(station=station).order_by("-year", "-serial").first()
    opinion = register(Registration(station, "box", before.received_on, "路灯不亮。"), officer)
    assert opinion.serial == (before.serial + 1 if opinion.year == before.year else 1)
    assert officer.check_password(PASSWORD)


def test_an_unknown_column_is_refused():
    with pytest.raises(KeyError, match="colour"):
        rows.table(Opinion).row({"colour": "red"})


def test_texts_are_the_same_for_the_same_seed():
    assert texts.message(Random(1)) == texts.message(Random(1))
    assert 40 <= len(texts.message(Random(2))) <= 400
