"""One entry of a feed, whatever its notation, as a post: who published it, under which address, when and about what."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from hustings.connectors.reading.mail_html import html_to_text
from hustings.kernel.identities import canonical_url
from hustings.kernel.records import Identity, Party, PostRecord

TEXT_LIMIT = 200_000
"""Characters of an entry's text that are kept."""

_ALERT = "Google Alert - "


class Site(NamedTuple):
    """A feed by its title and the address of its site; `at` is when it was last changed."""

    title: str
    link: str
    at: datetime | None = None


class Item(NamedTuple):
    """An entry of a feed as it is written; `title` and `text` are HTML, or plain text, which is HTML without tags."""

    number: str
    link: str
    title: str
    text: str
    at: datetime | None
    author: str = ""
    tags: tuple[str, ...] = ()
    media: str = ""


def post_of(item: Item, *, site: Site) -> PostRecord | str:
    """The post of an entry, or why there is none. Google's redirecting links are replaced by their targets."""
    link = target_of(item.link)
    at = item.at or site.at
    if not (item.number or link):
        return "This entry has neither an id nor a link."
    if at is None:
        return "This entry has no date that can be read."
    query = site.title.removeprefix(_ALERT) if site.title.startswith(_ALERT) else ""
    extra = {"feed": site.title, "author": item.author}
    return PostRecord(
        external_id=_id_of(item.number, link, site)[:500],
        channel="web",
        at=at,
        link=link,
        title=" ".join(_words(item.title).split())[:1_000],
        text=_words(item.text[:TEXT_LIMIT]),
        media_link=item.media[:2_000],
        author=publisher(site, link, is_alert=bool(query)),
        tags=tuple(dict.fromkeys(tag for tag in (query, *item.tags) if tag)),
        extra={name: value for name, value in extra.items() if value},
    )


def publisher(site: Site, link: str, *, is_alert: bool = False) -> Party:
    """The site that published an entry: the feed's own, or of a collection such as an alert that of the entry's address."""
    address = canonical_url(link if is_alert or not site.link else site.link)
    host = address.partition("/")[0].partition("?")[0] if address else ""
    name = host if is_alert or not site.title else site.title
    # A site is known by its host; the address of a page of it is nobody's handle.
    return Party(name=name, identities=(Identity(kind="url", value=host),) if host else ())


def target_of(link: str) -> str:
    """Where a link leads: the `url` of Google's redirects, else the link itself; empty where it is no web address."""
    try:
        parts = urlsplit(link.strip())
        host = parts.hostname or ""
        query = parse_qs(parts.query, max_num_fields=100) if parts.path == "/url" else {}
    except ValueError:
        return ""
    if host.removeprefix("www.").startswith("google."):
        link = next(iter(query.get("url") or query.get("q") or [link]))
    return link.strip() if canonical_url(link) else ""


def _id_of(number: str, link: str, site: Site) -> str:
    """An id that is unique in the world: many feeds number their entries 1, 2, 3."""
    if not number or ":" in number:
        return number or link
    return f"{(canonical_url(site.link) or site.title).partition('/')[0]}#{number}"


def _words(html: str) -> str:
    return html_to_text(html).strip()
