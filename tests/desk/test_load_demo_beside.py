from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from stations.models import Unit
from tests.factories.stations import UnitFactory


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_nothing_is_listed_without_the_demonstration(db):
    assert run("demo_logins") == ""


def test_beside_real_data_nothing_is_loaded(db):
    UnitFactory()
    assert run("load_demo") == "库中已有本地数据，没有载入演示数据。\n"
    assert Unit.objects.count() == 1


def test_production_refuses_the_demonstration(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境不载入演示数据"):
        run("load_demo")
    assert Unit.objects.count() == 0
