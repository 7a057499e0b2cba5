"""Django's admin, for the administrator only: accounts, and the audit trail to read."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from accounts.models import AuditEntry, User
from accounts.services.audit import SYSTEM_CHAIN, recorded

admin.site.site_header = "代表联络站 · 系统管理"
admin.site.site_title = "系统管理"
admin.site.index_title = "基础数据"
admin.site.unregister(Group)


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name")


@admin.register(User)
class AccountAdmin(UserAdmin):
    add_form = NewUserForm
    list_display = ["username", "name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "name"]
    ordering = ["username"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "name"]}),
        ("状态", {"fields": ["is_active", "is_staff", "is_superuser", "must_change_password"]}),
        ("时间", {"fields": ["last_login", "password_changed_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "name", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "password_changed_at"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # an account is stopped, never deleted: its deeds stay its own

    def log_addition(self, request, obj, message):
        _note(request.user, "account.open", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        _note(request.user, "account.change", obj, message)
        return super().log_change(request, obj, message)


def _note(actor: User, action: str, account: User, message) -> None:
    """What is done here belongs to the trail, too; the message names fields, never values."""
    with recorded() as trail:
        trail.add(SYSTEM_CHAIN, actor, action, account, what=message)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ["at", "chain", "seq", "actor", "action", "subject"]
    list_filter = ["action"]
    search_fields = ["subject"]
    list_select_related = ["actor"]
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
