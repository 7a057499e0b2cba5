"""Whatever happens in whatever order, the ledger is what its sources say, and the annual table is what plain SQL counts in the sources."""

import pickle
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from constituents.services import households
from deputies.choices import DutyKind
from deputies.models import Deputy, Term, YearClosing
from deputies.services import entries, ledger
from deputies.services.closed_years import differences_of
from reports.services.annual import Tally, annual
from reports.services.annual_workbook import DETAIL, STATISTICS, workbook
from tests.deputies import duty_oracle
from tests.deputies.histories import YEARS, Histories
from tests.deputies.history import VERBS
from tests.factories.deputies import DeputyFactory, GroupFactory, MandateFactory, TermFactory

pytestmark = [pytest.mark.django_db, pytest.mark.markup]
HISTORIES, LENGTH, EVERY = 34, 60, 20  # histories, verbs that did something in each, how many of them between two looks
LABELS = {str(kind): kind.label for kind in DutyKind}


@pytest.fixture
def start(town) -> bytes:
    """The town with two more deputies; two of the five sit in the county's congress, too."""
    Term.objects.filter(pk=town.term.pk).update(ends_on=date(2028, 12, 31))
    county = TermFactory(congress=town.county, starts_on=date(2021, 11, 1))
    group = GroupFactory(congress=town.county, name="县第一小组")
    for name in ("郝春", "丁夏"):
        MandateFactory(deputy=DeputyFactory(name=name), term=town.term, station=town.station)
    for deputy in (town.deputies[0], Deputy.objects.get(name="郝春")):
        MandateFactory(deputy=deputy, term=county, group=group)
    town.term.refresh_from_db()
    return pickle.dumps(town)


def live(start: bytes, seed: int) -> Histories:
    """One history, looked at every EVERY steps, with its workbook at the end."""
    with Histories(start, seed) as history:
        for _ in range(LENGTH // EVERY):
            for _ in range(EVERY):
                history.step()
            look(history)
        compare_workbook(history)
    return history


def look(history: Histories) -> None:
    """Every invariant but the workbook's."""
    missing, extra = ledger.differences()  # what `rebuild_duty_ledger --check` asks
    assert (missing, [row.key for row in extra]) == ([], [])
    for year in YEARS:
        report = annual(history.town.county, year, below=True)
        assert cells_of(report) == duty_oracle.table(congresses(history), year)
        assert {kind.value: number for kind, number in report.cells if number} == duty_oracle.once(congresses(history), year)
    for closing in YearClosing.objects.standing():
        left = [each for each in differences_of(closing) if not each.is_explained]
        assert [each for each in left if each.is_wrong or closing.pk not in history.disturbed] == []


def compare_workbook(history: Histories) -> None:
    year = history.random.choice(YEARS)
    names, units = dict(Deputy.objects.values_list("pk", "name")), congresses(history)
    table, once = duty_oracle.table(units, year), duty_oracle.once(units, year)
    wanted = {(units[congress], names[deputy], LABELS[kind]): number for (congress, deputy, kind), number in table.items()}
    totals = {LABELS[kind]: number for kind, number in once.items()}
    assert sheets(history.town.county, year) == (wanted, totals, totals)


def congresses(history: Histories) -> dict[int, str]:
    return {unit.pk: unit.name for unit in (history.town.county, history.town.congress, history.town.congress_elsewhere)}


def cells_of(report) -> duty_oracle.Table:
    lines = [(part.congress.pk, line) for part in report.parts for group in part.groups for line in group.lines]
    return {(congress, line.deputy_id, kind.value): number for congress, line in lines for kind, number in line.cells if number}


def sheets(county, year: int) -> tuple[dict, dict, dict]:
    """The workbook as it is read again: (congress, deputy, kind) → number, the total of each kind, the rows of each kind in the detail sheet."""
    data, _ = workbook(Tally(county, year, True), "罗敏")
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    cells, totals, congress, labels = {}, {}, "", list(LABELS.values())
    for row in book.get_sheet_by_name(STATISTICS).to_python(skip_empty_area=False)[3:]:
        counts = {label: int(number) for label, number in zip(labels, row[3:], strict=False) if isinstance(number, float) and number}
        if isinstance(row[0], float):
            cells |= {(congress, row[2], label): number for label, number in counts.items()}
        elif row[0] == "总计":
            totals = counts
        elif row[0] and not any(row[1:]):
            congress = row[0]
    detail = book.get_sheet_by_name(DETAIL).to_python(skip_empty_area=False)[3:]
    return cells, totals, dict(Counter(row[1] for row in detail))


def test_no_history_parts_the_ledger_from_its_sources_or_the_annual_table_from_sql(start):
    done, refused = Counter(), Counter()

    # Without shrinking, which takes minutes: a failure names its seed and the verbs that led to it.
    @settings(max_examples=HISTORIES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32 - 1))
    def all_sound(seed: int) -> None:
        history = live(start, seed)
        done.update(history.done)
        refused.update(history.refused)

    all_sound()
    print(f"\n{done.total():,} steps: {dict(done.most_common())}; refused: {dict(refused.most_common())}")
    assert done.total() >= 2_000
    assert set(VERBS) == set(done)  # nothing stands idle


def forgotten(monkeypatch) -> None:
    monkeypatch.setattr(households, "record_duties", lambda duties, trail: [])


def written_twice(monkeypatch) -> None:
    once = entries.record_duties
    monkeypatch.setattr(entries, "record_duties", lambda duties, trail: once([each for duty in duties for each in (duty, twin(duty))], trail))


def twin(duty):
    return type(duty)(**vars(duty) | {"source_id": duty.source_id + 10**6})


def counted_twice(monkeypatch) -> None:
    once = Tally.add
    monkeypatch.setattr(Tally, "add", lambda tally, *act: once(tally, *act) and (act[1] != DutyKind.CONTACT or once(tally, *act)))


def not_taken_back(monkeypatch) -> None:
    """Ledger and rebuild agree: SQL alone sees it."""
    monkeypatch.setattr(entries, "withdraw_duty", lambda *_, **__: 0)
    monkeypatch.setattr(ledger, "differences", lambda: ([], []))


@pytest.mark.parametrize("breaking", [forgotten, written_twice, counted_twice, not_taken_back])
def test_a_broken_writer_or_table_is_found(start, monkeypatch, breaking):
    breaking(monkeypatch)
    with pytest.raises(AssertionError) as found:
        for seed in range(5):
            live(start, seed)
    assert found.value.__notes__[0].startswith("after ")
