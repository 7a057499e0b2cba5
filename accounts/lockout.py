"""The page somebody sees after too many wrong passwords."""

from django.shortcuts import render


def locked_out(request, credentials, *args, **kwargs):
    return render(request, "errors/locked.html", status=429)
