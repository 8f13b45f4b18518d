"""The filters of a list as the text of a segment, so that whatever takes segments takes just those who are listed."""

from __future__ import annotations

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.access import organisation_of
from hustings.apps.people.segments import About, joined
from hustings.engine.segments import Condition, Expression, Not, all_of, parse, text_of
from hustings.kernel.errors import WrongInput


def text_of_filters(
    actor: Actor,
    *,
    query: str = "",
    segment: str = "",
    tag: str = "",
    organisation_id: int | None = None,
    source: str = "",
    assigned_to: int | None = None,
    tie: str = "",
    where: str = "",
    saved: int | None = None,
    about: About = "people",
) -> str:
    """What `people_page` or `organisations_page` is asked by these filters, as a text; empty for everybody.

    Raises as those for filters that mean nothing.
    """
    asked = joined(actor, where=where, saved=saved, about=about)
    parts: list[Expression] = [] if asked is None else [parse(asked) if isinstance(asked, str) else asked]
    if about == "organisations":
        return _text([*parts, *([Condition("name", "contains", (query.strip(),))] if query.strip() else [])])
    told = {"words": query.strip(), "rhythm": segment, "tag": tag, "source": source}
    parts += [Condition(field, "=", (value,)) for field, value in told.items() if value]
    if organisation_id is not None:
        parts.append(Condition("organisation", "=", (organisation_of(actor, organisation_id).name,)))
    if assigned_to is not None:
        parts.append(Condition("assigned", "=", (_carer(actor, assigned_to),)))
    if tie:
        known = Condition("last touch", "known")
        parts.append(Not(known) if tie == "never" else known)
    return _text(parts)


def _text(parts: list[Expression]) -> str:
    return text_of(all_of(dict.fromkeys(parts))) if parts else ""


def _carer(actor: Actor, member_id: int) -> str:
    if not member_id:
        return "nobody"
    name = Member.objects.filter(workspace_id=actor.workspace_id, pk=member_id).values_list("name", flat=True).first()
    if name is None:
        raise WrongInput("There is no such member.", field="assigned_to")
    return name
