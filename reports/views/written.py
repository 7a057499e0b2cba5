"""The draft of a deputy's written report: on the page with its records, and as a Word document."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock
from common.downloads import paper_response
from deputies.models import Deputy
from deputies.registry import url_of
from reports.resources.written import paper_of
from reports.rules.written import WrittenReport, written_report

FIRST_YEAR, YEARS = 2000, 5


@require_safe
def written(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """书面履职情况报告（草稿）: each sentence above the records it was made from."""
    report = _report(request, pk, year)
    is_own = report.deputy.user_id == request.user.pk
    back = reverse("deputies:duty") if is_own else report.deputy.get_absolute_url()
    context = {
        "report": report,
        "parts": [(part, [_with_links(sentence) for sentence in part.sentences]) for part in report.parts],
        "opening": report.opening,
        "all_url": f"{back}?year={year}",
        "own": is_own,
        "years": range(clock.today().year, clock.today().year - YEARS, -1),
        "back_url": back,
        "frame_page": "base_phone.html" if is_own and not request.post else "base.html",
    }
    return render(request, "reports/written.html", context)


@require_safe
def written_file(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    report = _report(request, pk, year)
    return paper_response(paper_of(report), f"{year}年书面履职情况报告-{report.deputy.name}-草稿")


def _report(request: HttpRequest, pk: int, year: int) -> WrittenReport:
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    return written_report(request.user, deputy, year)


def _with_links(sentence) -> tuple:
    return sentence.words, [(record, url_of(record.source, record.source_id)) for record in sentence.records]
