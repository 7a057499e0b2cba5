"""Addresses of stations."""

from django.urls import path

from stations.views import calendar, changes, divisions, facilities, posts, trees, units
from stations.views.regulation import drafts, presets, show

app_name = "stations"
urlpatterns = [
    path("", trees.tree, name="tree"),
    path("export/", trees.export, name="tree_export"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/edit/", units.edit, name="unit_edit"),
    path("<int:pk>/add/<slug:kind>/", units.add, name="unit_add"),
    path("<int:pk>/photo/", units.photo, name="unit_photo"),
    path("<int:pk>/photo/change/", units.photo_change, name="unit_photo_change"),
    path("<int:pk>/move/", changes.change, {"verb": "move"}, name="unit_move"),
    path("<int:pk>/merge/", changes.change, {"verb": "merge"}, name="unit_merge"),
    path("<int:pk>/close/", changes.change, {"verb": "close"}, name="unit_close"),
    path("<int:pk>/reopen/", changes.change, {"verb": "reopen"}, name="unit_reopen"),
    path("<int:pk>/divisions/", divisions.upload, name="divisions"),
    path("divisions/<uuid:pk>/", divisions.preview, name="divisions_preview"),
    path("divisions/template/", divisions.template, name="divisions_template"),
    path("<int:pk>/posts/new/", posts.give, name="post_give"),
    path("posts/<int:pk>/edit/", posts.edit, name="post_edit"),
    path("posts/<int:pk>/end/", posts.end, name="post_end"),
    path("posts/<int:pk>/hand-over/", posts.hand_over_post, name="post_hand_over"),
    path("people/<int:pk>/", posts.person, name="person"),
    path("posts/switch/", posts.switch, name="switch_post"),
    path("regulation/", show.regulation, name="regulation"),
    path("regulation/<int:pk>/", show.regulation, name="regulation_version"),
    path("regulation/<int:pk>/compare/", show.compare, name="regulation_compare"),
    path("regulation/of/<int:pk>/", drafts.draft, name="regulation_draft"),
    path("regulation/of/<int:pk>/publish/", drafts.publish, name="regulation_publish"),
    path("regulation/of/<int:pk>/discard/", drafts.discard, name="regulation_discard"),
    path("regulation/of/<int:pk>/presets/", presets.presets, name="regulation_presets"),
    path("regulation/of/<int:pk>/presets/<slug:code>/", presets.preset, name="regulation_preset"),
    path("regulation/of/<int:pk>/<slug:code>/", drafts.section, name="regulation_section"),
    path("regulation/of/<int:pk>/<slug:code>/<slug:row>/", drafts.item, name="regulation_item"),
    path("facilities/", facilities.overview, name="facilities"),
    path("facilities/export/", facilities.export, name="facilities_export"),
    path("facilities/photos/<int:pk>/", facilities.photo, name="facilities_photo"),
    path("<int:pk>/facilities/", facilities.unit, name="facilities_unit"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar, name="calendar_year"),
    path("calendar/<int:year>/clear/", calendar.clear, name="calendar_clear"),
    path("calendar/<int:year>/sheet/", calendar.sheet, name="calendar_sheet"),
    path("calendar/import/", calendar.import_notice, name="calendar_import"),
    path("calendar/changes/<int:pk>/", calendar.change, name="calendar_change"),
]
