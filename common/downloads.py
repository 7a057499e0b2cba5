"""Answers that a browser saves as a file."""

import io
from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse

from common.documents import CONTENT_TYPE, Paper
from common.workbooks import SheetSpec, stream

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """A workbook under a Chinese name, never looked into by the browser."""
    return _file_response(data, name, XLSX)


def paper_response(paper: Paper, name: str) -> HttpResponse:
    """A Word document under a Chinese name."""
    return _file_response(paper.data, f"{name}.docx", CONTENT_TYPE)


def _file_response(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def sheets_response(sheets: Iterable[SheetSpec], name: str) -> HttpResponse:
    """A workbook of some hundred rows, made within the request. Long ones are jobs."""
    out = io.BytesIO()
    stream(out, sheets)
    return workbook_response(out.getvalue(), f"{name}.xlsx")


def picture_response(parts: Iterable[bytes]) -> HttpResponse:
    """A JPEG that the browser takes for nothing else."""
    response = HttpResponse(b"".join(parts), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response
