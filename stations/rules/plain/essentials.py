"""What matters most of a regulation, on one screen: for whoever chooses a document and has no time yet for every value."""

from dataclasses import replace

from stations.rules.plain import Line, Origins, plain_words

ESSENTIAL = (
    "chains",
    "limits.ordinary",
    "limits.urgent",
    "reception.when",
    "rota.when",
    "home_day.when",
    "box.every",
    "households.number",
    "households.visits",
    "activities.per_year",
    "norms",
    "report_to_voters.share",
    "feedback.plan",
    "publication.scope",
    "projects.plan",
)  # addresses, or the keys of whole lists


def essentials(body: dict, origins: Origins) -> list[Line]:
    """Those of these values that are set, in the order of the sections, each in the first line of its words."""
    lines = (line for part in plain_words(body, origins) for line in part.lines)
    return [replace(line, words=line.words.partition("\n")[0]) for line in lines if _matters(line.addresses[0])]


def _matters(address: str) -> bool:
    return address in ESSENTIAL or address.partition(".")[0] in ESSENTIAL
