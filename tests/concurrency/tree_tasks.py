"""Races about the tree, for tests.concurrency.racer: a congress that moves to and fro while stations are added below it."""

import random
import time


def prepare_tree() -> dict:
    """Two counties and two towns of their own: one for the verbs, one for the naive way."""
    from stations.choices import Level, UnitKind
    from stations.models import Unit

    def congress(name: str, level: str, parent=None) -> Unit:
        return Unit.objects.get_or_create(name=name, defaults={"kind": UnitKind.CONGRESS, "level": level, "parent": parent})[0]

    counties = [congress(name, Level.COUNTY) for name in ("东县人大常委会", "西县人大常委会")]
    towns = [congress(name, Level.TOWN, counties[0]) for name in ("往来镇人大主席团", "散乱镇人大主席团")]
    return {"counties": [county.pk for county in counties], "town": towns[0].pk, "naive_town": towns[1].pk}


def tree(number: int, rounds: int, prepared: dict) -> list:
    """Even processes move the town, odd ones add stations below it."""
    from stations.models import Unit
    from stations.services.tree import move_unit
    from stations.services.units import add_unit

    town, done = Unit.objects.get(pk=prepared["town"]), 0
    for turn in range(rounds):
        if number % 2:
            add_unit(town, "station", {"name": f"{number}-{turn}号联络站"}, None)
        else:
            move_unit(town, Unit.objects.get(pk=prepared["counties"][turn % 2]), None)
        done += 1
    return [done]


def naive_tree(number: int, rounds: int, prepared: dict) -> list:
    """The same without the tree's lock: paths are worked out from what was read when the page was opened."""
    from stations.models import Unit

    town = Unit.objects.get(pk=prepared["naive_town"])
    for turn in range(rounds):
        if number % 2:
            time.sleep(0.1 + random.random() / 10)
            Unit.objects.create(parent=town, kind="station", name=f"{number}-{turn}号联络站")
            continue
        if turn > 3:
            break  # the last stations are added after the last move
        county = Unit.objects.get(pk=prepared["counties"][turn % 2])
        path = f"{county.path}{town.pk}/"
        for child in [town, *Unit.objects.filter(parent=town)]:
            Unit.objects.filter(pk=child.pk).update(path=path if child == town else f"{path}{child.pk}/")
        Unit.objects.filter(pk=town.pk).update(parent=county)
    return [rounds]


PREPARE = {"tree": prepare_tree, "naive_tree": prepare_tree}
TASKS = {"tree": tree, "naive_tree": naive_tree}
