"""Addresses of constituents."""

from django.urls import path

from constituents.views import attendance, log, receptions, visits

app_name = "constituents"
urlpatterns = [
    path("", visits.visit_list, name="list"),
    path("find/", visits.find, name="find"),
    path("log/", log.station_log, name="log"),
    path("receptions/<int:pk>/", receptions.reception, name="reception"),
    path("receptions/<int:pk>/attend/", attendance.attend, name="attend"),
    path("receptions/duties/<int:pk>/absent/", attendance.absent, name="absent"),
]
