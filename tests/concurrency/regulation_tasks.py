"""An office of a county and those of its towns publishing at once: tasks of the racer."""


def publishers(number: int, rounds: int, prepared: dict) -> list:
    """Even processes publish for the county, odd ones for a town; answer with what went wrong."""
    from django.db import IntegrityError

    from stations.models import Unit
    from stations.services.regulations import publish

    county = Unit.objects.get(name="云岭县人大常委会")
    town = Unit.objects.get(name="青禾镇人大主席团")
    wrong = []
    for turn in range(rounds):
        value = {"value": 1 + (number * rounds + turn) % 200, "source": "人大决定"}
        try:
            if number % 2 == 0:
                publish(county, "县", {"limits.urgent": value}, None)
            else:
                publish(town, "镇", {"limits.ordinary": value}, None)
        except IntegrityError as error:
            wrong.append(str(error)[:60])
    return wrong


def naive_publishers(number: int, rounds: int, prepared: dict) -> list:
    """The same without the lock of the tree."""
    from stations.services import locks

    locks.lock_tree = lambda: None
    return publishers(number, rounds, prepared)


TASKS = {"publishers": publishers, "naive_publishers": naive_publishers}
