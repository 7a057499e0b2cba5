"""Addresses of portal."""

from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("department/", views.department, name="department"),
    path("query/", views.query, name="query"),
]
