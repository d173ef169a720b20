"""Which web addresses may be fetched: their form, and the network addresses behind their hosts."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from core.errors import AddressRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMES = ("http", "https")
_FORBIDDEN_CHARACTER = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_PASSWORD = re.compile(r"//[^/]*@")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# Python calls some of these global. Translators and tunnels lead to any IPv4 address, a private
# one too; 168.63.129.16 is a cloud's platform service on a public address.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24",
        "198.18.0.0/15", "240.0.0.0/4",
        "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
_PUBLIC_ONLY = "Only public http(s) addresses are fetched; save the page and give the file."


class Resolver(Protocol):
    """Finds the network addresses of a host."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """All addresses, in the order to try them. Raises OSError when there are none."""
        ...


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver gives."""
    entries = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def is_public(address: str) -> bool:
    """Whether a network address is one that anybody on the internet can reach."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.scope_id is not None or ip not in _GLOBAL_UNICAST
    ):
        return False  # mapped and compatible IPv4, link-local, unique local, multicast too
    if any(ip in network for network in _REFUSED if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def check_address(address: str) -> str:
    """The host of an address whose form is one that may be fetched.

    Raises:
        AddressRefusedError: Not http(s), without a host, with user information, or malformed.
    """
    shown = _PASSWORD.sub("//…@", address)
    shown = shown if len(shown) <= 80 else f"{shown[:79]}…"  # noqa: PLR2004 (fits a line)
    malformed = AddressRefusedError(
        f"{shown!r} is not a web address.", hint="Give one like https://example.org/page."
    )
    if _FORBIDDEN_CHARACTER.search(address):
        raise malformed
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise malformed from error
    if parts.scheme.lower() not in SCHEMES:
        scheme = parts.scheme or "no scheme"
        raise AddressRefusedError(
            f"The address {shown} has {scheme}; only http and https are fetched.",
            hint="Give an address that starts with https://.",
        )
    if not host:
        raise AddressRefusedError(
            f"The address {shown} names no host.", hint="Give one like https://example.org/page."
        )
    if "@" in parts.netloc:
        raise AddressRefusedError(
            "The address holds a user name or password, which is not sent.",
            hint="Give the address without it, or save the page and give the file.",
        )
    return host


def refuse(host: str) -> AddressRefusedError:
    """The error for a host that is not public."""
    return AddressRefusedError(f"The address of {host} is not public.", hint=_PUBLIC_ONLY)


def check_literal(host: str) -> None:
    """Refuse a host that is written as a network address and is not public; asks no resolver.

    Raises:
        AddressRefusedError: It is not public.
    """
    literal = host.split("%", 1)[0]
    try:
        ipaddress.ip_address(literal)
    except ValueError:
        if host.lower().rstrip(".") == "localhost":
            raise refuse(host) from None
        return
    if not is_public(host):
        raise refuse(host)
