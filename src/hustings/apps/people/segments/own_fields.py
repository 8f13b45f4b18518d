"""What the room of people itself can be asked about: who they are, how we stand, and what sources and members say."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.models import (
    Education,
    Note,
    Occasion,
    Position,
    Segment,
    Skill,
    SourceRecord,
    Support,
    Vouch,
)
from hustings.apps.people.segments import asking, own_parts
from hustings.apps.people.segments.asking import Comparison
from hustings.apps.people.segments.compiling import SAVED_ORGANISATIONS
from hustings.apps.people.segments.fields import (
    Field,
    column_field,
    register_fields,
    row_field,
)

WHO, REACH, STAND, WORK, PLACE, SAID = _("Who they are"), _("Reach"), _("How we stand"), _("Work"), _("Place"), _("What is said")


def _flat(key: str, label: Any, group: Any, type: Any, operators: tuple[str, ...], part: Any, **more: Any) -> Field:
    return Field(key, label, group, type, operators, part, **more)


LIKE = asking.TEXT
HAS_TAG = (_("have the tag %(value)s"), _("do not have the tag %(value)s"))

register_fields(
    _flat(
        "tag", _("tag"), WHO, "choice", LIKE, own_parts.tag, choices=own_parts.tags_of,
        phrases={"=": HAS_TAG, "known": (_("have a tag"), _("have no tag"))},
    ),
    column_field("name", _("name"), WHO, asking.text("name")),
    _flat(
        "words", _("words"), WHO, "text", ("=",), own_parts.in_words, also=("search", "text"),
        phrases={"": (_("are found by %(value)s"), _("are not found by %(value)s"))},
    ),
    column_field("headline", _("headline"), WHO, asking.text("headline")),
    column_field("about", _("words about themselves"), WHO, asking.text("summary"), also=("summary",)),
    _flat(
        "birthday", _("birthday"), WHO, "day", ("within", "=", "known"), own_parts.birthday,
        phrases={
            "within": (_("have their birthday within %(value)s"), _("do not have their birthday within %(value)s")),
            "=": (_("have their birthday on %(value)s"), _("do not have their birthday on %(value)s")),
            "known": (_("have a birthday that we know"), _("have no birthday that we know")),
        },
    ),
    column_field("household", _("household"), WHO, asking.text("household")),
    row_field("skill", _("skill"), WHO, Skill, asking.text("name")),
    row_field("school", _("school"), WHO, Education, asking.text("school"), also=("education",)),
    column_field("added", _("day of being added"), WHO, asking.day("created_at", moments=True),
                 phrases={"": (_("were added %(operator)s %(value)s"), _("were not added %(operator)s %(value)s"))}),
    row_field(
        "source", _("source"), WHO, SourceRecord,
        Comparison("choice", ("=",), own_parts.by_reader, own_parts.readers_of),
        only=lambda scope: Q(kind="person"),
        phrases={"=": (_("come from %(value)s"), _("do not come from %(value)s"))},
    ),
    _flat("possible duplicate", _("possible duplicate"), WHO, "yes", ("=",), own_parts.duplicate, permission="see_reviews",
          phrases={"": (_("may be there twice"), _("have no possible duplicate"))}, also=("duplicate",)),
)  # fmt: skip
register_fields(
    _flat("city", _("town"), PLACE, "text", LIKE, own_parts.city, also=("town", "place"),
          phrases={"=": (_("live in %(value)s"), _("do not live in %(value)s"))}),
    _flat("region", _("region"), PLACE, "text", LIKE, own_parts.place_in("region"), also=("state", "county"),
          phrases={"=": (_("live in the region %(value)s"), _("do not live in the region %(value)s"))}),
    _flat("postcode", _("postcode"), PLACE, "text", LIKE, own_parts.postcode, also=("postal code", "zip")),
    _flat("country", _("country"), PLACE, "text", LIKE, own_parts.place_in("country")),
    _flat("street", _("street"), PLACE, "text", LIKE, own_parts.place_in("street")),
    column_field("location", _("place as their profile says"), PLACE, asking.text("location")),
)  # fmt: skip
register_fields(
    _flat("organisation", _("organisation"), WORK, "text", LIKE, own_parts.organisation, also=("company", "employer"),
          phrases={"=": (_("are or were at %(value)s"), _("never were at %(value)s"))}),
    _flat(SAVED_ORGANISATIONS, _("segment of organisations"), WORK, "choice", ("=",), own_parts.in_organisations,
          choices=own_parts.organisation_segments,
          phrases={"=": (_("are or were at one of %(value)s"), _("never were at any of %(value)s"))}),
    row_field("title", _("title"), WORK, Position, asking.text("title"), also=("job",)),
)  # fmt: skip
register_fields(
    *(_flat(kind, label, REACH, "text", LIKE, own_parts.handle_of(kind))
      for kind, label in (("email", _("e-mail address")), ("phone", _("phone number")), ("linkedin", _("LinkedIn profile")))),
    _flat("handle", _("kind of handle"), REACH, "choice", ("=",), own_parts.kind_of_handle,
          choices=lambda actor: own_parts.HANDLES,
          phrases={"=": (_("have a handle of the kind %(value)s"), _("have no handle of the kind %(value)s"))}),
    column_field("do not contact", _("do not contact"), REACH, asking.yes(Q(do_not_contact=True)),
                 phrases={"": (_("must not be contacted"), _("may be contacted"))}),
    _flat("agreed to", _("agreed to"), REACH, "choice", ("=",), own_parts.consents_of("given"),
          choices=lambda actor: own_parts.LISTS,
          phrases={"=": (_("agreed to %(value)s"), _("never agreed to %(value)s"))}),
    _flat("refused", _("refused"), REACH, "choice", ("=",), own_parts.consents_of("withdrawn", "refused", "bad"),
          choices=lambda actor: own_parts.LISTS,
          phrases={"=": (_("cannot or must not be reached by %(value)s"), _("did not refuse %(value)s"))}),
)  # fmt: skip
register_fields(
    column_field("rhythm", _("rhythm"), STAND, asking.choice("segment", Segment.choices), in_order=True, also=("tier",),
                 phrases={"=": (_("have the rhythm %(value)s"), _("do not have the rhythm %(value)s"))}),
    column_field("assigned", _("in the care of"), STAND, asking.member("assigned_to_id", nobody=True), in_order=True,
                 also=("assigned to", "care"),
                 phrases={"=": (_("are in the care of %(value)s"), _("are not in the care of %(value)s"))}),
    column_field("last touch", _("last contact"), STAND, asking.day("last_touch_at", moments=True), listable=True,
                 phrases={"": (_("had their last contact %(operator)s %(value)s"),
                               _("did not have their last contact %(operator)s %(value)s")),
                          "known": (_("were ever in touch with us"), _("were never in touch with us"))}),
    column_field("last conversation", _("last contact that went both ways"), STAND, asking.day("last_two_way_at", moments=True),
                 phrases={"": (_("last talked with us %(operator)s %(value)s"),
                               _("did not last talk with us %(operator)s %(value)s")),
                          "known": (_("ever talked with us"), _("never talked with us"))}),
    column_field("due", _("next contact due"), STAND, asking.day("due_on", operators=(*asking.DAY, "within")), listable=True,
                 phrases={"": (_("are due %(operator)s %(value)s"), _("are not due %(operator)s %(value)s")),
                          "known": (_("are ever due"), _("are never due"))}),
    column_field("strength", _("strength of the tie"), STAND, asking.number("strength"), also=("closeness",)),
    column_field("connected", _("connected since"), STAND, asking.day("connected_on"),
                 phrases={"": (_("have been connected %(operator)s %(value)s"),
                               _("have not been connected %(operator)s %(value)s")),
                          "known": (_("are connected with us on a network"), _("are not connected with us on a network"))}),
    column_field("member", _("one of us"), STAND, asking.yes(Q(own_member__isnull=False)),
                 phrases={"": (_("are one of us"), _("are not one of us"))}),
    row_field("support", _("support"), STAND, Support,
              asking.choice("level", own_parts.LEVELS, known=Q(level__gt=0)),
              listable=True, phrases={"=": (_("were rated %(value)s"), _("were not rated %(value)s"))}),
    row_field("vouch", _("how a member knows them"), STAND, Vouch, asking.choice("how", Vouch.How.choices),
              only=own_parts.own_or_shared,
              also=("known by",),
              phrases={"=": (_("are known to a member: %(value)s"), _("are not known to a member: %(value)s"))}),
    row_field("occasion", _("occasion"), STAND, Occasion,
              asking.choice("kind", own_parts.OCCASIONS), only=lambda scope: Q(settled_at=None),
              phrases={"=": (_("give an occasion: %(value)s"), _("give no occasion: %(value)s"))}),
    row_field("note", _("note"), SAID, Note, asking.text("text", operators=("contains", "known")),
              also=("notes",)),
)  # fmt: skip
