"""manage.py load_preset, and cases under what it published."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from opinions.services import Registration, register
from stations.models import Regulation
from stations.rules.presets import presets
from stations.rules.regulation import Rules


def test_cases_take_the_steps_of_their_channel(town):
    call_command("load_preset", "station-rules", unit=town.congress.name)
    steps = {}
    for channel in ("box", "hotline", "online", "visit"):
        case = register(Registration(town.station, channel, date(2026, 11, 25), "路灯不亮"), town.officer)
        steps[channel] = (case.state, Rules(case.regulation.body).chain(channel))
    three = ("screen", "audit", "approve")
    assert steps == {**dict.fromkeys(("box", "hotline", "online"), ("screening", three)), "visit": ("referring", ())}


def test_a_preset_is_loaded_once_by_id_code_or_name(town, capsys):
    town.congress.code = "530000123"
    town.congress.save()
    for unit in (str(town.congress.pk), "530000123", town.congress.name):
        call_command("load_preset", "yonghe", unit=unit)
    assert capsys.readouterr().out.splitlines() == [
        "已为青禾镇人大主席团发布第 2 版制度，依据《永和镇人大代表“双联系”工作实施方案》。",
        *["青禾镇人大主席团的制度已经是这样规定的，没有再发布。"] * 2,
    ]
    newest = Regulation.objects.filter(congress=town.congress).first()
    assert (newest.own, newest.published_by) == (presets()["yonghe"].layer, None)
    call_command("load_preset", "tongzhou", unit=town.congress.name, alone=True)
    own = Regulation.objects.filter(congress=town.congress).first().own
    left = {address: own.pop(address)["value"]["used"] for address in presets()["yonghe"].layer if address.startswith("kinds.")}
    assert (own, set(left.values())) == (presets()["tongzhou"].layer, {False})  # kinds stay, out of use, for their records


def test_an_unknown_congress_is_said(town):
    with pytest.raises(CommandError, match="没有找到人大「河湾村联络站」"):
        call_command("load_preset", "yonghe", unit="河湾村联络站")
    town.congress_elsewhere.parent, town.congress_elsewhere.name = None, town.congress.name
    town.congress_elsewhere.save()
    with pytest.raises(CommandError, match="有几个人大都叫"):
        call_command("load_preset", "yonghe", unit=town.congress.name)
