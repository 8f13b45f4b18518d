"""Pages on paper: the template of a page as a PDF answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from hustings.apps.exports.paper import MEDIA_TYPE, printed


def pdf(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, name: str, sheets: Sequence[str] = ()
) -> HttpResponse:
    """The template as a PDF, called by the name; `sheets` are paths of our own style sheets below static.

    Raises WrongInput with what to install where WeasyPrint is missing.
    """
    content = printed(render_to_string(template, dict(context), request), sheets=sheets)
    return pdf_answer(content, f"{slugify(name) or 'brief'}.pdf")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF that is shown in the browser, under the name of its file."""
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Content-Disposition": f'inline; filename="{name}"'})
