"""Playbooks: what is usually done for stakeholders of a tier, as steps with days. They ship as files in hustings.rules."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from hustings.kernel.errors import WrongInput
from hustings.rules import rule_texts


class Play(NamedTuple):
    """A step: what to do, how, and how many days after the beginning it is due."""

    code: str
    title: str
    how: str
    after: int


class Playbook(NamedTuple):
    """The steps for a tier. `scope` says whether they are taken with each stakeholder or once for the goal."""

    code: str
    title: str
    about: str
    tier: str
    scope: str
    steps: tuple[Play, ...]


@cache
def playbooks() -> dict[str, Playbook]:
    """All playbooks by code; those for deciders first."""
    found = [_read(code, text) for code, text in rule_texts("playbooks").items()]
    return {each.code: each for each in sorted(found, key=lambda one: (TIERS.index(one.tier), one.code))}


TIERS = ("decision_maker", "influencer", "constituent")


def _read(code: str, text: str) -> Playbook:
    told = tomllib.loads(text)
    steps = tuple(Play(step["code"], step["title"], step["how"], step["after"]) for step in told["steps"])
    return Playbook(code, told["title"], told["about"], told["tier"], told["scope"], steps)


def playbook_of(code: str) -> Playbook:
    """The playbook with this code. Raises WrongInput with the known ones."""
    found = playbooks().get(code)
    if found is None:
        raise WrongInput(f"{code!r} is no playbook. Use one of {', '.join(playbooks())}.", field="playbook")
    return found


def playbook_for(tier: str) -> Playbook | None:
    """The playbook that is taken with each stakeholder of a tier; None where theirs is for the goal as a whole."""
    return next((each for each in playbooks().values() if each.tier == tier and each.scope == "stakeholder"), None)


def days_of(playbook: Playbook, *, begin: date, deadline: date | None) -> tuple[date, ...]:
    """When each step is due: its days after `begin`. Where the deadline comes before the last one, all move together so that the
    last falls on it, in their order and never before `begin`."""
    whole = max(step.after for step in playbook.steps)
    left = whole if deadline is None else min(whole, max((deadline - begin).days, 0))
    return tuple(begin + timedelta(days=round(step.after * left / whole) if whole else 0) for step in playbook.steps)
