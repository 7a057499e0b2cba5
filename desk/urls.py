"""Addresses of desk."""

from django.urls import path

from desk.views import deputy, first_steps, guide, health, home, mine, operations
from desk.views import help as handbook

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("today/", deputy.today, name="today"),
    path("mine/", mine.mine, name="mine"),
    path("healthz", health.healthz, name="healthz"),
    path("healthz/work", health.healthz_work, name="healthz_work"),
    path("operations/", operations.operations, name="operations"),
    path("operations/reminders/<int:pk>/again/", operations.reminder_again, name="reminder_again"),
    path("operations/jobs/<uuid:pk>/again/", operations.job_again, name="job_again"),
    path("guide/", guide.guide, name="guide"),
    path("guide/close/", guide.close, name="guide_close"),
    path("first-steps/", first_steps.first_steps, name="first_steps"),
    path("help/", handbook.handbook, name="help"),
    path("help/<slug:slug>/", handbook.handbook, name="help_chapter"),
]
