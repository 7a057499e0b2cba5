"""Addresses of opinions."""

from django.urls import path

from opinions.views import deputy, visits

app_name = "opinions"

visit_patterns = [
    path("visits/new/", visits.take_visit, name="take_visit"),
    path("visits/lookup/", visits.lookup, name="lookup"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/slip/", visits.visit_slip, name="visit_slip"),
    path("visits/<int:pk>/correct/", visits.visit_correct, name="visit_correct"),
    path("visits/<int:pk>/void/", visits.visit_void, name="visit_void"),
]

urlpatterns = [
    path("brought/", deputy.brought, name="brought"),
    *visit_patterns,
]
