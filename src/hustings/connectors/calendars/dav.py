"""Answers of a WebDAV server as plain values (RFC 4918, multistatus). XML with a document type is refused before it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from hustings.kernel.errors import NeverRetry

DAV, CALDAV, SERVER = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://calendarserver.org/ns/"
MOST_ELEMENTS = 400_000


class Item(NamedTuple):
    """What a server says of one address: `status` of the address itself, and those properties that it found."""

    href: str
    status: int
    found: dict[str, Element]

    def text(self, name: str) -> str:
        """The text of a property, empty where there is none."""
        held = self.found.get(name)
        return (held.text or "").strip() if held is not None else ""

    def href_in(self, name: str) -> str:
        """The address that a property names."""
        held = self.found.get(name)
        inner = held.find(tag(DAV, "href")) if held is not None else None
        return (inner.text or "").strip() if inner is not None else ""


def tag(space: str, name: str) -> str:
    """A name as ElementTree writes it."""
    return f"{{{space}}}{name}"


def parsed(data: bytes) -> Element:
    """The tree of an answer. Raises NeverRetry for what is no sound XML, has a document type, or is endless."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise NeverRetry("The calendar server's answer is larger than any honest one.")
        builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def refuse(*_: object) -> None:
        raise NeverRetry("The calendar server's answer names a document type; it is not read.")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(_named(name))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        raise NeverRetry("The calendar server answered with something that is no XML.") from error


def _named(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return tag(space, local) if space else local


def items(root: Element) -> Iterator[Item]:
    """What a multistatus says of each address; properties that were not found are left out."""
    for response in root.iter(tag(DAV, "response")):
        href = response.findtext(tag(DAV, "href")) or ""
        found: dict[str, Element] = {}
        for part in response.iter(tag(DAV, "propstat")):
            if status_of(part) in (0, 200):
                for held in part.iter(tag(DAV, "prop")):
                    found.update({each.tag: each for each in held})
        yield Item(path_of(href), status_of(response) or 200, found)


def status_of(element: Element) -> int:
    """The number in a status line such as `HTTP/1.1 404 Not Found`; 0 where there is none."""
    parts = (element.findtext(tag(DAV, "status")) or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def path_of(href: str) -> str:
    """The path of an address, without escapes, so that two ways to write it are one."""
    return unquote(urlsplit(href.strip()).path)


def address(base: str, href: str) -> str:
    """The whole address of what a server names."""
    return urljoin(base, href)


def same_server(one: str, other: str) -> bool:
    """Whether two addresses are of one server, so that a password for the first may go to the second."""
    left, right = urlsplit(one), urlsplit(other)
    return (left.scheme, left.hostname, left.port) == (right.scheme, right.hostname, right.port)
