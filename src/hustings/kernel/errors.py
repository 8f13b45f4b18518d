"""The tree of errors. Doors translate it once into exit codes, HTTP statuses and messages.

HustingsError
├── WrongInput          what was given cannot be used; says what, where and what to do (400, exit 2)
├── NotPermitted        the actor's role does not allow it (403, exit 1)
├── NotFound            nothing with that id that this actor may see (404, exit 1)
├── ForbiddenByUseRule  a source's use rule forbids this use (409, exit 1)
├── RetryLater          a passing trouble; trying again later can help (503, exit 1)
│   └── Uncertain       something was sent and nobody knows whether it arrived: ask before sending again
└── NeverRetry          a lasting trouble outside; trying again cannot help (502, exit 1)
"""

from __future__ import annotations


class HustingsError(Exception):
    """Anything that Hustings refuses or cannot do; the message is for people."""


class WrongInput(HustingsError):
    """What was given cannot be used."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotPermitted(HustingsError):
    """The actor's role does not allow it."""


class NotFound(HustingsError):
    """Nothing with that id is visible to the actor; the same answer for foreign and for nonexistent ids."""


class ForbiddenByUseRule(HustingsError):
    """A use rule of the source forbids this use of the fact."""


class RetryLater(HustingsError):
    """A passing trouble; `after` is the number of seconds to wait, if known."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Uncertain(RetryLater):
    """Something went out, and the line broke before the other side said that it has it. Never simply sent again."""


class NeverRetry(HustingsError):
    """A lasting trouble outside of Hustings."""
