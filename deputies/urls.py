"""Addresses of deputies."""

app_name = "deputies"
urlpatterns = []
