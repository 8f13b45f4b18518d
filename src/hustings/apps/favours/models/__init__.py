"""The ledger, what is offered and needed, references, and mentors."""

from hustings.apps.favours.models.ledger import Ask, Favour, Gift
from hustings.apps.favours.models.mentors import Mentor, MentorSession
from hustings.apps.favours.models.offers import Asset, MatchDecision, Need
from hustings.apps.favours.models.references import Reference

__all__ = ["Ask", "Asset", "Favour", "Gift", "MatchDecision", "Mentor", "MentorSession", "Need", "Reference"]
