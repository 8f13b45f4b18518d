"""What the doors show of connected accounts, and what the rooms above need of them. Credentials never leave by a query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from django.conf import settings
from django.db.models import QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel, Stream
from hustings.connectors.live import Platform, Question
from hustings.connectors.oauth import SignsIn
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms import registry
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class StreamView:
    """A stream. `lag_seconds`: how long ago everything there was read, None if never; `error` is why the last try failed."""

    name: str
    last_success_at: datetime | None
    next_try_at: datetime
    lag_seconds: float | None
    behind: bool
    failures: int
    error: str


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A connected account. `error` says what to mend; `spent` are (points asked for, points allowed, seconds) per limit.

    `hears_at_once` says that somebody listens to it now, so that what is new is here within seconds.
    """

    id: int
    platform: str
    title: str
    account: str
    member: str
    purpose: str
    audience: str
    state: str
    error: str
    may: tuple[str, ...]
    own: bool
    connected_at: datetime
    expires_at: datetime | None
    spent: tuple[tuple[int, int, int], ...]
    streams: tuple[StreamView, ...]
    hears_at_once: bool = False


@dataclass(frozen=True, slots=True)
class PlatformView:
    """What can be connected: what it asks for, what it can do, what is not done there, and whether members agree there."""

    name: str
    title: str
    asks: tuple[Question, ...]
    can: tuple[str, ...]
    may_not: str
    signs_in: bool = False


def guard() -> Guard:
    """What live accounts may connect to: public hosts, and what HUSTINGS_ALLOWED_NETWORKS names."""
    return Guard(allowed=tuple(map(ip_network, settings.ALLOWED_NETWORKS)), authorities=settings.CERTIFICATES)


def platform_of(name: str) -> Platform:
    """The platform, ready to be asked."""
    return registry.platform(name, guard())


def platforms(actor: Actor) -> list[PlatformView]:
    """What can be connected here."""
    actor.require("see_channels")
    held = [(entry, platform_of(entry.name)) for entry in registry.PLATFORMS.values()]
    return [
        PlatformView(e.name, e.title, tuple(p.asks), tuple(sorted(p.can)), e.may_not, isinstance(p, SignsIn)) for e, p in held
    ]


def visible_channels(actor: Actor) -> QuerySet[Channel]:
    """The actor's own accounts; those of all members for whoever manages them."""
    actor.require("see_channels")
    held = Channel.objects.filter(workspace_id=actor.workspace_id)
    return held if actor.may("see_all_channels") else held.filter(member_id=actor.member_id)


def channel_of(actor: Actor, channel_id: int) -> Channel:
    """The account. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    found = visible_channels(actor).select_related("member", "listening").filter(pk=channel_id).first()
    if found is None:
        raise NotFound("There is no such account here.")
    return found


def channels_of(actor: Actor) -> list[ChannelView]:
    """Every account that the actor may see, with the state of its streams; the newest last. Two queries."""
    held = visible_channels(actor).select_related("member", "listening").prefetch_related("streams").order_by("id")
    return [_view(channel, actor) for channel in held]


def channel_view(actor: Actor, channel_id: int) -> ChannelView:
    """One of them."""
    return _view(channel_of(actor, channel_id), actor)


def due_streams(now: datetime) -> list[int]:
    """The streams that are to be asked by now, the longest waiting first."""
    due = Stream.objects.filter(channel__state=Channel.State.CONNECTED, next_try_at__lte=now)
    return list(due.order_by("next_try_at", "id").values_list("id", flat=True))


def reader_of(platform: str) -> str:
    """The name under which what an account brings is kept as a source."""
    return f"live-{platform}"


def _view(channel: Channel, actor: Actor) -> ChannelView:
    now = utc_now()
    entry = registry.PLATFORMS.get(channel.platform)
    return ChannelView(
        id=channel.pk, platform=channel.platform, title=entry.title if entry else channel.platform, account=channel.account,
        member=channel.member.name, purpose=channel.purpose, audience=channel.audience, state=channel.state,
        error=channel.error, may=tuple(channel.may), own=channel.member_id == actor.member_id,
        connected_at=channel.connected_at, expires_at=channel.expires_at, spent=_spent(channel),
        streams=tuple(_stream(stream, now) for stream in sorted(channel.streams.all(), key=lambda each: each.name)),
        hears_at_once=_hears(channel, now),
    )  # fmt: skip


def _hears(channel: Channel, now: datetime) -> bool:
    held = getattr(channel, "listening", None)
    return channel.state == Channel.State.CONNECTED and held is not None and held.is_open and held.until > now


def _spent(channel: Channel) -> tuple[tuple[int, int, int], ...]:
    if channel.platform not in registry.PLATFORMS or not channel.spent:
        return ()
    limits = {str(limit.seconds): limit for limit in platform_of(channel.platform).limits}
    return tuple((spent[1], limits[key].points, limits[key].seconds) for key, spent in channel.spent.items() if key in limits)


def _stream(stream: Stream, now: datetime) -> StreamView:
    lag = (now - stream.caught_up_at).total_seconds() if stream.caught_up_at else None
    return StreamView(stream.name, stream.last_success_at, stream.next_try_at, lag, stream.behind, stream.failures, stream.error)
