"""One's own messages, how one wants to be reached, and who was told what."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.pages import page_of
from notices.channels import WAYS, configured
from notices.choices import Channel
from notices.forms import PreferenceForm, ToldForm
from notices.models import Notice, Preference, Reminder
from notices.rules.told import can_retry, told
from notices.services import mark_read, save_preference, send_again

TOLD_CAP = 1_001  # a list of millions is not counted further


@require_safe
def notice_list(request):
    notices = Notice.objects.visible_to(request.user)
    if request.GET.get("unread"):
        notices = notices.unread()
    return render(request, "notices/notice_list.html", {"page": page_of(notices, request.GET.get("page"))})


@require_POST
def read(request, pk):
    """Marks one as read and goes where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(Notice.objects.filter(pk=notice.pk))
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and inside else "notices:list")


@require_POST
def read_all(request):
    count = mark_read(Notice.objects.visible_to(request.user))
    messages.success(request, f"已把 {count} 条消息标为已读。")
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
def preferences(request):
    """One's own choice; what was chosen stands in the form, a way that is not set up says so."""
    own = Preference.objects.filter(pk=request.user.pk).first() or Preference(pk=request.user.pk)
    form = PreferenceForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        save_preference(request.user, form.cleaned_data)
        messages.success(request, "提醒方式已保存，从现在起按它发。")
        return redirect("notices:preferences")
    there = configured()
    ways = [(Channel(channel).label, channel in there) for channel in WAYS]
    return render(request, "notices/preferences.html", {"form": form, "ways": ways})


@require_safe
def told_list(request):
    """Reminders of oneself and of the people whom one's posts reach, the latest first."""
    form = ToldForm(request.GET or None)
    found = form.narrow(Reminder.objects.visible_to(request.user)).order_by("-due_at", "-pk")
    page = page_of(found, request.GET.get("page"), cap=TOLD_CAP, shape=lambda rows: rows.select_related("recipient", "digest"))
    return render(request, "notices/told.html", {"form": form, "page": page, "rows": [told(each) for each in page.rows]})


@require_POST
def retry_one(request, pk):
    reminder = get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)
    if not can_retry(reminder):
        messages.error(request, "这一条不用再发：已经发出、已经过时，或者别人刚刚再发过。")
    elif send_again(reminder, request.user):
        messages.success(request, "已重新排上，一分钟内会再发一次。")
    return redirect("notices:told")
