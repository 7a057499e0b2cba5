"""The frame around every page: place, post, the left list, unread messages."""


def frame(request):
    return {"frame": None}
