"""The dialogue that an archive holds, measured without storing anything of it (engine.dialogue)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hustings.apps.intake.parties import Owner, strongest
from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.engine.dialogue import Dialogue, Utterance, by, measure, week_of
from hustings.engine.linkage import name_key
from hustings.engine.triage import triage
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import email_identity, handle_identity
from hustings.kernel.records import AnyRecord, CommentRecord, MessageRecord, Party, PersonRecord, PostRecord

CROWD = 25
"""From so many recipients on, one message to all of them is a broadcast."""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who wrote and was not answered: what they want, as far as triage can tell."""

    name: str
    handle: str
    channel: str
    at: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The score of an archive as a whole, by channel and by week, and who still waits, longest first."""

    score: Dialogue
    by_channel: dict[str, Dialogue]
    by_week: dict[str, Dialogue]
    unanswered: tuple[Waiting, ...]
    left_out: tuple[tuple[str, str], ...]


def measure_archive(paths: Sequence[Path], *, own: Sequence[str] = (), now: datetime) -> Measured:
    """Reads files as an import would and measures what was said in them. `own` are names, addresses and handles of the owner.

    Raises WrongInput where nothing can be read, or where nobody can be told apart as the owner.
    """
    archive = _Archive(_owner(own))
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise WrongInput(f"There is no file or folder {missing}.")
    upload = open_upload(list(paths))
    with closing(upload):
        held = scan(upload.entries)
        if not held.assignments:
            reasons = [rejected.reason for rejected in (*upload.rejected, *held.unrecognised)]
            raise WrongInput(reasons[0] if reasons else "Nothing in this can be read.")
        for _, found in read(held.assignments):
            if isinstance(found, Found):
                archive.take(found.record)
            else:
                archive.left_out.append((str(found.place), found.reason))
    return archive.measured(now)


def measure_records(records: Iterable[AnyRecord], *, now: datetime) -> Measured:
    """Measures what records say, with the record of the owner among the first. Raises WrongInput where they say nothing."""
    archive = _Archive(_owner(()))
    for record in records:
        archive.take(record)
    return archive.measured(now)


def _owner(own: Sequence[str]) -> Owner:
    owner = Owner(person=0)
    for text in own:
        known = (email_identity(text), *(handle_identity(kind, text) for kind in ("x", "mastodon", "bluesky", "instagram")))
        owner.handles.update((identity.kind, identity.value) for identity in known if identity)
        owner.names.add(name_key(text))
    return owner


class _Archive:
    """What was said, as it comes out of the readers: the owner first."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._said: list[Utterance] = []
        self._names: dict[str, Party] = {}
        self._texts: dict[str, str] = {}
        self._own_ids: set[str] = set()
        self.left_out: list[tuple[str, str]] = []

    def take(self, record: AnyRecord) -> None:
        """Adds what the record says, if it says anything to anybody."""
        if isinstance(record, PersonRecord) and record.is_owner:
            self._owner.learn(record)
        elif isinstance(record, MessageRecord) and not record.is_draft:
            self._take_message(record)
        elif isinstance(record, PostRecord | CommentRecord) and record.channel != "web":
            self._take_post(record)

    def _take_message(self, record: MessageRecord) -> None:
        ours = self._owner.is_owner(record.sender)
        self._add(
            Utterance(
                id=record.external_id, thread=record.thread or record.external_id, at=record.sent_at,
                direction="out" if ours else "in", author="" if ours else self._key(record.sender),
                to=frozenset(self._key(party) for party in record.recipients), reply_to=record.in_reply_to,
                broadcast=ours and (record.automatic == "bulk" or len(record.recipients) >= CROWD),
                automatic=bool(record.automatic) and not (ours and record.automatic == "bulk"), channel=record.channel,
            ),
            record.text,
        )  # fmt: skip

    def _take_post(self, record: PostRecord | CommentRecord) -> None:
        if isinstance(record, PostRecord) and record.status != "published":
            return
        ours = record.author is None or self._owner.is_owner(record.author)
        if ours:
            self._own_ids.update(part for part in (record.external_id, record.link) if part)
        answers = record.in_reply_to or (record.link if isinstance(record, CommentRecord) else "")
        repost = isinstance(record, PostRecord) and record.is_repost
        to = frozenset((self._key(record.answered),) if record.answered is not None else ())
        to_self = ours and ((record.answered is not None and self._owner.is_owner(record.answered)) or answers in self._own_ids)
        self._add(
            Utterance(
                id=record.external_id, thread=record.thread or answers or record.link or record.external_id, at=record.at,
                direction="out" if ours else "in", author="" if ours or not record.author else self._key(record.author),
                to=to, reply_to=record.in_reply_to, broadcast=ours and (repost or (not answers and not to)),
                to_self=to_self and not repost, channel=record.channel,
            ),
            record.text,
        )  # fmt: skip

    def _add(self, utterance: Utterance, text: str) -> None:
        self._said.append(utterance)
        if utterance.direction == "in" and not utterance.automatic:
            self._texts[utterance.id] = text

    def _key(self, party: Party) -> str:
        identity = strongest(party.identities)
        key = f"{identity.kind}:{identity.value}" if identity else name_key(party.name)
        self._names.setdefault(key, party)
        return key

    def measured(self, now: datetime) -> Measured:
        """The score of all that was taken."""
        if not self._said:
            raise WrongInput("Nothing was said in this: it holds neither messages nor posts.")
        if not any(each.direction == "out" for each in self._said):
            raise WrongInput("Nothing in this is by its owner. Say whose it is with --me NAME, ADDRESS or HANDLE.")
        score = measure(self._said, now=now)
        return Measured(
            score=score,
            by_channel=by(self._said, lambda each: each.channel, now=now),
            by_week=by(self._said, week_of, now=now),
            unanswered=tuple(self._waiting(score)),
            left_out=tuple(self.left_out),
        )

    def _waiting(self, score: Dialogue) -> Iterator[Waiting]:
        shown = 0
        for each in score.unanswered:
            verdict = triage(self._texts[each.id], direction="in")
            if verdict.needs_reply and shown < SHOWN:
                shown += 1
                party = self._names[each.author]
                identity = strongest(party.identities)
                excerpt = " ".join(self._texts[each.id].split())[:160]
                handle = identity.value if identity else ""
                yield Waiting(party.name or handle, handle, each.channel, each.at, verdict.kind, excerpt)
