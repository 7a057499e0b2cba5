"""Addresses of stations."""

from django.urls import path

from stations.views import calendar, changes, posts, regulation, trees, units

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
    path("<int:pk>/posts/new/", posts.give, name="post_give"),
    path("posts/<int:pk>/edit/", posts.edit, name="post_edit"),
    path("posts/<int:pk>/end/", posts.end, name="post_end"),
    path("posts/<int:pk>/hand-over/", posts.hand_over_post, name="post_hand_over"),
    path("people/<int:pk>/", posts.person, name="person"),
    path("posts/switch/", posts.switch, name="switch_post"),
    path("regulation/", regulation.regulation, name="regulation"),
    path("regulation/<int:pk>/", regulation.regulation, name="regulation_version"),
    path("<int:pk>/regulation/", regulation.edit, name="regulation_edit"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar, name="calendar_year"),
    path("calendar/<int:year>/clear/", calendar.clear, name="calendar_clear"),
]
