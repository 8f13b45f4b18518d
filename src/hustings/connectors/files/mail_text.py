"""The text of a letter as its writer meant it to be read now: without markup, quoted replies and signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from itertools import pairwise

from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

_LINE_LIMIT = 300
"""Longer lines are never an attribution; it also bounds the work of the patterns."""

# The Polish headers of mail-parser-reply take a single line such as `Do: ...` for a quoted header, so they stay out.
_LANGUAGES = [language for language in MAIL_LANGUAGES if language != "pl"]

_HIDDEN = re.compile(r"<!--|<(script|style|head|title|template|noscript)\b", re.IGNORECASE)
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>|<[!?][^<>]*>""")
_QUOTING = re.compile(
    r"gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote", re.IGNORECASE
)
_QUOTING_TO_THE_END = re.compile(
    r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|OutlookMessageHeader|stopSpelling|border-top: ?solid #(?:B5C4DF|E1E1E1) 1\.0pt",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
    ]
)
_BLOCKS |= frozenset(
    [
        "section",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "ul",
        "blockquote",
        "body",
        "html",
        "center",
        "caption",
        "figure",
        "figcaption",
        "br",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"])

_STAMP = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|[^\s@]@[^\s@]")
_FROM_FIELD = re.compile(
    r"[* ]*(?:From|Von|De|Da|Van|Od|Från|Fra|Lähettäjä|От|Від|发件人|寄件者|差出人|보낸 사람|Kimden|Feladó)[* ]*[:：]"
)
_FIELD = re.compile(r"[* ]*[^\W\d_][\w .-]{0,20}[* ]*[:：]")
_ORIGINAL = re.compile(r"-{3,} ?[^-\n]{5,60} ?-{3,}$|_{20,}$")
_SENT_FROM = re.compile(
    r"(?:%s)\b.{0,60}$" % "|".join(words["sent_from"] for words in MAIL_LANGUAGES.values() if "sent_from" in words)
)


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


def new_text(text: str) -> str:
    """What the writer of a reply added: without quoted lines, their attribution, copied headers and the signature.

    The whole text where nothing would be left, such as a bare forward.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = _tidy(_unquoted(lines))
    return kept or _tidy(lines)


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


@cache
def _quoted_header() -> re.Pattern[str]:
    pattern: re.Pattern[str] = EmailReplyParser(languages=_LANGUAGES).read("").HEADER_REGEX
    return pattern


def _unquoted(lines: Sequence[str]) -> list[str]:
    """The lines that are neither quoted nor an attribution, up to a signature or a copied letter without quote signs."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        if line.startswith(">"):
            continue
        if kept and _ends_new_text(lines, at):
            break
        if line.endswith((":", "：")) and (taken := _attribution(lines, at)):
            del kept[len(kept) - min(taken - 1, len(kept)) :]
            if not _followed_by_quote(lines, at):
                break
            continue
        kept.append(line)
    return _without_sent_from(kept)


def _ends_new_text(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if line == "--":
        return True
    if line[:1] in "-_" and _ORIGINAL.match(line):
        return len(lines) - at <= 8 or any(_FIELD.match(after) for after in lines[at + 1 : at + 3])
    return bool(_FROM_FIELD.match(line)) and _is_copied_header(lines[at : at + 6])


def _is_copied_header(window: Sequence[str]) -> bool:
    """Whether at least three header fields stand here, as Outlook copies them above a quoted letter."""
    if len(window) < 3 or not all(_FIELD.match(line) for line in window[:3]) or max(map(len, window)) > _LINE_LIMIT:
        return False
    block = "\n".join(window)
    return bool(_STAMP.search(block)) and bool(_quoted_header().match(block))


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines up to this one say `On ... Ada wrote:`; 0 if none."""
    for count in (1, 2, 3):
        window = lines[max(0, at - count + 1) : at + 1]
        block = "\n".join(window)
        if len(block) > _LINE_LIMIT or not window[0]:
            return 0
        if _STAMP.search(block) and (_followed_by_quote(lines, at) or _quoted_header().match(block)):
            return len(window)
    return 0


def _followed_by_quote(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 : at + 4] if line), "")
    return following.startswith(">")


def _without_sent_from(lines: list[str]) -> list[str]:
    """Without a last line such as `Sent from my phone`."""
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > 1 and _SENT_FROM.match(lines[-1]):
        lines.pop()
    return lines


def _tidy(lines: Sequence[str]) -> str:
    """Joined, with at most one blank line in a row and none around."""
    joined = [line for before, line in pairwise(["", *lines]) if line or before]
    return "\n".join(joined).strip("\n")
