"""Pages on paper: HTML to PDF by WeasyPrint, where it is installed; it loads nothing but our own style sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext

from hustings.kernel.errors import WrongInput


def pdf(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, name: str, sheets: Sequence[str] = ()
) -> HttpResponse:
    """The template as a PDF, called by the name; `sheets` are paths of our own style sheets below static.

    Raises WrongInput with what to install where WeasyPrint is missing.
    """
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError) as error:
        raise WrongInput(
            gettext(
                "PDFs need WeasyPrint, which is not installed here: pip install 'hustings[print]'. The page prints well, too."
            )
        ) from error
    styles = [CSS(filename=str(finders.find(sheet)), url_fetcher=nothing) for sheet in sheets]
    html = render_to_string(template, dict(context), request)
    response = HttpResponse(HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=styles), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(name) or "brief"}.pdf"'
    return response


def nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    """Whatever a text of somebody else may name is not loaded for a page."""
    raise ValueError(f"{url} is not loaded")
