"""Copies of given files do not lie about for ever."""

from __future__ import annotations

import os
from pathlib import Path
from time import time

from django.conf import settings

from hustings.apps.intake import tasks

DAY = 86_400


def _copy(name: str, *, days: int) -> Path:
    place = Path(settings.HUSTINGS_HOME) / "uploads" / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "mail.mbox").write_text("From ada")
    for path in (place / "mail.mbox", place):
        os.utime(path, (time() - days * DAY,) * 2)
    return place


def test_a_copy_goes_after_thirty_days_without_a_touch() -> None:
    old, young = _copy("old", days=31), _copy("young", days=29)

    tasks.forget_old_copies.call()

    assert not old.exists()
    assert young.exists()
    young.joinpath("mail.mbox").unlink()
    young.rmdir()
