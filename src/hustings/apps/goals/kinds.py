"""Common kinds of goals: what they usually mean, the stages they go through, and the tactic that suits each tier."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class GoalKind(NamedTuple):
    """A template. `for_it` is whether the issue is to succeed; `stages` are shown in their order."""

    title: Promise
    for_it: bool
    rule: str
    success: Promise
    theory: Promise
    stages: tuple[Promise, ...]


KINDS: dict[str, GoalKind] = {
    "pass": GoalKind(
        _("Get something adopted"), True, "majority", _("The body votes for it."),
        _("If the undecided hear it from people whom they trust, a majority forms."),
        (_("drafted"), _("introduced"), _("in committee"), _("on the agenda"), _("decided")),
    ),
    "block": GoalKind(
        _("Stop something"), False, "majority", _("The body votes against it, or never votes."),
        _("If its costs are told by those who bear them, the leaning ones let go."),
        (_("announced"), _("introduced"), _("in committee"), _("on the agenda"), _("decided")),
    ),
    "fund": GoalKind(
        _("Get something funded"), True, "majority", _("The line stands in the adopted budget."),
        _("If the need has faces and figures, it survives the cuts."),
        (_("requested"), _("in the draft budget"), _("in committee"), _("adopted")),
    ),
    "endorsed": GoalKind(
        _("Be endorsed"), True, "one_person", _("They say so in public, under their name."),
        _("Whoever knows our work and is asked by a friend says yes."),
        (_("known"), _("met"), _("asked"), _("announced")),
    ),
    "seat": GoalKind(
        _("Win a seat"), True, "majority", _("Elected."),
        _("Votes follow from conversations with people who are listened to."),
        (_("preparing"), _("nominated"), _("campaigning"), _("election day")),
    ),
}  # fmt: skip

TACTICS: dict[str, Promise] = {
    "decision_maker": _("A short brief, in person, with what others in their position did"),
    "influencer": _("A story worth telling, and the figures to tell it with"),
    "constituent": _("A town hall or a petition, and a way to be heard"),
}
"""The tactic that a tier begins with."""

STEPS: dict[str, Promise] = {
    "strong_support": _("Strong support"),
    "lean_support": _("Leans to us"),
    "undecided": _("Undecided"),
    "lean_against": _("Leans against"),
    "strong_against": _("Strongly against"),
    "unknown": _("Unknown"),
}
TIERS: dict[str, Promise] = {
    "decision_maker": _("Decision-makers"),
    "influencer": _("Influencers"),
    "constituent": _("Constituents"),
}
"""Steps of stance and tiers in words, in the order in which they are shown."""
