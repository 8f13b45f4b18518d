"""Segments: which people are meant, as a tree of conditions that members point together, write as text and read as a sentence.

Pure: what a field means and how it is asked of a data base is known by the rooms (apps.people.segments).
"""

from hustings.engine.segments.dates import days_of, span_of
from hustings.engine.segments.language import parse, places_of, quoted, text_of
from hustings.engine.segments.sentence import Words, sentence
from hustings.engine.segments.tree import (
    OPERATORS,
    All,
    Condition,
    Expression,
    Has,
    Not,
    Some,
    WrongText,
    all_of,
    conditions_of,
    decode,
    depth_of,
    encode,
    mapped,
    questions_of,
    some_of,
)

__all__ = [
    "OPERATORS",
    "All",
    "Condition",
    "Expression",
    "Has",
    "Not",
    "Some",
    "Words",
    "WrongText",
    "all_of",
    "conditions_of",
    "days_of",
    "decode",
    "depth_of",
    "encode",
    "mapped",
    "parse",
    "places_of",
    "questions_of",
    "quoted",
    "sentence",
    "some_of",
    "span_of",
    "text_of",
]
