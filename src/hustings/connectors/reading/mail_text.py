"""The new text of a letter: without quoted replies and signature.

mail-parser-reply knows how mail programs of a dozen languages announce a quoted letter. Only that knowledge is used: its own
cut also takes every answer below a quote, and everything after a line such as `Thanks,`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

_LINE_LIMIT = 300
"""Longer lines are never an attribution; it also bounds the work of the patterns."""

_CUT_SIGNS = ("-", "_")
"""What a line begins with, if not a copied header, before which the new text ends."""

_LOOKS = 50
"""How many lines of one letter are tried as an attribution."""

# The Polish headers of mail-parser-reply take a single line such as `Do: ...` for a quoted header, so they stay out.
_LANGUAGES = [language for language in MAIL_LANGUAGES if language != "pl"]

_STAMP = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d")
_FROM_FIELD = re.compile(
    r"[* ]*(?:From|Von|De|Da|Van|Od|Från|Fra|Lähettäjä|От|Від|发件人|寄件者|差出人|보낸 사람|Kimden|Feladó)[* ]*[:：]"
)
_FIELD = re.compile(r"[* ]*[^\W\d_][\w .-]{0,20}[* ]*[:：]")
_ORIGINAL = re.compile(r"-{3,} ?[^-\n]{5,60} ?-{3,}$|_{20,}$")
_SENT_FROM = re.compile("|".join(found for words in MAIL_LANGUAGES.values() if (found := words.get("sent_from"))))


def new_text(text: str) -> str:
    """What the writer of a reply added: without quoted lines, their attribution, copied headers and the signature.

    The whole text where nothing would be left, such as a bare forward.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = _tidy(_unquoted(lines))
    return kept or _tidy(lines)


@cache
def _quoted_header() -> re.Pattern[str]:
    pattern: re.Pattern[str] = EmailReplyParser(languages=_LANGUAGES).read("").HEADER_REGEX
    return pattern


def _unquoted(lines: Sequence[str]) -> list[str]:
    """The lines that are neither quoted nor an attribution, up to a signature or a copied letter without quote signs."""
    kept: list[str] = []
    looks = _LOOKS
    for at, line in enumerate(lines):
        if line.startswith(">"):
            continue
        if kept and (line[:1] in _CUT_SIGNS or ":" in line or "：" in line) and _is_cut(lines, at):
            break
        if looks and line.endswith((":", "：")):
            looks -= 1
            if taken := _attribution(lines, at):
                del kept[max(0, len(kept) - taken + 1) :]
                if not _followed_by_quote(lines, at):
                    break
                continue
        kept.append(line)
    return _without_sent_from(kept)


def _is_cut(lines: Sequence[str], at: int) -> bool:
    """Whether the new text ends before this line: at a signature (RFC 3676, 4.3), a separator, a copied header, a footer."""
    line = lines[at]
    if line == "--":
        return True
    if line[:1] in ("-", "_") and len(line) <= _LINE_LIMIT and _ORIGINAL.match(line):
        return len(lines) - at <= 8 or any(_FIELD.match(after) for after in lines[at + 1 : at + 3])
    return bool(_FROM_FIELD.match(line)) and _is_copied_header(lines[at : at + 6])


def _is_copied_header(window: Sequence[str]) -> bool:
    """Whether at least three header fields stand here, as Outlook copies them above a quoted letter."""
    fields = [line for line in window if _FIELD.match(line)]
    if len(fields) < 3 or max(map(len, window)) > _LINE_LIMIT:
        return False
    block = "\n".join(window)
    return bool(_STAMP.search(block)) and bool(_quoted_header().match(block))


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines up to this one say `On ... Ada wrote:`; 0 if none."""
    quote = _followed_by_quote(lines, at)
    for count in (1, 2, 3):
        first = at - count + 1
        block = "\n".join(lines[max(0, first) : at + 1]).lstrip("-* ")
        if first < 0 or not lines[first] or len(block) > _LINE_LIMIT:
            break
        if _STAMP.search(block) and (quote or _quoted_header().match(block)):
            return count
    return 1 if quote and "@" in lines[at] else 0


def _followed_by_quote(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 : at + 4] if line), "")
    return following.startswith(">")


def _without_sent_from(lines: list[str]) -> list[str]:
    """Without a last line such as `Sent from my phone`."""
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > 1 and len(lines[-1]) <= 80 and _SENT_FROM.match(lines[-1]):
        lines.pop()
    return lines


def _tidy(lines: Sequence[str]) -> str:
    """Joined, with at most one blank line in a row and none around."""
    joined = [line for before, line in pairwise(["", *lines]) if line or before]
    return "\n".join(joined).strip("\n")
