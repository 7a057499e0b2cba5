"""Addresses of opinions."""

app_name = "opinions"
urlpatterns = []
