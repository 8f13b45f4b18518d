"""What a goal knows from public records: bills that are the goal, roll calls and sponsors, and what organisations filed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.goals import acts
from hustings.apps.goals.actions import goal_of
from hustings.apps.intake import stances
from hustings.apps.records.queries import subjects_like
from hustings.connectors.records.roll_calls import LARGEST, read_roll_call
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.goals_wording import CONDITIONS
from hustings.web.people import say
from hustings.web.people_forms import number_of


@member_view("see_goals")
def records(request: MemberRequest, goal_id: int) -> HttpResponse:
    """What belongs to this goal, what may, and a place for a roll call."""
    goal = goal_of(request.actor, goal_id)
    linked = acts.subjects_of(request.actor, goal_id)
    known = {acts.key_of(row.subject) for row in linked if row.kind == "bill"}
    may_see = request.actor.may("see_all_people")
    found = subjects_like(request.actor, f"{goal.name} {goal.issue.name}") if may_see else ()
    proposed = [each for each in found if acts.key_of(each.subject) not in known]
    titles = stances.titles_known(request.actor) if may_see and request.actor.may("edit_goals") else {}
    conditions = [each for each in CONDITIONS.items() if each[0] != "organisation"]
    told = {"goal": goal, "linked": linked, "proposed": proposed, "titles": titles, "kinds": KINDS, "conditions": conditions}
    return render(request, "goals/records.html", told)


KINDS = (("action", _("a petition or another action")), ("event", _("an event")), ("tag", _("a tag")))


@member_view("edit_goals", methods=("POST",))
def link(request: MemberRequest, goal_id: int) -> HttpResponse:
    """This bill, action, event or tag belongs to this goal, or does not any more."""
    now, given = utc_now(), request.POST
    if given.get("do") == "unlink":
        number = number_of(given.get("subject_id", ""), "subject_id") or 0
        say(request, gettext("It is let go."), acts.unlink_subject(request.actor, number))
        return redirect("goal_records", goal_id)
    kind = given.get("kind", "bill")
    taken, steps = stances.link(
        request.actor, goal_id, given.get("subject", ""), kind=kind, helps=given.get("helps", "yes") == "yes",
        condition=given.get("condition", ""), now=now,
    )[1:]  # fmt: skip
    if kind == "bill":
        said = ngettext("Linked: %(n)d position became evidence.", "Linked: %(n)d positions became evidence.", taken.recorded)
    else:
        said = ngettext(
            "Linked: %(n)d person's act became evidence.", "Linked: %(n)d people's acts became evidence.", taken.recorded
        )
    say(request, _unknown(taken, given.get("subject", "")) if taken.unknown else said % {"n": taken.recorded}, steps[-1])
    return redirect("goal_records", goal_id)


def _unknown(taken: acts.Taken, subject: str) -> str:
    """What is said of a name that nothing here bears, with those that may be meant."""
    said = gettext("Linked, but nothing here is called “%(name)s” yet: no fact rests on it until something comes that is.")
    told = said % {"name": " ".join(subject.split())}
    meant = gettext("Did you mean: %(names)s?") % {"names": "; ".join(taken.near)} if taken.near else ""
    return f"{told} {meant}".strip()


@member_view("edit_goals", methods=("POST",))
def roll_call(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Takes a roll call or the sponsors of a bill as evidence."""
    given, sent = request.POST, request.FILES.get("file")
    goal_of(request.actor, goal_id)
    if sent is None:
        raise WrongInput(gettext("Choose a file with a roll call."), field="file")
    taken = acts.take_roll_call(
        request.actor,
        goal_id,
        read_roll_call(sent.read(LARGEST + 1)),
        helps=given.get("helps", "yes") == "yes",
        now=utc_now(),
        title=given.get("title", ""),
        link=_link(given.get("link", "").strip()),
    )
    say(request, said_of(taken), taken.step)
    return redirect("goal_records", goal_id)


def _link(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise WrongInput(gettext("Give the link with https://."), field="link")
    return text


def said_of(taken: acts.Taken) -> str:
    """What became of a roll call, in words."""
    parts = [ngettext("%(n)d fact is new", "%(n)d facts are new", taken.recorded) % {"n": taken.recorded}]
    if taken.known:
        parts.append(gettext("%(n)d were known") % {"n": taken.known})
    if taken.unplaced:
        names = ", ".join(taken.unplaced[:5]) + (" …" if len(taken.unplaced) > 5 else "")
        parts.append(gettext("%(n)d are nobody known here: %(names)s") % {"n": len(taken.unplaced), "names": names})
    return "; ".join(parts) + "."


urlpatterns = [
    path("goals/<int:goal_id>/records/", records, name="goal_records"),
    path("goals/<int:goal_id>/records/link/", link, name="goal_records_link"),
    path("goals/<int:goal_id>/records/roll-call/", roll_call, name="goal_roll_call"),
]
