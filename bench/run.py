"""Loads a county of opinions, times the product and its floors, prints one JSON: `script/bench --opinions 100000`.

DATABASE_URL=postgres://… names a server on which a database `bench` is made and dropped; without it PostgreSQL's own programs
start a server for the run; without those SQLite must do. Times are milliseconds, sizes MiB; every ratio is to a floor of the same run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import servers  # noqa: E402

GOALS = {"list": 60, "search": 60, "desk": 60, "opinion": 40}  # p95, milliseconds, at 100,000 opinions
EXPORT_RATIO, EXPORT_MIB, ANNUAL_MIB = 1.3, 150, 200


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "what", nargs="?", choices=["pages", "county", "plans", "duties", "annual"], default="pages", help="the others: see those modules"
    )
    options.add_argument("--opinions", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=60, help="how often each page is asked for")
    options.add_argument("--repeats", type=int, default=3, help="how often each export is made")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, servers.database(Path(name)) as (url, kind):
        variables = servers.environment(Path(name), url)
        servers.manage(variables, "migrate", "--verbosity", "0")
        if given.what == "duties":
            print(json.dumps({"database": kind} | _duties(variables, given), ensure_ascii=False, indent=2))
            return
        if given.what == "annual":
            print(
                json.dumps(
                    {"database": kind, "load average": os.getloadavg()[0]} | _annual(variables, Path(name), given), ensure_ascii=False, indent=2
                )
            )
            return
        if given.what != "pages":
            print(json.dumps({"database": kind} | _child(variables, given.what), ensure_ascii=False, indent=2))
            return
        servers.manage(variables, "collectstatic", "--no-input", "--verbosity", "0")
        found = {"database": kind, "processors": os.cpu_count(), "opinions": given.opinions}
        found["load"] = _child(variables, "load", "--opinions", given.opinions)
        found |= measured(variables, Path(name), given)
        print(json.dumps(found | {"goals": goals(found)}, ensure_ascii=False, indent=2))


def _duties(variables: dict[str, str], given: argparse.Namespace) -> dict:
    servers.manage(variables, "collectstatic", "--no-input", "--verbosity", "0")
    found = _child(variables, "duties", "--load")
    with servers.product(variables) as (port, _):
        _say("pages")
        return found | {"load average": os.getloadavg()[0]} | _child(variables, "duties", "--port", port, "--rounds", given.rounds)


def _annual(variables: dict[str, str], folder: Path, given: argparse.Namespace) -> dict:
    """The annual workbook of a congress of 2,500 deputies, its floor, and whether it says what SQL counts."""
    found = _child(variables, "annual", "--load")
    found |= _export(variables, folder, "annual", given.repeats, "--owner", "bench_office", "--alone")
    found |= _child(variables, "annual", "--check", folder / "annual.xlsx")
    held = {"time": found["ratio"] <= EXPORT_RATIO, "memory": found["export"]["peak_mib"] <= ANNUAL_MIB, "sums": all(found["equal to SQL"].values())}
    return found | {"goals": held}


def measured(variables: dict[str, str], folder: Path, given: argparse.Namespace) -> dict:
    """Pages and exports against a database that is loaded already."""
    with servers.product(variables) as (port, process):
        _say("pages")
        found = {"load average": os.getloadavg()[0]} | _child(variables, "pages", "--port", port, "--rounds", given.rounds)
        found["web worker, peak MiB"] = servers.peak_mib(process)
    found["exports"] = {kind: _export(variables, folder, kind, given.repeats) for kind in ("opinions", "annual")}
    return found


def _export(variables: dict[str, str], folder: Path, kind: str, repeats: int, *more: str) -> dict:
    """Medians of the export and of its floor, made in turns."""
    path = folder / f"{kind}.xlsx"
    runs = []
    for number in range(repeats):
        _say(f"export {kind} {number + 1}")
        runs.append((_child(variables, "sheets", kind, path, *more), _child(variables, "sheets", "floor", path)))
    export, floor = ({name: statistics.median(run[side][name] for run in runs) for name in ("seconds", "cpu", "peak_mib")} for side in (0, 1))
    rows = runs[0][1]["rows"]
    return {
        "rows": rows,
        "rows_per_second": round(rows / export["seconds"]),
        "export": export,
        "floor": floor,
        "ratio": round(export["seconds"] / floor["seconds"], 2),
        "ratio_cpu": round(export["cpu"] / floor["cpu"], 2),
    }


def goals(found: dict) -> dict[str, bool]:
    """Which goals hold; those of pages are for 100,000 opinions."""
    held = {}
    for role, pages in found["pages"].items():
        for name, figures in pages.items():
            held[f"{role} {name}"] = figures["p95"] <= GOALS[name.split(":")[0]]
    for kind, figures in found["exports"].items():
        held[f"export {kind}: time"] = figures["ratio"] <= EXPORT_RATIO
        held[f"export {kind}: memory"] = figures["export"]["peak_mib"] <= EXPORT_MIB
    return held


def _child(variables: dict[str, str], module: str, *arguments: object) -> dict:
    command = [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench.{module} failed; see above.")
    return json.loads(done.stdout.splitlines()[-1])


def _say(what: str) -> None:
    print(f"→ {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
