"""Addresses of notices."""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("ways/", views.preferences, name="preferences"),
    path("reminders/", views.told_list, name="told"),
    path("reminders/<int:pk>/retry/", views.retry_one, name="retry"),
    path("read/", views.read_all, name="read_all"),
    path("<uuid:pk>/read/", views.read, name="read"),
]
