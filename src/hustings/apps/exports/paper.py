"""Papers to take along: HTML to PDF by WeasyPrint, where it is installed; it loads nothing but our own style sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from django.contrib.staticfiles import finders
from django.utils.translation import gettext

from hustings.kernel.errors import WrongInput

MEDIA_TYPE = "application/pdf"


def printed(html: str, *, sheets: Sequence[str] = ()) -> bytes:
    """A page as a PDF; `sheets` are paths of our own style sheets below static.

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
    return bytes(HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=styles))


def nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    """Whatever a text of somebody else may name is not loaded for a page."""
    raise ValueError(f"{url} is not loaded")
