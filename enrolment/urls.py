"""Addresses of opening accounts for many, below the list of accounts."""

from django.urls import path

from enrolment.views import accounts, slips

app_name = "enrolment"
urlpatterns = [
    path("import/", accounts.upload, name="import"),
    path("import/template/", accounts.template, name="template"),
    path("import/<uuid:pk>/", accounts.preview, name="preview"),
    path("slips/", slips.slips, name="slips"),
    path("slips/<uuid:pk>/print/", slips.print_slips, name="slips_print"),
]
