"""The State Council's holidays and make-up working days of the known years, one line a festival; the migration fills the table from here."""

from datetime import date

# (year, festival, days off, make-up working days), days as «month.day»
YEARS: tuple[tuple[int, str, str, str], ...] = (
    (2024, "元旦", "1.1", ""),
    (2024, "春节", "2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17", "2.4 2.18"),
    (2024, "清明节", "4.4 4.5 4.6", "4.7"),
    (2024, "劳动节", "5.1 5.2 5.3 5.4 5.5", "4.28 5.11"),
    (2024, "端午节", "6.10", ""),
    (2024, "中秋节", "9.15 9.16 9.17", "9.14"),
    (2024, "国庆节", "10.1 10.2 10.3 10.4 10.5 10.6 10.7", "9.29 10.12"),
    (2025, "元旦", "1.1", ""),
    (2025, "春节", "1.28 1.29 1.30 1.31 2.1 2.2 2.3 2.4", "1.26 2.8"),
    (2025, "清明节", "4.4 4.5 4.6", ""),
    (2025, "劳动节", "5.1 5.2 5.3 5.4 5.5", "4.27"),
    (2025, "端午节", "5.31 6.1 6.2", ""),
    (2025, "国庆节", "10.1 10.2 10.3 10.4 10.5 10.7 10.8", "9.28 10.11"),
    (2025, "中秋节", "10.6", ""),
    (2026, "元旦", "1.1 1.2 1.3", "1.4"),
    (2026, "春节", "2.15 2.16 2.17 2.18 2.19 2.20 2.21 2.22 2.23", "2.14 2.28"),
    (2026, "清明节", "4.4 4.5 4.6", ""),
    (2026, "劳动节", "5.1 5.2 5.3 5.4 5.5", "5.9"),
    (2026, "端午节", "6.19 6.20 6.21", ""),
    (2026, "国庆节", "10.1 10.2 10.3 10.4 10.5 10.6 10.7", "9.20 10.10"),
    (2026, "中秋节", "9.25 9.26 9.27", ""),
)


def days() -> list[tuple[date, bool, str]]:
    """(day, is_workday, festival) for every day that differs from the plain week."""
    rows = []
    for year, name, off, make_up in YEARS:
        rows += [(_day(year, text), False, name) for text in off.split()]
        rows += [(_day(year, text), True, name) for text in make_up.split()]
    return rows


def _day(year: int, text: str) -> date:
    month, day = text.split(".")
    return date(year, int(month), int(day))
