"""Listens to accounts whose platform says by itself what is new, one thread an account, and reads them at once.

Beside each worker of the queue. A lease on each account keeps two processes from listening to the same one; what is not listened
to, or while a line is broken, is read every few minutes all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

from django.db import DatabaseError, IntegrityError, InterfaceError, close_old_connections, connections
from django.db.models import Q

from hustings.apps.channels import actions as channels
from hustings.apps.channels.keys import Secrets
from hustings.apps.channels.models import Channel, Listening, Stream
from hustings.apps.channels.queries import platform_of
from hustings.apps.intake.syncing import sync_stream
from hustings.connectors.live import Listens
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import RetryLater, WrongInput

LEASE = timedelta(seconds=60)
LOOK = timedelta(seconds=5)
"""How often leases are renewed and new accounts are noticed."""
AT_ONCE = 9 * 60.0
"""Seconds of one line; then credentials are taken anew."""
FIRST_WAIT = 5.0
LONGEST_WAIT = 600.0
BRIEFLY = timedelta(seconds=1)
TRIES = 3
MOST = 200
"""Accounts that one process listens to; the others are read every few minutes."""

logger = logging.getLogger(__name__)


@contextmanager
def listening(stop: Event) -> Iterator[None]:
    """Listens beside the block, which works until `stop` is set."""
    thread = Thread(target=listen_until, args=(stop,), name="listen", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LOOK.total_seconds())


def listen_until(stop: Event, *, look: timedelta = LOOK, lease: timedelta = LEASE) -> None:
    """Listens to every account that is to be listened to, until `stop` is set. Ears that fell silent are opened anew."""
    listeners: dict[int, _Ear] = {}
    name = uuid4().hex
    while not stop.is_set():
        with suppress(DatabaseError, InterfaceError):
            close_old_connections()
            _look(listeners, name, stop, lease)
        stop.wait(look.total_seconds())
    for ear in listeners.values():
        ear.over.set()
    with suppress(DatabaseError, InterfaceError):
        Listening.objects.filter(listener=name).update(listener="", until=utc_now(), is_open=False)
    connections.close_all()


def _look(listeners: dict[int, _Ear], name: str, stop: Event, lease: timedelta) -> None:
    wanted = _wanted()
    for channel_id in [number for number in listeners if number not in wanted or not listeners[number].thread.is_alive()]:
        listeners.pop(channel_id).over.set()
        Listening.objects.filter(channel_id=channel_id, listener=name).update(listener="", until=utc_now(), is_open=False)
    for channel_id in sorted(wanted, key=lambda number: number not in listeners)[:MOST]:
        held = claim(channel_id, name, until=utc_now() + lease)
        if held and channel_id not in listeners:
            listeners[channel_id] = _Ear(channel_id, name, stop)
        elif not held and channel_id in listeners:
            listeners.pop(channel_id).over.set()


def _wanted() -> list[int]:
    """The accounts that are connected and may be listened to."""
    connected = Channel.objects.filter(state=Channel.State.CONNECTED).order_by("id")
    found = []
    for number, platform, may in connected.values_list("id", "platform", "may"):
        with suppress(WrongInput):
            if "listen" in may and isinstance(platform_of(platform), Listens):
                found.append(number)
    return found


def claim(channel_id: int, name: str, *, until: datetime) -> bool:
    """Takes or renews the lease on an account; False while somebody else holds it."""
    free = Q(listener=name) | Q(until__lt=utc_now())
    if Listening.objects.filter(free, channel_id=channel_id).update(listener=name, until=until):
        return True
    if Listening.objects.filter(channel_id=channel_id).exists():
        return False
    try:
        Listening.objects.create(channel_id=channel_id, listener=name, until=until)
    except IntegrityError:
        return False
    return True


class _Ear:
    """A thread that listens to one account until it is told that it is over."""

    def __init__(self, channel_id: int, name: str, stop: Event) -> None:
        self.channel_id = channel_id
        self.name = name
        self.over = Event()
        self.stop = stop
        self.thread = Thread(target=self._run, name=f"listen-{channel_id}", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        failures = 0
        while not self._ended():
            wait = 0.0
            try:
                for heard in lines(self.channel_id):
                    failures = 0
                    if self._ended():
                        return
                    if heard:
                        self._heard()
            except (DatabaseError, InterfaceError):
                logger.warning("The data base does not answer; listening goes on.", exc_info=True)
                wait = FIRST_WAIT
            except Exception as error:
                # Whatever a library raises must not end the listening for good.
                failures += 1
                named = error.after if isinstance(error, RetryLater) else None
                wait = named if named is not None else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 12))
                with suppress(DatabaseError, InterfaceError):
                    Listening.objects.filter(channel_id=self.channel_id).update(error=str(error)[:2_000], is_open=False)
            finally:
                connections.close_all()
            self.over.wait(wait)

    def _ended(self) -> bool:
        return self.over.is_set() or self.stop.is_set()

    def _heard(self) -> None:
        read_now(self.channel_id)
        Listening.objects.filter(channel_id=self.channel_id).update(heard_at=utc_now(), is_open=True, error="")
        # Nothing is held open while there is silence.
        connections.close_all()


def lines(channel_id: int) -> Iterator[bool]:
    """What the platform of an account says for a while: True for news. Raises as the platform does, without credentials."""
    channel = Channel.objects.filter(pk=channel_id, state=Channel.State.CONNECTED).first()
    stream = Stream.objects.filter(channel_id=channel_id).order_by("id").first()
    if channel is None or stream is None:
        return
    platform = platform_of(channel.platform)
    assert isinstance(platform, Listens)
    secrets = Secrets()
    try:
        secrets = channels.secrets_of(channel, now=utc_now())
        connections.close_all()
        with closing(platform.listen(secrets, stream.name, seconds=AT_ONCE)) as heard:  # type: ignore[type-var]
            yield from heard
    except Exception as error:
        raise channels.without_secrets(error, secrets) from None


def read_now(channel_id: int) -> None:
    """Reads what is new of an account that called: the stream that is listened to, or all of them. Limits are kept."""
    held = Stream.objects.filter(channel_id=channel_id, channel__state=Channel.State.CONNECTED).select_related("channel")
    streams = list(held.order_by("id"))
    if not streams:
        return
    platform = platform_of(streams[0].channel.platform)
    if isinstance(platform, Listens) and platform.hears == "stream":
        streams = streams[:1]
    now = utc_now()
    for stream in streams:
        # A wait that the platform asked for is kept.
        if not (stream.failures and stream.next_try_at > now):
            _read_newest(stream.pk)


def _read_newest(stream_id: int) -> None:
    """The newest page alone; older ones are the queue's. Tried again where the queue read the same page meanwhile."""
    for _try in range(TRIES):
        synced = sync_stream(stream_id, at_most=BRIEFLY)
        if synced is None or synced.error or synced.records or not synced.behind:
            return
