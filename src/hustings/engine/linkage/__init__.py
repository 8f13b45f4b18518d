"""Record linkage: is this record about somebody whom we know already?

Probabilities after Fellegi and Sunter (1969), with a reason for every bit of weight. Pure: the caller finds candidates by
`block_keys`, asks `compare` about each and `decide` about all of them. A record is never compared with everybody.
"""

from hustings.engine.linkage.comparison import Comparison, NameFrequency, SurnameFrequency, compare, is_same_account
from hustings.engine.linkage.decision import LINK_AT, REVIEW_AT, Candidate, Decision, decide
from hustings.engine.linkage.estimating import Estimate, Observed, blind_pairs, estimate
from hustings.engine.linkage.name_comparison import Reason
from hustings.engine.linkage.names import family_key, name_key
from hustings.engine.linkage.organisations import domain_matches, organisation_key
from hustings.engine.linkage.profiles import Key, Profile, block_keys, merged_profile, profile_of, wider_block_keys
from hustings.engine.linkage.searching import ScoredPair, find_pairs, profiles_of, sure_groups
from hustings.engine.linkage.training import Trained, together, train

__all__ = [
    "LINK_AT",
    "REVIEW_AT",
    "Candidate",
    "Comparison",
    "Decision",
    "Estimate",
    "Key",
    "NameFrequency",
    "Observed",
    "Profile",
    "Reason",
    "ScoredPair",
    "SurnameFrequency",
    "Trained",
    "blind_pairs",
    "block_keys",
    "compare",
    "decide",
    "domain_matches",
    "estimate",
    "family_key",
    "find_pairs",
    "is_same_account",
    "merged_profile",
    "name_key",
    "organisation_key",
    "profile_of",
    "profiles_of",
    "sure_groups",
    "together",
    "train",
    "wider_block_keys",
]
