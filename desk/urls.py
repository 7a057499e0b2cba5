"""Addresses of desk."""

from django.urls import path

from desk.views import help as handbook
from desk.views import home

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("help/", handbook.handbook, name="help"),
    path("help/<slug:slug>/", handbook.handbook, name="help_chapter"),
]
