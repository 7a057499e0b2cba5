"""Addresses of deputies."""

from django.urls import path

from deputies.models import Constituency, Group
from deputies.views import coverage, edit, files, phone, places, rosters, seats, terms

app_name = "deputies"
urlpatterns = [
    path("", files.deputy_list, name="list"),
    path("new/", edit.deputy_new, name="new"),
    path("contacts/", phone.contacts, name="contacts"),
    path("duty/", phone.duty, name="duty"),
    path("<int:pk>/", files.deputy_detail, name="detail"),
    path("<int:pk>/edit/", edit.deputy_edit, name="edit"),
    path("<int:pk>/mandates/new/", seats.mandate_new, name="mandate_new"),
    path("mandates/<int:pk>/edit/", seats.mandate_edit, name="mandate_edit"),
    path("mandates/<int:pk>/delete/", seats.mandate_delete, name="mandate_delete"),
    path("mandates/<int:pk>/end/", seats.mandate_end, name="mandate_end"),
    path("mandates/<int:pk>/reopen/", seats.mandate_reopen, name="mandate_reopen"),
    path("mandates/<int:pk>/suspend/", seats.mandate_suspend, name="mandate_suspend"),
    path("suspensions/<int:pk>/", seats.suspension_edit, name="suspension_edit"),
    path("suspensions/<int:pk>/withdraw/", seats.suspension_withdraw, name="suspension_withdraw"),
    path("import/", rosters.roster_import, name="import"),
    path("import/<uuid:pk>/", rosters.roster_preview, name="import_preview"),
    path("export/", rosters.roster_export, name="export"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.coverage_export, name="coverage_export"),
    path("coverage/stations/<int:pk>/", coverage.station_links, name="station_links"),
    path("terms/", terms.term_list, name="terms"),
    path("terms/new/", terms.term_edit, name="term_new"),
    path("terms/<int:pk>/", terms.term_edit, name="term_edit"),
    path("terms/<int:pk>/delete/", terms.term_delete, name="term_delete"),
    path("terms/<int:pk>/constituencies/", places.constituencies, name="constituencies"),
    path("terms/<int:pk>/constituencies/order/", places.constituency_order, name="constituency_order"),
    path("constituencies/<int:pk>/", places.constituency, name="constituency"),
    path("constituencies/<int:pk>/merge/", places.merge, {"model": Constituency}, name="constituency_merge"),
    path("constituencies/<int:pk>/delete/", places.delete, {"model": Constituency}, name="constituency_delete"),
    path("groups/", places.groups, name="groups"),
    path("groups/of/<int:pk>/", places.groups, name="groups_of"),
    path("groups/of/<int:pk>/order/", places.group_order, name="group_order"),
    path("groups/<int:pk>/", places.group, name="group"),
    path("groups/<int:pk>/merge/", places.merge, {"model": Group}, name="group_merge"),
    path("groups/<int:pk>/delete/", places.delete, {"model": Group}, name="group_delete"),
]
