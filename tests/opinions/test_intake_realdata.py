"""Real messages and real office spreadsheets: the ones come in, the others are refused with their place. Nothing of them is kept here."""

import csv
import gzip
import io
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from common.uploads import check_upload
from jobs import services as jobs
from opinions.models import Category, Opinion
from opinions.services.intake import start_import
from tests.factories.intake import checked, csv_file

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]
ROWS = 1200
REFUSED_AT_THE_DOOR = "另存为 .xlsx"


def table(path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def imported(user, job) -> int:
    written = start_import(job, user)
    jobs.run_job(written.pk)
    written.refresh_from_db()
    assert written.error == ""
    return written.outcome["count"]


def test_a_thousand_messages_with_their_own_headings(town, real_data):
    header, *rows = table(real_data / "messages.csv.gz")
    file = csv_file(rows[:ROWS], header, "留言.csv")
    given = {"station": town.station, "channel": "online", "received_on": town.term.starts_on}
    strict = checked(town.officer, file, uuid4(), **given)
    label = header.index("label")
    known = set(Category.objects.filter(is_active=True).values_list("name", flat=True))
    unknown = sum(row[label] not in known for row in rows[:ROWS])
    assert (strict.outcome["fault_count"], len(strict.outcome["faults"])) == (unknown, min(unknown, 200))
    assert {fault["cell"][0] for fault in strict.outcome["faults"]} == {"AB"[label]}
    job = checked(town.officer, file, uuid4(), ignore_category=True, **given)
    alike = ROWS - len({" ".join(row[1].split()) for row in rows[:ROWS]})
    assert (job.outcome["fault_count"], job.outcome["total"]) == (0, ROWS)
    assert job.outcome["new"] + job.outcome["repeated"] == ROWS
    assert job.outcome["repeated"] <= alike
    assert imported(town.officer, job) == job.outcome["new"] == Opinion.objects.count()
    assert Opinion.objects.order_by("serial").first().words == rows[0][1].replace("\r\n", "\n").strip()


def test_messages_with_title_and_time(town, real_data):
    header, *rows = table(real_data / "replies.csv.gz")
    job = checked(town.officer, csv_file(rows[:300], header, "留言.csv"), uuid4(), station=town.station, channel="online")
    long_titles = sum(len(row[header.index("留言主题")].strip()) > 80 for row in rows[:300])
    late = [fault for fault in job.outcome["faults"] if "个字" not in fault["words"]]
    assert (len(job.outcome["faults"]) - len(late), late) == (long_titles, [])
    assert "答复意见" in job.outcome["notes"][0]


def test_every_office_spreadsheet_is_refused_with_its_place(town, real_data):
    seen = 0
    for path in sorted((real_data / "spreadsheets").iterdir()):
        seen += 1
        try:
            check_upload(SimpleUploadedFile(path.name, path.read_bytes()))
        except ValidationError as error:
            assert REFUSED_AT_THE_DOOR in error.messages[0], path.name
            continue
        job = checked(town.officer, SimpleUploadedFile(path.name, path.read_bytes()), uuid4(), station=town.station)
        assert (job.outcome["new"], job.outcome["fault_count"] > 0) == (0, True), path.name
        for fault in job.outcome["faults"]:
            assert (bool(fault["sheet"]), bool(fault["cell"]), len(fault["words"]) > 10) == (True, True, True), (path.name, fault["sheet"])
    assert seen > 10


def test_the_control_sheet_comes_in(town):
    job = checked(town.officer, csv_file(), uuid4(), station=town.station)
    assert imported(town.officer, job) == 3


def test_a_file_of_all_messages_is_read_whole(town, real_data):
    header, *rows = table(real_data / "messages.csv.gz")
    out = io.StringIO()
    csv.writer(out).writerows([["内容"], *[[row[header.index("body")]] for row in rows]])
    file = SimpleUploadedFile("全部.csv", out.getvalue().encode("gb18030"))
    job = checked(town.officer, file, uuid4(), station=town.station, channel="online", received_on=town.term.starts_on)
    assert (job.outcome["total"], job.outcome["fault_count"], job.outcome["new"] + job.outcome["repeated"]) == (len(rows), 0, len(rows))
