"""What jobs on an uploaded spreadsheet share: open it, tell what is wrong, and write what was checked once it is confirmed."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError

from common.sheets import SheetError
from common.tables import Fault, without_numbers
from common.uploads import Upload, check_upload
from jobs.models import Job
from jobs.registry import JobError
from jobs.services.orders import start, upload_of

Read = TypeVar("Read")  # the table, or what a list makes of it
SHOWN = 500  # faults and notes kept for the page


def table_of(job: Job, read: Callable[[Upload], Read]) -> Read:
    """What `read` makes of the spreadsheet sent with the job (`params["name"]`). Raises JobError, with its place, for what cannot be read at all."""
    file = BytesIO(upload_of(job))
    file.name = job.params["name"]
    try:
        return read(check_upload(file))
    except SheetError as error:
        place = f"工作表「{error.sheet}」{error.cell}：" if error.sheet else ""
        raise JobError(place + without_numbers(error.message)) from error
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from error


def told(faults: Sequence[Fault], notes: Sequence[str]) -> dict:
    """The part of an outcome that components/import_preview.html shows."""
    return {"faults": [fault.as_dict() for fault in faults[:SHOWN]], "fault_count": len(faults), "notes": list(notes[:SHOWN])}


def follow_up(checked: Job, kind: str, title: str) -> Job:
    """The job that writes what this one has checked; asked twice it is one. Raises JobError once the upload is gone."""
    once = uuid5(NAMESPACE_URL, f"{kind}:{checked.pk}")
    return start(kind, title, checked.owner, checked.params, request_key=once, upload=upload_of(checked))
