"""Addresses of accounts."""

from django.urls import path

from accounts.views import login, users

app_name = "accounts"
urlpatterns = [
    path("login/", login.Login.as_view(), name="login"),
    path("logout/", login.logout, name="logout"),
    path("password/", login.password_change, name="password_change"),
    path("password/forgotten/", login.password_forgotten, name="password_forgotten"),
    path("me/", login.profile, name="profile"),
    path("users/", users.users, name="users"),
    path("users/<int:pk>/slip/", users.slip, name="slip"),
    path("users/<int:pk>/activity/", users.activity, name="activity"),
]
