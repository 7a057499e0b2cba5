"""Loads a county of opinions into the database of DATABASE_URL: `python -m bench.load --opinions 100000`. Prints seconds and rows as JSON.

All that a case leaves behind is there: encrypted visitors, visits and matters, timeline, referrals, replies, feedbacks, notices, duty
records through the ledger's own verb, one whole audit chain for each congress. The same seed gives the same county.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from random import Random

BATCH = 2_000  # opinions a transaction


def load(shape, progress: Callable[[int], None] = lambda done: None) -> Counter:
    """Everything; answers with the number of rows of each model."""
    from accounts.services.audit import recorded
    from bench import place, rows
    from bench.arrivals import arrivals
    from bench.cases import Batch, County

    random = Random(shape.seed)
    with recorded():
        places = place.build(shape, random)
    county, wanted, written = County(random), arrivals(shape, len(places), random), Counter()
    for start in range(0, len(wanted), BATCH):
        with recorded() as trail:
            batch = Batch(county, trail)
            for number, arrival in enumerate(wanted[start : start + BATCH], start):
                batch.add(arrival, places[arrival.place], number)
            written += batch.write()
        progress(min(start + BATCH, len(wanted)))
    rows.keys_are_taken(written)
    county.leave_counters()
    return Counter({model._meta.label: count for model, count in written.items()})


def _analyse() -> None:
    """What autovacuum does within minutes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--opinions", type=int, default=100_000)
    given = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    import django

    django.setup()
    from bench.place import Shape

    began = time.perf_counter()
    written = load(Shape(opinions=given.opinions), lambda done: print(f"→ {done:,} opinions", file=sys.stderr, flush=True))
    _analyse()
    print(json.dumps({"seconds": round(time.perf_counter() - began, 1), "rows": written}, ensure_ascii=False))


if __name__ == "__main__":
    main()
