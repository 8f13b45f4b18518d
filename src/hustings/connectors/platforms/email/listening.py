"""Waits until a folder may hold something new: by IDLE (RFC 2177), or by asking now and then where a server has none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from hustings.connectors.platforms.email.reading import select
from hustings.connectors.platforms.email.session import Mailbox

RENEWED_AFTER = 9 * 60.0
"""Seconds. Servers hang up after 29 minutes (RFC 2177), routers forget silent lines after ten."""
ASKED_EVERY = 30.0
"""Seconds between two questions to a server without IDLE."""
BREATH = 5.0
"""Seconds of silence after which the caller is asked whether it still listens."""
_NEWS = (b"EXISTS", b"EXPUNGE", b"VANISHED")


def listen_to(
    box: Mailbox,
    folder: str,
    *,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[bool]:
    """Yields True whenever the folder may hold something new or less, and False in silence, until so many seconds have passed.

    The first is True: what came before the folder was opened is told by nobody.
    """
    ends_at = clock() + seconds
    select(box, folder)
    _told(box)
    yield True
    wait = _by_idle if box.has("IDLE") else _by_asking
    while (left := ends_at - clock()) > 0:
        yield from wait(box, left, clock, pause)


def _by_idle(box: Mailbox, left: float, clock: Callable[[], float], pause: Callable[[float], None]) -> Iterator[bool]:
    """One IDLE, ended by news or to be renewed. What comes in while it ends counts too."""
    idle: Any = box.idle
    idle.start()
    renewed_at = clock() + min(left, RENEWED_AFTER)
    said: list[bytes] = []
    while not said and (breath := min(BREATH, renewed_at - clock())) > 0:
        begun = clock()
        said = idle.poll(timeout=breath)
        if not said and clock() - begun < breath / 2:
            # The line has ended: whoever says so is asked again at once, and again.
            break
        yield False
    _, after = idle.stop()
    yield any(_is_news(line) for line in [*said, *after])


def _by_asking(box: Mailbox, left: float, clock: Callable[[], float], pause: Callable[[float], None]) -> Iterator[bool]:
    silence = min(left, ASKED_EVERY)
    while silence > 0:
        pause(min(BREATH, silence))
        silence -= BREATH
        yield False
    box.client.noop()
    yield _told(box)


def _told(box: Mailbox) -> bool:
    """Whether the server has told any news since this was last asked."""
    told = [box.client.response(code.decode())[1] for code in _NEWS]
    return any(data != [None] for data in told)


def _is_news(line: bytes | None) -> bool:
    return line is not None and any(word in line.upper() for word in _NEWS)
