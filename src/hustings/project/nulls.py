"""What is asked or said with the character U+0000 is refused before any view: no text in a data base can hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hustings.api.door import Refusal, refused
from hustings.api.site import api
from hustings.kernel.errors import WrongInput
from hustings.web.doors import refusal

_FORM = "application/x-www-form-urlencoded"


class NoNulls:
    """Answers 400, as a page or as JSON. Forms with files are read by their views; bodies in JSON by the door of the API."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """A refusal where something given holds it."""
        if not any("\0" in text for text in _given(request, kwargs)):
            return None
        said = _("A text cannot hold the character U+0000. Take it out and try again.")
        if request.path.startswith("/api/"):
            return refused(api, request, 400, Refusal(code="wrong_input", message=said))
        return refusal(request, WrongInput(said))


def _given(request: HttpRequest, kwargs: dict[str, Any]) -> Iterator[str]:
    yield from (value for value in kwargs.values() if isinstance(value, str))
    forms = (request.GET, request.POST) if request.content_type == _FORM else (request.GET,)
    for form in forms:
        yield from chain.from_iterable((name, *form.getlist(name)) for name in form)
