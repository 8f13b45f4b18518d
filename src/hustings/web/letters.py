"""A message as it was sent, in a page of its own that can run nothing, load nothing, and leads nowhere unseen.

Three walls, each of which would hold alone: the markup is sanitised (nh3, an allow-list), the answer carries a policy of its own
that allows no script and no request, and the frame around it is sandboxed.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import nh3
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language, gettext

from hustings.apps.inbox.queries import letter_of
from hustings.web.doors import MemberRequest, member_view

_TAGS = """
a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6
hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul var wbr
"""
TAGS = frozenset(_TAGS.split())
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "align", "valign"},
    "a": {"href"},
    "img": {"alt", "src", "width", "height"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width"},
    "ol": {"start", "type"},
    "font": {"color", "size"},
    "table": {"width", "cellpadding", "cellspacing"},
}
GONE = frozenset(("script", "style", "head", "title", "template", "noscript", "svg", "math", "iframe", "object", "embed", "form"))
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:12px;overflow-wrap:anywhere;color:#1a1a1a;background:#fff}"
    "img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #bbb}"
    ".to{color:#555;font-size:12px}.picture{border:1px dashed #999;padding:0 4px;color:#555;font-size:12px}"
)
SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
QUIET = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; {SANDBOX}"
PICTURES = QUIET.replace("img-src data:", "img-src data: https:")
LONGEST = 500_000


def host_of(address: str) -> str:
    """The host that an address of a page leads to, as it is asked for (letters of other scripts in ASCII); empty for none."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return host.encode("idna").decode().casefold() if parts.scheme in ("http", "https") else ""
    except (ValueError, UnicodeError):
        return ""


def sanitised(html: str, *, pictures: bool = False) -> str:
    """The markup of a message without anything that acts or loads; each link followed by the host it leads to.

    Pictures from elsewhere are named, and loaded only with `pictures`.
    """
    clean = nh3.clean(
        html[:LONGEST],
        tags=set(TAGS),
        clean_content_tags=set(GONE),
        attributes=ATTRIBUTES,
        attribute_filter=_kept if pictures else _kept_quiet,
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return _with_hosts(clean)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """An attribute's value as it may stay, None where it goes."""
    if attribute == "src":
        return value if value.startswith(("https://", *PICTURE_DATA)) else None
    if attribute == "href":
        return value if host_of(value) or value.startswith(("mailto:", "tel:")) else None
    return value if len(value) < 200 else None


PICTURE_DATA = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))
"""Pictures that came along. SVG is none of them: it is a document."""


def _kept_quiet(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src" and not value.startswith(PICTURE_DATA):
        return None
    return _kept(tag, attribute, value)


def _with_hosts(clean: str) -> str:
    """Puts the real host behind each link. Works on what the sanitiser wrote, where every attribute stands in double quotes."""
    pieces, rest = [], clean
    while "<a " in rest:
        before, _, rest = rest.partition("<a ")
        head, _, rest = rest.partition(">")
        inside, closing, rest = rest.partition("</a>")
        address = head.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
        host = host_of(address) or address[:200]
        shown = f' <span class="to">[{escape(host)}]</span>' if host else ""
        pieces.append(f"{before}<a {head}>{inside}{closing}{shown}")
    return "".join((*pieces, rest))


@member_view("see_people")
def message_html(request: MemberRequest, message_id: int) -> HttpResponse:
    """The message, for a frame of our own pages, or for a page of its own where pictures were asked for."""
    return as_page(letter_of(request.actor, message_id), pictures=request.GET.get("images") == "yes")


def as_page(html: str, *, pictures: bool = False) -> HttpResponse:
    """The answer with a letter in it, under a policy of its own."""
    body = sanitised(html, pictures=pictures)
    title = escape(gettext("The message as it was sent"))
    response = HttpResponse(
        f'<!doctype html><html lang="{get_language()}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="referrer" content="no-referrer"><style>{STYLE}</style></head><body dir="auto">{body}</body></html>'
    )
    response.headers["Content-Security-Policy"] = f"{PICTURES if pictures else QUIET}; frame-ancestors 'self'"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns = [path("conversations/message/<int:message_id>/", message_html, name="message_html")]
