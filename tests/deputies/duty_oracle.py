"""What the annual statistics must say, in plain SQL over the sources alone: neither the ledger nor the product's own queries are asked."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db import connection

# Every act of every deputy, as the registers have it: 接待 once a deputy and day, 收到意见 once an opinion and deputy,
# 联系走访 once a meeting that was no call, and once a home visit and deputy …
ACTS = """
    SELECT duty.deputy_id AS deputy, 'reception' AS kind, day.date AS act_on
      FROM constituents_receptionduty duty JOIN constituents_receptionday day ON day.id = duty.day_id WHERE duty.attended
    UNION ALL
    SELECT link.deputy_id, 'opinion', opinion.received_on
      FROM opinions_opinion_deputies link JOIN opinions_opinion opinion ON opinion.id = link.opinion_id WHERE opinion.state <> 'voided'
    UNION ALL
    SELECT deputy_id, 'opinion', handled_on FROM constituents_letter WHERE deputy_id IS NOT NULL AND outcome IN ('answered', 'legal_way')
    UNION ALL
    SELECT household.deputy_id, 'contact', meeting."on"
      FROM constituents_householdmeeting meeting JOIN constituents_household household ON household.id = meeting.household_id
     WHERE meeting.voided_at IS NULL AND meeting.way <> 'phone'
    UNION ALL
    SELECT link.deputy_id, 'contact', date(visit.at)
      FROM constituents_visit_deputies link JOIN constituents_visit visit ON visit.id = link.visit_id
     WHERE visit.voided_at IS NULL AND visit.way = 'home_visit'
    UNION ALL
    SELECT link.deputy_id, 'contact', activity."on"
      FROM constituents_contactactivity_deputies link JOIN constituents_contactactivity activity ON activity.id = link.contactactivity_id
     WHERE activity.voided_at IS NULL
    UNION ALL
    SELECT came.deputy_id, CASE day.kind WHEN 'symposium' THEN 'other_meeting' WHEN 'study' THEN 'training' ELSE 'group_activity' END, day.date
      FROM constituents_homedaydeputy came JOIN constituents_homeday day ON day.id = came.home_day_id
     WHERE came.mark = 'came' AND day.drop_reason = ''
    UNION ALL
    SELECT deputy_id, kind, "on" FROM deputies_dutyentry WHERE state = 'confirmed'
"""
# A congress reports an act when the deputy held its seat on that very day and was not suspended (代表法 art. 61-62).
HELD = """
    SELECT 1 FROM deputies_mandate seat JOIN deputies_term term ON term.id = seat.term_id
     WHERE seat.deputy_id = acts.deputy AND term.congress_id {which}
       AND acts.act_on BETWEEN seat.starts_on AND COALESCE(seat.ends_on, term.ends_on)
       AND NOT EXISTS (SELECT 1 FROM deputies_suspension pause WHERE pause.mandate_id = seat.id
                          AND acts.act_on >= pause.starts_on AND (pause.ends_on IS NULL OR acts.act_on <= pause.ends_on))
"""
Table = dict[tuple[int, int, str], int]  # (congress, deputy, kind) → number


def table(congresses: Collection[int], year: int) -> Table:
    """What each congress reports of each deputy in the year."""
    return {(congress, *row): number for congress in congresses for *row, number in _counted([congress], year, "acts.deputy, acts.kind")}


def once(congresses: Collection[int], year: int) -> Counter:
    """Kind → number over all these congresses, each act once."""
    return Counter(dict(_counted(list(congresses), year, "acts.kind")))


def _counted(congresses: list[int], year: int, columns: str) -> list[tuple]:
    held = HELD.format(which=f"IN ({', '.join(['%s'] * len(congresses))})")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, COUNT(*) FROM ({ACTS}) acts WHERE acts.act_on BETWEEN %s AND %s AND EXISTS ({held}) GROUP BY {columns}",
            [date(year, 1, 1), date(year, 12, 31), *congresses],
        )
        return cursor.fetchall()
