"""Addresses of constituents."""

app_name = "constituents"
urlpatterns = []
