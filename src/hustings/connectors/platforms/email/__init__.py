"""Any mailbox by IMAP and SMTP: what is in its folders, what is new, and answers under a person's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Literal

from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Limit, Question, Sent
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.email.account import QUESTIONS, settings_of, takes_forwarded
from hustings.connectors.platforms.email.cursor import PAGE_LETTERS
from hustings.connectors.platforms.email.folders import Folders, choose_folders
from hustings.connectors.platforms.email.keeping import keep_sent, look_for
from hustings.connectors.platforms.email.letter import compose, draft_id
from hustings.connectors.platforms.email.listening import listen_to
from hustings.connectors.platforms.email.reading import is_there, read_folder, read_removed
from hustings.connectors.platforms.email.sending import open_smtp, send
from hustings.connectors.platforms.email.session import Mailbox, open_mailbox
from hustings.connectors.platforms.email.tokens import expires_at, renew
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NeverRetry
from hustings.kernel.identities import email_identity
from hustings.kernel.provenance import OWN_MAIL
from hustings.kernel.records import Channel

_CAN: frozenset[Capability] = frozenset({"read", "listen", "reply", "message"})


class Email:
    """A mailbox at any provider. Streams are its folders; a record's id is its Message-ID, as in an archive of the same mail."""

    name = "email"
    title = "E-mail"
    channel: Channel = "email"
    can = _CAN
    use_rule = OWN_MAIL.code
    hears: Literal["stream", "account"] = "stream"
    asks: Sequence[Question] = QUESTIONS
    limits: Sequence[Limit] = ()
    """Providers have quotas, but no two the same: they answer with a passing refusal, which is obeyed."""

    def __init__(self, guard: Guard = PUBLIC, *, letters: int = PAGE_LETTERS) -> None:
        self._guard = guard
        self._letters = letters

    def verify(self, credentials: Credentials) -> Account:
        """Signs in at both servers. Raises WrongInput for what is no setting, NeverRetry for what the servers refuse."""
        settings = settings_of(credentials)
        with open_mailbox(settings, self._guard) as box:
            if not _folders(box).read:
                raise NeverRetry("This mailbox has no folder that can be read.")
        may = _CAN
        if settings.smtp is None:
            may = frozenset({"read", "listen"})
        else:
            with open_smtp(settings, settings.smtp, self._guard):
                pass
        identity = email_identity(settings.address)
        return Account(
            name=settings.address,
            identities=(identity,) if identity else (),
            may=may,
            expires_at=expires_at(credentials, now=utc_now()),
        )

    def refresh(self, credentials: Credentials) -> Credentials:
        """With a fresh access token, by the refresh token. Raises NeverRetry where the provider does not renew it."""
        return renew(credentials, self._guard, now=utc_now())

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """The folders that hold letters, the inbox first, then what was sent; junk, trash and drafts are left out."""
        with open_mailbox(settings_of(credentials), self._guard) as box:
            return _folders(box).read

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of a folder: new letters, else older ones, newest first; and what was deleted of the newest ones."""
        with open_mailbox(settings_of(credentials), self._guard) as box:
            named = box.folders()
            folders = choose_folders(named).read
            # A list that lacks a folder is believed only where the folder cannot be opened either.
            if stream in folders or (stream not in {each.name for each in named} and is_there(box, stream)):
                forwarded = takes_forwarded(credentials)
                return read_folder(box, stream, cursor, others=folders, letters=self._letters, forwarded=forwarded)
            return read_removed(box, cursor, others=folders)

    def listen(self, credentials: Credentials, stream: str, *, seconds: float) -> Iterator[bool]:
        """True when the folder may hold something new: at once with IDLE, else within half a minute."""
        with open_mailbox(settings_of(credentials), self._guard) as box:
            yield from listen_to(box, stream, seconds=seconds)

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Sends the letter and puts a copy into the folder for sent ones, where the server does not do that itself."""
        settings = settings_of(credentials)
        if settings.smtp is None:
            raise NeverRetry(f"{settings.address} is connected for reading only: give it a server for sending.")
        at = utc_now()
        letter = compose(draft, address=settings.address, at=at)
        with open_smtp(settings, settings.smtp, self._guard) as client:
            send(client, letter)
        # The letter is out: that its copy is missing is no reason to say anything else.
        with suppress(HustingsError), open_mailbox(settings, self._guard) as box:
            keep_sent(box, _folders(box), letter, at=at)
        return Sent(letter.external_id, at)

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """The letter of the draft with this key, by its id. Raises RetryLater where its absence proves nothing."""
        settings = settings_of(credentials)
        with open_mailbox(settings, self._guard) as box:
            return look_for(box, _folders(box), draft_id(key, settings.domain))


def _folders(box: Mailbox) -> Folders:
    return choose_folders(box.folders())
