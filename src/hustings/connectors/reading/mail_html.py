"""The words of an HTML letter as plain text: paragraphs stay, markup goes, and what its mail program quotes starts with `> `."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

_HIDDEN = re.compile(r"<!--|<(script|style|head|title|template|noscript)\b", re.IGNORECASE)
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:]*+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+|[^<>]*+)>|<[!?][^<>]*>""")
_QUOTING = re.compile(
    r"gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote", re.IGNORECASE
)
_QUOTING_TO_THE_END = re.compile(
    r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|OutlookMessageHeader|stopSpelling"
    r"|border-top: ?solid #(?:B5C4DF|E1E1E1) 1\.0pt",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section "
        "table tbody thead tfoot tr ul blockquote body html center caption figure figcaption br",
    )
)
_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"))


def html_to_text(html: str) -> str:
    """The words of an HTML letter with its paragraphs; what its mail program marks as quoted starts with `> `. Linear in time."""
    writer = _TextWriter()
    position = 0
    visible = _without_hidden(html)
    for tag in _TAG.finditer(visible):
        writer.text(visible[position : tag.start()])
        if tag.group(2):
            writer.tag(tag.group(2).lower(), closing=bool(tag.group(1)), attributes=tag.group(3))
        position = tag.end()
    writer.text(visible[position:])
    return writer.result()


class _TextWriter:
    """Collects the lines of an HTML letter. Quoting is open while any quoting element is."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._divs = 0
        self._quoting_divs: list[int] = []
        self._blockquotes = 0
        self._to_the_end = False
        self._preformatted = False

    def text(self, piece: str) -> None:
        if not piece:
            return
        plain = unescape(piece) if "&" in piece else piece
        if self._preformatted:
            first, *rest = plain.split("\n")
            self._words.append(first)
            for line in rest:
                self._break()
                self._words.append(line)
        else:
            self._words.append(plain)

    def tag(self, name: str, *, closing: bool, attributes: str) -> None:
        if name in ("td", "th"):
            self._words.append(" ")
        if name not in _BLOCKS:
            return
        self._break(blank=name in _SPACED)
        if name == "pre":
            self._preformatted = not closing
        elif name == "li" and not closing:
            self._words.append("- ")
        elif name == "blockquote":
            self._blockquotes = max(0, self._blockquotes + (-1 if closing else 1))
        if not closing and attributes and _QUOTING_TO_THE_END.search(attributes):
            self._to_the_end = True
        if name == "div":
            self._div(closing, attributes)

    def result(self) -> str:
        self._break()
        return "\n".join(self._lines)

    def _div(self, closing: bool, attributes: str) -> None:
        if not closing:
            self._divs += 1
            if attributes and _QUOTING.search(attributes):
                self._quoting_divs.append(self._divs)
            return
        if self._quoting_divs and self._quoting_divs[-1] == self._divs:
            self._quoting_divs.pop()
        self._divs = max(0, self._divs - 1)

    def _break(self, *, blank: bool = False) -> None:
        joined = "".join(self._words)
        line = joined.rstrip() if self._preformatted else " ".join(joined.split())
        self._words.clear()
        quoted = self._to_the_end or self._quoting_divs or self._blockquotes
        if line:
            self._lines.append("> " + line if quoted else line)
        if blank and self._lines and self._lines[-1]:
            self._lines.append("")


def _without_hidden(html: str) -> str:
    """Without comments and elements that are never shown; one that is never closed hides the rest, as in a browser."""
    pieces, position = [], 0
    while found := _HIDDEN.search(html, position):
        pieces.append(html[position : found.start()])
        end = _end_of_hidden(html, found)
        if end < 0:
            break
        position = end
    else:
        pieces.append(html[position:])
    return "".join(pieces)


def _end_of_hidden(html: str, opening: re.Match[str]) -> int:
    if opening.group(1) is None:
        end = html.find("-->", opening.end())
        return end if end < 0 else end + 3
    closing = _closing(opening.group(1).lower()).search(html, opening.end())
    return closing.end() if closing else -1


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}[^<>]*>", re.IGNORECASE)
