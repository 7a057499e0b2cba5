"""All addresses: each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("desk.urls")),
    path("accounts/users/", include("enrolment.urls")),
    path("accounts/", include("accounts.urls")),
    path("stations/", include("stations.urls")),
    path("deputies/", include("deputies.urls")),
    path("visits/", include("constituents.urls")),
    path("opinions/", include("opinions.urls")),
    path("reports/", include("reports.urls")),
    path("notices/", include("notices.urls")),
    path("jobs/", include("jobs.urls")),
    path("public/", include("portal.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "desk.views.errors.bad_request"
handler403 = "desk.views.errors.forbidden"
handler404 = "desk.views.errors.not_found"
handler500 = "desk.views.errors.server_error"
