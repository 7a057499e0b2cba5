"""Template tags that every template knows without {% load %} (settings: builtins)."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One icon of static/vendor/bootstrap-icons-*/sprite.svg, decoration only: say it in words beside it.

    A tag and not an include: a page has forty of them, and an include costs fifty times as much.
    """
    sprite = static("vendor/bootstrap-icons-1.13.2/sprite.svg")
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name)
