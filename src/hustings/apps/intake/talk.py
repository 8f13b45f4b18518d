"""Public posts that speak to us, and our answers to them, as messages: they want an answer as any letter does.

One conversation for each of those who speak below a post, so that of many nobody is overlooked.
"""

from __future__ import annotations

import msgspec

from hustings.apps.intake.parties import Owner, strongest
from hustings.kernel.identities import external_identity
from hustings.kernel.records import AnyRecord, CommentRecord, MessageRecord, Party, PostRecord


def as_talk(record: AnyRecord, owner: Owner) -> AnyRecord:
    """The record itself; a post or a comment by others that mentions or answers the owner, or by the owner that answers others,
    as a message with the same id. Edits and deletions thus follow it as they follow a message.
    """
    if not isinstance(record, PostRecord | CommentRecord) or getattr(record, "is_repost", False):
        return record
    if getattr(record, "status", "published") != "published":
        return record
    author, answered = record.author, record.answered
    if author is None or owner.is_owner(author):
        if answered is None or owner.is_owner(answered):
            return record
        return _message(record, sender=Party(is_owner=True), other=answered, recipient=answered)
    spoken_to = (*([answered] if answered else []), *getattr(record, "mentioned", ()))
    if not any(owner.is_owner(each) for each in spoken_to):
        return record
    author = _somebody(author, record)
    return _message(record, sender=author, other=author, recipient=Party(is_owner=True))


def _message(record: PostRecord | CommentRecord, *, sender: Party, other: Party, recipient: Party) -> MessageRecord:
    root = record.thread or record.in_reply_to or record.external_id
    identity = strongest(other.identities)
    extra = dict(getattr(record, "extra", {})) | {"public": "yes", "link": record.link, "thread": record.thread}
    return MessageRecord(
        external_id=record.external_id,
        channel=record.channel,
        sent_at=record.at,
        sender=sender,
        recipients=(recipient,),
        thread=f"{root}|{identity.value if identity else other.name}",
        in_reply_to=record.in_reply_to,
        text=record.text,
        extra={key: value for key, value in extra.items() if value},
    )


def _somebody(author: Party, record: PostRecord | CommentRecord) -> Party:
    """Who wrote it. Some platforms hide who comments: each such comment is by somebody of its own."""
    if author.name.strip() or author.identities:
        return author
    number = external_identity(f"{record.channel}-comment", record.external_id)
    return msgspec.structs.replace(
        author, name=f"Somebody on {record.channel.capitalize()}", identities=(number,) if number else ()
    )
