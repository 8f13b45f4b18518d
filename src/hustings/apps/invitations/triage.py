"""What we know of people when their invitations come, and what to do about each: the facts for engine.invitations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.invitations.models import Invitation, RunwayTarget
from hustings.apps.people.models import Interaction, Participation, Person, Position, Tie, Vouch
from hustings.apps.people.queries import PersonRow, people_of_ids
from hustings.apps.people.queries.offices import officials_among
from hustings.apps.people.registry import BUSY, TOGETHER, WANTED, Together
from hustings.apps.people.segments import SAVED, matching
from hustings.engine import invitation_letters as letters
from hustings.engine import invitations as engine
from hustings.engine.invitation_claims import claims
from hustings.engine.invitation_signals import collects, recruits, sells
from hustings.engine.languages import language_of
from hustings.engine.segments import Condition
from hustings.engine.triage import triage
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

MEETING = timedelta(hours=1)
"""How long a meeting that was logged ahead is taken to last."""
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about an invitation. `answers` are ready to be sent, by what the member may do (engine.Action); of one of ours
    `accept` is the note that says how we know each other, `meet_first` a letter. None is there where nothing true can be said.

    `breaks` says that connecting goes against the network's rule.
    """

    proposal: engine.Proposal
    answers: dict[engine.Action, str]
    breaks: engine.RuleBreak | None

    @property
    def reply(self) -> str:
        """The answer for what is proposed; empty for none."""
        return self.answers.get(self.proposal.action, "")


def advise(actor: Actor, held: Sequence[Invitation], people: dict[int, PersonRow], *, now: datetime) -> dict[int, Advice]:
    """The advice on each of these invitations, by id. A constant number of queries."""
    gathered = _Gathered(actor, {row.person_id for row in held}, now)
    times = _times(actor, now)
    return {row.pk: _advice(row, people[row.person_id], gathered, times) for row in held}


def acquaintance(actor: Actor, row: Invitation) -> engine.Known:
    """What we know of the person of one invitation, stored or about to be. A constant number of queries."""
    (person,) = people_of_ids(actor, [row.person_id])
    return _Gathered(actor, {row.person_id}, utc_now()).known(row, person)


def advise_outgoing(actor: Actor, person_id: int, *, channel: str, now: datetime) -> Advice:
    """What to think of asking somebody to connect: whether it is right, why, and a note that says how we know each other.

    Where one has to have met and has not, it is a letter that proposes a first meeting. Where nothing speaks for it, nothing is
    proposed. In the language of what they wrote to us last, as far as it can be told, else in the member's own.
    """
    (person,) = people_of_ids(actor, [person_id])
    row = Invitation(person_id=person_id, channel=channel, direction="out", sent_at=now)
    return _advice(row, person, _Gathered(actor, {person_id}, now), _times(actor, now))


def _advice(row: Invitation, person: PersonRow, gathered: _Gathered, times: Sequence[datetime]) -> Advice:
    known, now = gathered.known(row, person), gathered.now
    proposal = engine.propose(known, channel=row.channel, sent_at=row.sent_at, now=now, job_seeking=gathered.job_seeking)
    work_at, name = known.same_company or known.former_company, person.name.split()[0] if person.name else ""
    language = (language_of(row.message) if row.direction == "in" else "") or gathered.language[row.person_id]
    if row.direction == "in":
        answers = letters.answers_to(
            proposal, known, name=name, language=language, times=times, work_at=work_at, job_seeking=gathered.job_seeking
        )
        return Advice(proposal, answers, engine.check_rule(known, channel=row.channel))
    note = letters.outgoing_note(
        known, channel=row.channel, name=name, language=language, where=gathered.where[row.person_id], work_at=work_at
    )
    letter = letters.letter_to_meet(known, name=name, language=language, times=times)
    proposal = engine.for_our_own(proposal, known, channel=row.channel)
    found: dict[engine.Action, str] = {"accept": note} if note else {}
    return Advice(proposal, found | ({"meet_first": letter} if letter else {}), engine.check_rule(known, channel=row.channel))


def _times(actor: Actor, now: datetime) -> list[datetime]:
    """Moments at which the member is free for a first meeting."""
    until = now + AHEAD
    logged = Interaction.objects.filter(
        workspace_id=actor.workspace_id, member_id=actor.member_id, kind="meeting", at__gte=now, at__lte=until
    )
    busy = [(at, at + MEETING) for at in logged.values_list("at", flat=True)]
    for told in BUSY:
        busy += told(actor, now, until)
    return engine.free_times(busy, now=now.astimezone(actor.zone))


class _Gathered:
    """Everything about some people that speaks for or against an invitation, from a constant number of queries."""

    def __init__(self, actor: Actor, people: Collection[int], now: datetime) -> None:
        self.now = now
        member = Member.objects.get(pk=actor.member_id)
        self.job_seeking = member.job_seeking
        own = Person.objects.filter(own_member_id=actor.member_id).values_list("id", flat=True).first()
        self.vouches = {row.person_id: row for row in Vouch.objects.filter(person_id__in=people, member_id=actor.member_id)}
        self.where = defaultdict(str, {i: row.where for i, row in self.vouches.items()})
        self.dealings, self.evidence = _dealings(people)
        self.language = _languages(people, actor.language)
        self.together = _together(actor, people, now)
        self.wanted = _wanted(actor, people, now)
        self.mutual = _mutual(people, own)
        self.companies, self.former = _companies(people, own)
        self.public = officials_among(actor.workspace_id, people)
        declined = Invitation.objects.filter(workspace_id=actor.workspace_id, person_id__in=people, state="declined")
        self.declined = defaultdict(list)
        for number, person in declined.filter(direction="in").values_list("id", "person_id"):
            self.declined[person].append(f"invitation:{number}")

    def known(self, row: Invitation, person: PersonRow) -> engine.Known:
        """What we know of the sender of an invitation."""
        i = row.person_id
        dealt = self.dealings[i]
        seen = self.together[i]
        # What we wrote ourselves says nothing of them.
        note = row.message.strip() if row.direction == "in" else ""
        listed = next((each for each in seen if each.talked), next((each for each in seen if not each.small), None))
        return engine.Known(
            vouch=self.vouches[i].how if i in self.vouches else "",
            met=dealt["met"] + sum(each.small and not each.talked for each in seen),
            met_there=bool(listed and listed.talked),
            exchanged=min(dealt["in"], dealt["out"]),
            mutual=self.mutual.get(i, 0),
            same_company=self.companies.get(i, ""),
            former_company=self.former.get(i, ""),
            same_event=listed.title if listed else "",
            recommended=bool(dealt["recommended"]),
            wanted=self.wanted.get(i, ("", ""))[0],
            public_role=i in self.public,
            note=bool(note),
            note_asks=triage(note, direction="in").needs_reply if note else False,
            sells=sells(note),
            collects=collects(note),
            claims=claims(note),
            recruiter=recruits(person.headline, *(each.title for each in person.positions), note=note),
            declined_before=bool(self.declined.get(i)),
            do_not_contact=person.do_not_contact,
            evidence=self._evidence(row, i),
        )

    def _evidence(self, row: Invitation, person: int) -> dict[str, tuple[str, ...]]:
        ours = f"invitation:{row.pk}"
        found = dict.fromkeys(("note", "note_asks", "sells", "collects", *engine.CLAIM_WEIGHTS), (ours,))
        found |= dict.fromkeys(("recruiter", "same_company", "former_company", "public_role", "mutual"), (f"person:{person}",))
        found |= {code: tuple(ids[:3]) for code, ids in self.evidence[person].items()}
        small = [each.evidence for each in self.together[person] if each.small and not each.talked]
        found["met"] = (*found.get("met", ()), *small)[:3]
        found["same_event"] = tuple(each.evidence for each in self.together[person] if each.talked or not each.small)[:3]
        found["wanted"] = tuple(filter(None, (self.wanted.get(person, ("", ""))[1],)))
        if person in self.vouches:
            found |= dict.fromkeys(("vouch", "not_known"), (f"vouch:{self.vouches[person].pk}",))
        return found | {"declined_before": tuple(self.declined.get(person, ()))}


_MEETS, _WRITES, _PRAISES = ("meeting", "call"), ("message", "letter"), ("recommendation", "endorsement")


def _dealings(people: Collection[int]) -> tuple[defaultdict[int, dict[str, int]], defaultdict[int, dict[str, list[str]]]]:
    """Meetings, messages each way and recommendations by person, and the newest of each as evidence. Two queries."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("met", "in", "out", "recommended"), 0))
    evidence: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    real = Participation.objects.filter(person_id__in=people, interaction__automatic="")
    grouped = real.values_list("person_id", "interaction__kind", "interaction__direction").annotate(number=Count("id"))
    for person, kind, direction, number in grouped.order_by("person_id"):
        if kind in _MEETS:
            counts[person]["met"] += number
        elif kind in _WRITES and direction in ("in", "out"):
            counts[person][direction] += number
        elif kind in _PRAISES and direction == "in":
            counts[person]["recommended"] += number
    newest = real.filter(interaction__kind__in=(*_MEETS, *_WRITES, *_PRAISES)).order_by("-at", "-id")
    for person, number, kind in newest.values_list("person_id", "interaction_id", "interaction__kind")[:500]:
        code = "met" if kind in _MEETS else "exchanged" if kind in _WRITES else "recommended"
        evidence[person].setdefault(code, []).append(f"interaction:{number}")
    return counts, evidence


def _mutual(people: Collection[int], own: int | None) -> dict[int, int]:
    """How many people each of these and we both know."""
    both = (
        Tie.objects.filter(subject_id__in=people, other__ties__other_id=own).exclude(other_id=own) if own else Tie.objects.none()
    )
    return dict(both.values_list("subject_id").annotate(number=Count("other_id", distinct=True)))


def _companies(people: Collection[int], own: int | None) -> tuple[dict[int, str], dict[int, str]]:
    """Where each works beside us now, and where once."""
    ours = dict(Position.objects.filter(person_id=own, organisation__isnull=False).values_list("organisation_id", "current"))
    shared = Position.objects.filter(Q(organisation_id__in=ours), person_id__in=people).select_related("organisation")
    now: dict[int, str] = {}
    once: dict[int, str] = {}
    for row in shared.order_by("id"):
        if row.organisation is not None:
            (now if row.current and ours[row.organisation_id or 0] else once).setdefault(row.person_id, row.organisation.name)
    return now, {person: name for person, name in once.items() if person not in now}


def _together(actor: Actor, people: Collection[int], now: datetime) -> defaultdict[int, list[Together]]:
    """Past events at which we were with each, the latest first; one that two sources tell of counts once."""
    found: defaultdict[int, dict[str, Together]] = defaultdict(dict)
    for told in TOGETHER:
        for each in told(actor, people, now):
            found[each.person_id].setdefault(each.evidence, each)
    return defaultdict(list, {person: list(seen.values()) for person, seen in found.items()})


def _wanted(actor: Actor, people: Collection[int], now: datetime) -> dict[int, tuple[str, str]]:
    """For what we look for each: the segments of the runway, and what rooms above look for, which is said first."""
    found: dict[int, tuple[str, str]] = {}
    targets = RunwayTarget.objects.filter(workspace_id=actor.workspace_id, segment__isnull=False).order_by("id")
    for name in targets.values_list("segment__name", flat=True) if actor.may("see_all_people") else ():
        # A segment whose conditions no longer hold together says so on the runway.
        with suppress(WrongInput, NotFound):
            meant = matching(actor, Condition(SAVED, "=", (name,)), wanted=None, now=now).filter(pk__in=people)
            for person in meant.order_by().values_list("pk", flat=True):
                found.setdefault(person, (name, f"person:{person}"))
    for told in WANTED:
        found |= told(actor, people)
    return found


def _languages(people: Collection[int], otherwise: str) -> defaultdict[int, str]:
    """The language of what each wrote to us last, as far as it can be told."""
    wrote = Participation.objects.filter(person_id__in=people, interaction__direction="in", interaction__automatic="")
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for person, text in (
        wrote.exclude(interaction__text="").order_by("-at", "-id").values_list("person_id", "interaction__text")[:300]
    ):
        texts[person].append(text)
    said = {person: next(filter(None, map(language_of, held[:5])), "") for person, held in texts.items()}
    return defaultdict(lambda: otherwise, {person: code for person, code in said.items() if code})
