"""The registry of platforms: every line names something that can be made, and says of it what it says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from hustings.connectors.outbound import Guard
from hustings.connectors.platforms import registry
from hustings.kernel.errors import WrongInput


@pytest.mark.parametrize("name", sorted(registry.PLATFORMS))
def test_every_line_names_a_platform(name: str) -> None:
    made = registry.platform(name, Guard())
    assert (made.name, made.title) == (name, registry.PLATFORMS[name].title)
    assert made.asks
    assert "read" in made.can
    assert all(limit.source.startswith("https://") for limit in made.limits)
    assert all(date.fromisoformat(limit.read_on) for limit in made.limits if limit.read_on)


def test_one_is_made_for_all_callers() -> None:
    assert registry.platform("email", Guard()) is registry.platform("email", Guard())


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(WrongInput, match="Use one of: email"):
        registry.platform("pigeon", Guard())
