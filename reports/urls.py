"""Addresses of reports."""

from django.urls import path

from reports.views import annual, ledgers, overview

app_name = "reports"
urlpatterns = [
    path("", overview.report_list, name="list"),
    path("annual/", annual.annual_page, name="annual"),
    path("annual/rows/", annual.annual_rows, name="annual_rows"),
    path("opinions/", ledgers.opinions_export, name="opinions_export"),
    path("visits/", ledgers.visits_export, name="visits_export"),
]
