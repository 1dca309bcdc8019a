"""Which addresses of a network a message may go to.

Takes addresses as numbers, never names: whoever connects asks about the very address it connects to. Knows the ranges
of the IANA special-purpose registries by name, and sees through addresses that carry another one inside (mapped,
translated by NAT64), because the standard library calls some of those global.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Inside somebody's own network: these can be allowed as a whole.
_PRIVATE: Final = {
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
    "carrier-grade NAT": ("100.64.0.0/10",),
}
#: Never a receiver, unless a network is allowed by its numbers.
_NEVER: Final = {
    "unspecified": ("0.0.0.0/8", "::/128"),
    "link-local": ("169.254.0.0/16", "fe80::/10"),
    "multicast": ("224.0.0.0/4", "ff00::/8"),
    "reserved": ("240.0.0.0/4",),
    "for protocols": ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "100::/64", "5f00::/16", "64:ff9b:1::/48"),
    "for documentation": ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    "for benchmarks": ("198.18.0.0/15",),
    "6to4": ("2002::/16",),
    "IPv4-compatible": ("::/96",),
}
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")


def _table(ranges: dict[str, tuple[str, ...]]) -> tuple[tuple[Network, str], ...]:
    return tuple((ipaddress.ip_network(one), what) for what, all_ in ranges.items() for one in all_)


_PRIVATE_TABLE: Final = _table(_PRIVATE)
_NEVER_TABLE: Final = _table(_NEVER)


def _look(address: Address, table: tuple[tuple[Network, str], ...]) -> str | None:
    return next((what for network, what in table if address in network), None)


def within(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for (mapped, or by the well-known NAT64 prefix), else itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What may be connected to. Public addresses always may.

    `private` allows loopback, private and carrier-grade NAT addresses for every name; `names` are host names whose
    addresses may be such; `networks` are allowed whatever they are, link-local ones included.
    """

    private: bool = False
    names: frozenset[str] = field(default_factory=frozenset)
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, private: bool, allowed: tuple[str, ...]) -> AddressPolicy:
        """A policy whose exceptions are host names, addresses and networks, as text."""
        names, networks = set(), []
        for one in allowed:
            try:
                networks.append(ipaddress.ip_network(one, strict=False))
            except ValueError:
                names.add(one.lower().rstrip("."))
        return cls(private, frozenset(names), tuple(networks))

    def refusal(self, host: str, address: str) -> str | None:
        """Why the host must not be reached at the address, None where it may. An address that cannot be read is
        refused.
        """
        try:
            whole = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return "not an address"
        meant = within(whole)
        if any(one in network for network in self.networks for one in (whole, meant)):
            return None
        if (kind := _look(meant, _PRIVATE_TABLE)) is not None:
            return None if self.private or host.lower().rstrip(".") in self.names else kind
        if (kind := _look(meant, _NEVER_TABLE)) is not None:
            return kind
        if isinstance(meant, ipaddress.IPv6Address) and meant not in _UNICAST:
            return "not public"
        return None
