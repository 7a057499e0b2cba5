"""Addresses of reports."""

from django.urls import path

from reports.views import annual, ledgers, overview, quarter, summary, written

app_name = "reports"
urlpatterns = [
    path("", overview.report_list, name="list"),
    path("annual/", annual.annual_page, name="annual"),
    path("annual/rows/", annual.annual_rows, name="annual_rows"),
    path("units/<int:pk>/<int:year>/", summary.summary, name="summary"),
    path("units/<int:pk>/<int:year>/send/", summary.summary_send, name="summary_send"),
    path("units/<int:pk>/<int:year>/paper/", summary.paper, name="summary_paper"),
    path("deputies/<int:pk>/<int:year>/written/", written.written, name="written"),
    path("deputies/<int:pk>/<int:year>/written/file/", written.written_file, name="written_file"),
    path("quarters/", quarter.quarter_list, name="quarters"),
    path("quarters/<int:pk>/", quarter.quarter, name="quarter"),
    path("quarters/<int:pk>/send/", quarter.quarter_send, name="quarter_send"),
    path("quarters/<int:pk>/paper/", quarter.quarter_paper, name="quarter_paper"),
    path("quarters/<int:pk>/rows/<slug:name>/", quarter.quarter_rows, name="quarter_rows"),
    path("opinions/", ledgers.opinions_export, name="opinions_export"),
    path("visits/", ledgers.visits_export, name="visits_export"),
    path("visits/log/", ledgers.log_export, name="log_export"),
    path("receptions/", ledgers.receptions_export, name="receptions_export"),
]
