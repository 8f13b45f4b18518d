"""The one guard for connections that Hustings opens: a name is resolved once, checked, and that very address is connected to.

connectors/http.py puts it under HTTP; what speaks another protocol asks `Guard.connect` for its socket. No other module opens
a connection, which a lint rule holds (pyproject.toml).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from hustings.kernel.errors import NeverRetry, RetryLater

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""A host's name and a port to its addresses as text, best first. Raises OSError where there are none."""

CONNECT_SECONDS = 20.0

_DENIED_NAMES = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
    192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3
    ::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20
"""
DENIED: tuple[Network, ...] = tuple(map(ip_network, _DENIED_NAMES.split()))
"""Everything that is no public host (IANA's registries of special-purpose addresses, read 23 November 2026).

Of IPv6 only 2000::/3 is given to hosts; all else is left out as a whole, and with it the ways in which an IPv4 address can be
written in IPv6: mapped, compatible, NAT64. Teredo and 6to4 lie in 2001::/23 and 2002::/16. Python's `is_global` knows most of
this, but takes NAT64 and 6to4 to this very machine, fec0::/10 and multicast for public.
"""


class Forbidden(NeverRetry):
    """The place is none that Hustings connects to."""


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses that the system gives for a name, each once, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What may be connected to: public hosts, and those private networks that whoever runs Hustings allows.

    `authorities` is the path of a PEM file with certificates to trust beside those of the system (an own mail server).
    """

    allowed: tuple[Network, ...] = ()
    authorities: str = ""
    seconds: float = CONNECT_SECONDS
    resolve: Resolver = field(default=system_resolver, compare=False)

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Those addresses of a host that may be connected to, best first. Resolves once.

        Raises Forbidden where the host has addresses but none of them may, and RetryLater where it has none.
        """
        found = [ip_address(text) for text in self._resolved(host, port)]
        permitted = tuple(str(each) for each in found if self.permits(each))
        if not permitted:
            raise Forbidden(
                f"{host} is not a public host ({found[0]}), so Hustings does not connect to it. If it is a server of your own, "
                "whoever runs Hustings can allow its address in the settings."
            )
        return permitted

    def permits(self, address: Address) -> bool:
        """Whether an address is public or allowed. An IPv4 address written as IPv6 is held against what is allowed as IPv4."""
        plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
        return _within(plain, self.allowed) or not _within(address, DENIED)

    def connect(self, host: str, port: int, *, seconds: float | None = None) -> socket.socket:
        """A connected socket whose reads and writes wait at most so long. Raises as `addresses`, and RetryLater."""
        trouble = OSError("no address")
        wait = self.seconds if seconds is None else seconds
        for address in self.addresses(host, port):
            try:
                return socket.create_connection((address, port), wait)
            except OSError as error:
                trouble = error
        raise RetryLater(f"{host} could not be reached on port {port} ({trouble}).") from trouble

    def tls(self) -> ssl.SSLContext:
        """How a certificate is checked: by the system's authorities and the further ones, and for the host's name."""
        return _tls(self.authorities)

    def _resolved(self, host: str, port: int) -> Sequence[str]:
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise RetryLater(f"{host} was not found ({error}).") from error
        if not found:
            raise RetryLater(f"{host} has no address.")
        return found


PUBLIC = Guard()


def leads_outside(line: socket.socket) -> bool:
    """Whether a connected socket ends outside of this machine and of private networks, so that only encrypted words may pass."""
    address = ip_address(str(line.getpeername()[0]))
    plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    return not _within(plain, DENIED)


@lru_cache(maxsize=8)
def _tls(authorities: str) -> ssl.SSLContext:
    """Read once: the authorities of a system take longer to read than a handshake takes."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authorities:
        context.load_verify_locations(authorities)
    return context


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
