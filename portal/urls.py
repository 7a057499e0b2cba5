"""Addresses of portal."""

from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("appointments/", views.days, name="days"),
    path("appointments/book/", views.book, name="book"),
    path("appointments/mine/", views.appointment, name="appointment"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("department/", views.department, name="department"),
    path("query/", views.query, name="query"),
    path("receptions/", views.stations, name="receptions"),
    path("receptions/<int:pk>/", views.receptions, name="station_receptions"),
    path("receptions/<int:pk>/calendar.ics", views.receptions_calendar, name="receptions_calendar"),
]
