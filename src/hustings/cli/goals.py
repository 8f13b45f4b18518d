"""Goals on the command line: what is to happen, who decides and who moves them, where they stand, and the count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, queries
from hustings.apps.goals.fitting import Fitted
from hustings.apps.goals.kinds import KINDS
from hustings.apps.goals.leaning import Hint, hints_on
from hustings.apps.people.actions import Fact
from hustings.apps.people.queries import organisations_page
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import member_meant, told
from hustings.cli.facts import facts_data
from hustings.cli.goals_tasks import add_to
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of, moment_of
from hustings.engine.stance import KINDS as EVIDENCE_KINDS
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

STATES = ("open", "won", "lost", "dropped")
RULES = ("majority", "two_thirds", "one_person")
TIERS = ("decision_maker", "influencer", "constituent")
CONDITIONS = ("consent", "contact", "public")

goal_argument = click.argument("goal", type=click.IntRange(1), metavar="GOAL")
who_argument = click.argument("who", metavar="PERSON", default="", required=False)
organisation_option = click.option("--organisation", default="", metavar="NAME", help="An organisation in place of a person.")


@click.group(cls=ListByDefault)
def goals() -> None:
    """Set goals, map who matters to them, and count. Without a command: list them."""


@goals.command("list")
@click.option("--state", type=click.Choice((*STATES, "all")), default="open", show_default=True)
@json_option
@acting
def list_goals(actor: Actor, state: str, as_json: bool) -> None:
    """List goals, the nearest deadline first."""
    rows = queries.goals_of(actor, state=state, now=utc_now())
    if as_json:
        showing.write_json([_goal(row) for row in rows])
        return
    shown = [(row.id, row.name, row.deadline or "", row.body, row.stakeholders, row.owner, row.state) for row in rows]
    showing.table(("id", "goal", "deadline", "decides", "on the map", "owner", "state"), shown, right=(0, 4))


@goals.command("add")
@click.argument("name")
@click.option("--issue", default="", help="The question it is about, where it has a name of its own.")
@click.option("--kind", type=click.Choice(tuple(KINDS)), default="pass", show_default=True, help="What it begins from.")
@click.option("--deadline", default="", metavar="DAY", help="Such as 2027-06-30.")
@click.option("--body", default="", metavar="NAME", help="The organisation that decides.")
@click.option("--rule", type=click.Choice(RULES), help="How it decides.")
@click.option("--success", default="", help="By what it will be known.")
@click.option("--theory", default="", help="Why it will work, in a sentence.")
@json_option
@acting
def add(actor: Actor, name: str, deadline: str, body: str, rule: str | None, as_json: bool, **given: Any) -> None:
    """Set a goal."""
    goal, step = actions.add_goal(
        actor,
        name=name,
        deadline=day_of(deadline, now=utc_now(), zone=actor.zone) if deadline else None,
        body=organisation_meant(actor, body) if body else None,
        rule=rule or "",
        **given,
    )
    told(f"{name} is goal {goal}. `hustings goals suggest {goal}` proposes who matters.", [step], as_json, id=goal)


@goals.command("show")
@goal_argument
@json_option
@acting
def show(actor: Actor, goal: int, as_json: bool) -> None:
    """Show a goal: everybody on its map with the stance and its evidence, and the count."""
    now = utc_now()
    view = queries.goal_view(actor, goal, now=now)
    hints = hints_on(actor, view, now=now)
    if as_json:
        showing.write_json(as_data(view, hints))
        return
    showing.line(view.goal.name, style="title")
    until = f"until {view.goal.deadline} ({view.goal.days} days)" if view.goal.deadline else "without a deadline"
    showing.line(f"{view.goal.success} {view.goal.body or 'Nobody'} decides by {view.goal.rule.replace('_', ' ')}, {until}.")
    showing.line(_counted(view), style="quote")
    rows = [
        (row.id, row.tier.replace("_", "-"), row.name, _stance(row, hints.get(row.id)), row.power, row.interest, row.owner,
         row.next_step)
        for row in view.stakeholders
    ]  # fmt: skip
    showing.table(("id", "tier", "who", "stance", "power", "interest", "owner", "next"), rows, right=(0, 4, 5))
    _show_coverage(view)
    showing.line(_fit(view.fit), style="quiet")


def _show_coverage(view: queries.GoalView) -> None:
    """Who has nobody, whom nobody talked to for long, and whose stance moved."""
    told = {"Nobody looks after": view.unowned, "Nobody talked lately to": view.untouched, "Their stance moved": view.drifted}
    for said, numbers in told.items():
        if numbers:
            showing.line(f"{said}: {', '.join(row.name for row in view.stakeholders if row.id in numbers)}.")


@goals.command("suggest")
@goal_argument
@json_option
@acting
def suggest(actor: Actor, goal: int, as_json: bool) -> None:
    """Propose who belongs on the map of a goal, with the reasons."""
    found = queries.suggested(actor, goal)
    if as_json:
        showing.write_json([_suggestion(each) for each in found])
        return
    shown = [
        (f"{kind} {number}", each.name, each.tier.replace("_", "-"), "; ".join(map(_why, each.reasons)))
        for each in found
        for kind, number in [each.subject]
    ]
    showing.table(("id", "who", "tier", "why"), shown)


@goals.command("place")
@goal_argument
@who_argument
@organisation_option
@click.option("--tier", type=click.Choice(TIERS), default="influencer", show_default=True)
@json_option
@acting
def place(actor: Actor, goal: int, who: str, organisation: str, tier: str, as_json: bool) -> None:
    """Put PERSON (an id or a name) or an organisation on the map of a goal."""
    subject, name = subject_meant(actor, who, organisation)
    number, step = actions.add_stakeholder(actor, goal, tier=tier, **subject)
    told(f"{name} is on the map as stakeholder {number}.", [step], as_json, id=number)


@goals.command("dismiss")
@goal_argument
@who_argument
@organisation_option
@json_option
@acting
def dismiss(actor: Actor, goal: int, who: str, organisation: str, as_json: bool) -> None:
    """Say that somebody does not belong on the map of a goal; they are not proposed again."""
    subject, name = subject_meant(actor, who, organisation)
    told(f"{name} will not be proposed again.", [actions.dismiss(actor, goal, **subject)], as_json)


@goals.command("stance")
@goal_argument
@who_argument
@organisation_option
@click.option("--lean", type=click.FloatRange(-1, 1), required=True, help="From -1 (strongly against us) to 1 (strongly for us).")
@click.option("--kind", type=click.Choice(tuple(EVIDENCE_KINDS)), default="told_us", show_default=True, help="What shows it.")
@click.option("--at", "at_text", default="now", metavar="TIME", show_default=True, help="When it was.")
@click.option("--source", default="", help="What it comes from in the end; ten shares of one statement have one source.")
@click.option("--words", default="", help="In their words.")
@click.option("--link", default="", metavar="URL", help="Where it can be read.")
@click.option("--condition", type=click.Choice(CONDITIONS), default=None, help="Why we may keep what a person thinks.")
@json_option
@acting
def stance(
    actor: Actor, goal: int, who: str, organisation: str, at_text: str, condition: str | None, as_json: bool, **given: Any
) -> None:
    """Keep a fact about where PERSON (an id or a name) or an organisation stands on a goal."""
    subject, name = subject_meant(actor, who, organisation)
    now = utc_now()
    fact = Fact(at=moment_of(at_text, now=now, zone=actor.zone), condition=condition or "", **given)
    number, step = actions.say_stance(actor, goal, fact, now=now, **subject)
    told(f"Kept for {name}.", [step], as_json, id=number)


@goals.command("change")
@goal_argument
@click.option("--state", type=click.Choice(STATES))
@click.option("--deadline", default=None, metavar="DAY", help="A day, or `none`.")
@click.option("--stage", default=None)
@click.option("--owner", default=None, metavar="EMAIL", help="The member who looks after it; empty for nobody.")
@json_option
@acting
def change(
    actor: Actor, goal: int, state: str | None, deadline: str | None, stage: str | None, owner: str | None, as_json: bool
) -> None:
    """Change a goal: how far it is, how it ended, whose it is."""
    changes: dict[str, Any] = {name: value for name, value in (("state", state), ("stage", stage)) if value is not None}
    if deadline is not None:
        changes["deadline"] = None if deadline == "none" else day_of(deadline, now=utc_now(), zone=actor.zone)
    if owner is not None:
        changes["owner"] = member_meant(actor, owner)
    if not changes:
        raise click.UsageError("Say what to change.")
    told("Changed.", [actions.change_goal(actor, goal, **changes)], as_json, id=goal)


@goals.command("set")
@click.argument("stakeholder", type=click.IntRange(1), metavar="STAKEHOLDER")
@click.option("--tier", type=click.Choice(TIERS))
@click.option("--power", type=click.IntRange(1, 5), help="From 1 (little) to 5 (much).")
@click.option("--interest", type=click.IntRange(1, 5), help="From 1 (little) to 5 (much).")
@click.option("--motives", default=None)
@click.option("--tactic", default=None)
@click.option("--next", "next_step", default=None, help="The next step with them.")
@click.option("--owner", default=None, metavar="EMAIL", help="The member who looks after them; empty for nobody.")
@json_option
@acting
def set_stakeholder(actor: Actor, stakeholder: int, owner: str | None, as_json: bool, **given: Any) -> None:
    """Change what is said of a stakeholder."""
    changes = {name: value for name, value in given.items() if value is not None}
    if owner is not None:
        changes["owner"] = member_meant(actor, owner)
    if not changes:
        raise click.UsageError("Say what to change.")
    told("Changed.", [actions.change_stakeholder(actor, stakeholder, **changes)], as_json, id=stakeholder)


def organisation_meant(actor: Actor, text: str) -> int:
    """The id of the organisation with this id or name. Raises NotFound for none, WrongInput for several."""
    if text.isascii() and text.isdecimal():
        return int(text)
    found = organisations_page(actor, query=text).rows
    exact = [row for row in found if row.name.casefold() == text.strip().casefold()] or list(found)
    if not exact:
        raise NotFound(f"There is no organisation {text!r}. People bring theirs along; look at `hustings people`.")
    if len(exact) > 1:
        lines = "\n".join(f"  {row.id}  {row.name}" for row in exact[:10])
        raise WrongInput(f"Several organisations are called {text!r}. Give the id:\n{lines}", field="organisation")
    return exact[0].id


def subject_meant(actor: Actor, who: str, organisation: str) -> tuple[dict[str, int], str]:
    """The person or the organisation that is meant, as an argument, and the name."""
    if bool(who) == bool(organisation):
        raise click.UsageError("Give a PERSON, or --organisation.")
    if organisation:
        return {"organisation_id": organisation_meant(actor, organisation)}, organisation
    person_id, name = person_meant(actor, who)
    return {"person_id": person_id}, name


def _counted(view: queries.GoalView) -> str:
    count = view.count
    if count is None:
        return f"No count: {view.count_refused}"
    if count.chance is None:
        return f"{count.needed} of {count.voting} votes needed. Nobody's stance is known, so there is no chance to tell."
    missing = f"{count.gap} missing" if count.gap else f"{count.spare} to spare"
    nearest = f" Nearest: {', '.join(each.name for each in count.to_win)}." if count.to_win else ""
    nearest += f" {count.from_unknown} to come from the unknown." if count.from_unknown else ""
    unknown = f", {count.steps['unknown']} unknown" if count.steps["unknown"] else ""
    return f"{count.needed} of {count.voting} votes needed, {missing}{unknown}. Chance {count.chance:.0%}.{nearest}"


def _fit(fit: Fitted) -> str:
    if fit.own:
        return f"How sure stances are is fitted to {fit.cases} settled cases of yours (temperature {fit.temperature:.2f})."
    return f"How sure stances are: the default, with {fit.cases} settled cases of yours (from {fit.least} on they may be fitted)."


def _stance(row: queries.StakeholderRow, hint: Hint | None) -> str:
    known = row.stance.stance
    parts = [known.step.replace("_", " ")]
    parts += [f"inferred: {hint.step.replace('_', ' ')}, near {hint.nearest[0].name}"] if hint else []
    parts += ["conflicting"] if known.conflict else []
    parts += ["inferred"] if known.inferred else []
    parts += [f"{row.drift:+d} in 90 days"] if row.drift else []
    return ", ".join(parts)


WHYS = {
    "decides": "decides: {title}, {body}",
    "where_they_sit": "{deciders} who decide sit there",
    "sits_with": "sits with {deciders} who decide, at {organisation}",
    "tied": "in touch with {deciders} who decide",
    "grassroots": "holds no office, easily overlooked, reaches {deciders} who decide",
    "critic": "against us here, with us on {issue}",
}
"""Reasons of proposals in words; all others are told by their facts."""


def _why(why: Any) -> str:
    if why.code in WHYS:
        return WHYS[why.code].format_map(why.facts)
    facts = ", ".join(f"{name} {value}" for name, value in why.facts.items() if value not in ("", None))
    return f"{why.code.replace('_', ' ')} ({facts})" if facts else why.code.replace("_", " ")


def _goal(row: queries.GoalRow) -> dict[str, Any]:
    return {
        **asdict(row),
        "deadline": showing.iso(row.deadline),
        "review_on": showing.iso(row.review_on),
    }


def _suggestion(each: Any) -> dict[str, Any]:
    kind, number = each.subject
    reasons = [{"code": why.code, "facts": why.facts, "evidence": list(why.evidence)} for why in each.reasons]
    return {"kind": kind, "id": number, "name": each.name, "headline": each.headline, "tier": each.tier, "reasons": reasons}


def as_data(view: queries.GoalView, hints: Mapping[int, Hint]) -> dict[str, Any]:
    """A goal with its map in the shape of docs/reference/cli.md."""
    return {
        **_goal(view.goal),
        "stakeholders": [_stakeholder(row) for row in view.stakeholders],
        "hints": [_hint(number, hint) for number, hint in hints.items()],
        "count": asdict(view.count) if view.count else None,
        "count_refused": view.count_refused,
        "unowned": list(view.unowned),
        "untouched": list(view.untouched),
        "drifted": list(view.drifted),
        "fit": {**asdict(view.fit), "at": showing.iso(view.fit.at)},
    }


def _hint(number: int, hint: Hint) -> dict[str, Any]:
    return {
        "stakeholder": number, "inferred": hint.inferred, "stance": hint.step, "lean": hint.lean,
        "nearest": [
            {
                "kind": each.kind, "id": each.id, "name": each.name, "side": each.side,
                "ties": [
                    {"one": tie.one, "other": tie.other, "strength": tie.strength, "reasons": facts_data(tie.facts)}
                    for tie in each.ties
                ],
            }
            for each in hint.nearest
        ],
    }  # fmt: skip


def _stakeholder(row: queries.StakeholderRow) -> dict[str, Any]:
    known = row.stance.stance
    kind, number = row.subject
    return {
        "id": row.id, "kind": kind, "of": number, "name": row.name, "tier": row.tier, "power": row.power,
        "interest": row.interest, "stance": known.step, "probability": known.probability, "conflict": known.conflict,
        "inferred": known.inferred, "drift": row.drift, "owner": row.owner, "tactic": row.tactic, "next_step": row.next_step,
        "next_on": showing.iso(row.next_on),
        "evidence": [
            {
                "id": f"evidence:{each.id}", "kind": each.kind, "at": showing.iso(each.at), "lean": each.lean,
                "source": each.source, "words": each.words, "link": each.link, "weight": each.weight,
                "suggests": each.suggests,
            }
            for each in row.stance.evidence
        ],
    }  # fmt: skip


add_to(goals)
