"""The post in which a person acts right now."""

from django.utils.functional import SimpleLazyObject

from stations.rules.access import access_of


class ActingPostMiddleware:
    """`request.post`: the post chosen in the session, else the first one held today, else None.

    It decides the start page and the defaults of forms; what may be seen and done hangs on all posts held.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.post = SimpleLazyObject(lambda: acting_post(request))  # wraps None as a falsy object: test by truth
        return self.get_response(request)


def acting_post(request):
    if not request.user.is_authenticated:
        return None
    posts = access_of(request.user).posts
    chosen = request.session.get("post")
    return next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
