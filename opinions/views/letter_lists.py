"""The quarterly list of a group or a constituency (XM 三(四)): on the page, on paper, as a workbook; handed in to the congress's office."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.downloads import sheets_response
from constituents.models import HandedList, Letter
from constituents.rules.boxes import groups_seen, last_quarter, quarter_days
from constituents.services.boxes import hand_in as note_handed
from constituents.services.boxes import scope_name, take_back_list
from deputies.models import Constituency, Group
from opinions.forms.letters import HandInForm
from opinions.resources.letters import letters_sheet
from opinions.rules.letters import LetterLine, letter_line

MOST = 1000  # letters of one quarter on a page


@dataclass(frozen=True)
class Asked:
    """The list that was asked for."""

    scope: Group | Constituency
    year: int
    quarter: int

    @property
    def key(self) -> str:
        return _key(self.scope)

    @property
    def title(self) -> str:
        return f"{scope_name(self.scope)} {self.year} 年第 {self.quarter} 季度代表信箱问题及办理结果清单"

    @property
    def is_over(self) -> bool:
        return quarter_days(self.year, self.quarter)[1] < clock.today()

    @property
    def query(self) -> str:
        return f"?scope={self.key}&year={self.year}&quarter={self.quarter}"

    @property
    def owner(self) -> dict:
        return {"group": self.scope} if isinstance(self.scope, Group) else {"constituency": self.scope}

    def letters(self, user) -> QuerySet[Letter]:
        boxes = {f"opening__box__{name}": row for name, row in self.owner.items()}
        days = quarter_days(self.year, self.quarter)
        return Letter.objects.visible_to(user).filter(opening__on__range=days, **boxes).for_list().order_by("opening__on", "pk")


@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    asked, scopes = _asked(request)
    lines = _lines(request, asked)
    this_year = clock.today().year
    context = {
        "asked": asked,
        "scopes": [(_key(each), scope_name(each)) for each in scopes],
        "lines": lines,
        "waiting": sum(line.letter.is_waiting for line in lines),
        "years": range(this_year, this_year - 5, -1),
        "handed": HandedList.objects.visible_to(request.user).filter(year=asked.year, quarter=asked.quarter, **asked.owner).select_related("by"),
        "form": HandInForm(),
    }
    return render(request, "opinions/letter_list.html", context)


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    asked, _ = _asked(request)
    context = {"asked": asked, "lines": _lines(request, asked), "today": clock.today(), "back_url": reverse("opinions:letters") + asked.query}
    return render(request, "opinions/letter_list_paper.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    asked, _ = _asked(request)
    return sheets_response([letters_sheet(asked.title, scope_name(asked.scope), _lines(request, asked))], asked.title)


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Note when and to whom the list was handed in."""
    asked, _ = _asked(request)
    form = HandInForm(request.POST)
    if form.is_valid():
        lines = _lines(request, asked)
        row = form.save(commit=False)
        row.request_key, row.year, row.quarter = form.cleaned_data["request_key"], asked.year, asked.quarter
        row.group, row.constituency = asked.owner.get("group"), asked.owner.get("constituency")
        row.letters, row.waiting = len(lines), sum(line.letter.is_waiting for line in lines)
        try:
            note_handed(row, request.user)
        except ValidationError as error:
            messages.error(request, "还没有记下：" + " ".join(error.messages))
        else:
            messages.success(request, f"已记下：{row.on.month}月{row.on.day}日报给{row.to}。")
    else:
        messages.error(request, "还没有记下：" + next(iter(form.errors.values()))[0])
    return redirect(reverse("opinions:letters") + asked.query)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Noted by mistake: owed again."""
    row = get_object_or_404(HandedList.objects.visible_to(request.user), pk=pk)
    take_back_list(row, request.user)
    messages.success(request, f"已撤销：{row.year} 年第 {row.quarter} 季度的清单还要报送。")
    return redirect(reverse("opinions:letters") + Asked(row.group or row.constituency, row.year, row.quarter).query)


def _asked(request: HttpRequest) -> tuple[Asked, list[Group | Constituency]]:
    """The scope and quarter in the query, else the last one that is over; 403 for whoever may read no list, 404 for another's."""
    groups = list(groups_seen(request.user).order_by("congress__path", "position", "pk"))
    boxes = Constituency.objects.visible_to(request.user).filter(letter_boxes__isnull=False).distinct()
    scopes = groups + list(boxes.select_related("term__congress").order_by("term__congress__path", "position", "pk"))
    if not scopes:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    wanted = data.get("scope", "")
    scope = next((each for each in scopes if _key(each) == wanted), None) if wanted else scopes[0]
    if scope is None:
        raise Http404
    year, quarter = last_quarter()
    return Asked(scope, _number(data.get("year"), year, 2000, 2100), _number(data.get("quarter"), quarter, 1, 4)), scopes


def _lines(request: HttpRequest, asked: Asked) -> list[LetterLine]:
    return [letter_line(letter) for letter in asked.letters(request.user)[:MOST]]


def _key(scope: Group | Constituency) -> str:
    return f"{scope._meta.model_name}-{scope.pk}"


def _number(text: str | None, otherwise: int, least: int, most: int) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
    return number if least <= number <= most else otherwise
