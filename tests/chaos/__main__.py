"""The full storm, run by script/chaos: prints its figures, and fails when anything was lost, told twice or late, or no naive way failed."""

import argparse
import json
import os
import sys
from dataclasses import asdict

from tests.chaos.servers import missing
from tests.chaos.storm import FULL, SHORT, brew


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few of each fault, as the tests do")
    size = SHORT if parser.parse_args().short else FULL
    if reason := missing():
        sys.exit(reason)
    outcome = brew(size)
    print(json.dumps({"size": asdict(size), "outcome": asdict(outcome), "cores": os.cpu_count()}, indent=1))
    ours = [figure[way] for figure in (outcome.lost, outcome.twice) for way in ("product", "text")]
    if any(ours) or outcome.drained is None:
        sys.exit("提醒有漏有重，或没有在限期内发完 (lost, twice or late)")
    if not (outcome.twice["mark"] and outcome.lost["task"]):
        sys.exit("对照组没有出错，这场故障不算数 (the naive ways came through: too mild a storm)")
    print("一条不少，一条不多 (nothing lost, nothing twice)")


if __name__ == "__main__":
    main()
