"""Addresses of desk."""

from django.urls import path

from desk.views import health, home
from desk.views import help as handbook

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("help/", handbook.handbook, name="help"),
    path("help/<slug:slug>/", handbook.handbook, name="help_chapter"),
]
