"""Today as lines for a terminal, and as the documented JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from hustings.apps.today import wording
from hustings.apps.today.queries import ItemView, TodayView
from hustings.cli import showing

EMPTY = {
    "no_people": "There is nobody here yet. Bring in your LinkedIn export, mailbox or address book: hustings import PATH...",
    "all_done": "That was today's list.",
    "nothing_due": "Nobody waits for you today, and nobody is due.",
}


def numbered(view: TodayView) -> dict[int, ItemView]:
    """The items of a list by the number that they are shown with; numbers stay while items are settled."""
    return dict(enumerate(view.items, start=1))


def as_data(view: TodayView, *, everything: bool = False) -> list[dict[str, Any]]:
    """The documented shape, best first: what is open, or also what was settled."""
    return [_item(number, item, view.day) for number, item in numbered(view).items() if everything or item.state == "open"]


def _item(number: int, item: ItemView, day: date) -> dict[str, Any]:
    return {
        "id": item.id,
        "number": number,
        "person": {"id": item.person_id, "name": item.name, "headline": item.headline},
        "action": item.action,
        "channel": item.channel,
        "reasons": [
            {
                "code": reason.code,
                "text": wording.reason(reason.code, reason.facts, today=day),
                "weight": round(reason.weight, 4),
                "evidence": list(reason.evidence),
            }
            for reason in item.reasons
        ],
        "opening": item.opening,
        "opening_evidence": item.opening_evidence,
        "opening_language": item.opening_language,
        "minutes": item.minutes,
        "score": round(item.score, 4),
        "state": item.state,
        "until": showing.iso(item.until),
        "stop": item.stop,
        "stop_until": showing.iso(item.stop_until),
    }


def write(view: TodayView, *, title: str) -> None:
    """Writes the list for reading: name, what to do, how long it takes, why, and how to begin."""
    open_items = {number: item for number, item in numbered(view).items() if item.state == "open"}
    minutes = sum(item.minutes for item in open_items.values())
    showing.line(f"{title}, {view.day:%A}, {wording.on_day(view.day)}", style="title")
    if open_items:
        showing.line(f"{len(open_items)} {_plural('conversation', len(open_items))}, {minutes} minutes", style="quiet")
    for number, item in open_items.items():
        showing.line()
        _write_item(number, item, view.day)
    showing.line()
    _write_end(view, bool(open_items))


def _write_item(number: int, item: ItemView, day: date) -> None:
    showing.heading(f"{number:>2}  ", item.name, item.headline)
    showing.line(f"{wording.action(item.action, channel=item.channel)} · {item.minutes} min", indent=4)
    if item.stop:
        showing.line(wording.stop(item.stop, item.stop_until), indent=4, style="warning")
    for reason in item.reasons:
        showing.line(f"{wording.reason(reason.code, reason.facts, today=day)}.", indent=4, style="quiet")
    if item.opening:
        showing.line(f"Begin with: {item.opening}", indent=4, style="quote")


def _write_end(view: TodayView, has_open: bool) -> None:
    if view.waiting:
        showing.line(f"{len(view.waiting)} new since this list was made: `hustings today --take-new` adds them.", style="warning")
    if view.done_count:
        showing.line(f"{view.done_count} settled today.", style="quiet")
    if not has_open:
        showing.line(_why_empty(view))


def _why_empty(view: TodayView) -> str:
    said = EMPTY.get(view.explanation, "Nothing is open.")
    return f"{said} Next: {wording.on_day(view.next_due, view.day)}." if view.next_due else said


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
