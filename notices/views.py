"""One's own messages."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from common.pages import page_of
from notices.models import Notice
from notices.services import mark_read


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
