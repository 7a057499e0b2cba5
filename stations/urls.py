"""Addresses of stations."""

from django.urls import path

from stations.views import calendar, posts, regulation, units

app_name = "stations"
urlpatterns = [
    path("", units.tree, name="tree"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/edit/", units.edit, name="unit_edit"),
    path("<int:pk>/add/<slug:kind>/", units.add, name="unit_add"),
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
