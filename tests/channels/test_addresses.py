"""Which addresses messages may be sent to: every spelling of an inside address is refused."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.notifications.addresses import AddressPolicy

PUBLIC = AddressPolicy.of(False, ())
INSIDE = AddressPolicy.of(True, ())

_ALLOWABLE = ["127.0.0.1", "127.255.1.2", "::1", "10.0.0.1", "172.31.255.255", "192.168.1.1", "fd00::1", "100.64.0.1"]
_ALLOWABLE += ["::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "fec0::1"]
_NEVER = ["0.0.0.0", "0.1.2.3", "::", "169.254.169.254", "fe80::1", "fe80::1%eth0", "224.0.0.1", "ff02::1"]
_NEVER += ["255.255.255.255", "240.0.0.1", "2002:7f00:1::", "2001::1", "2001:db8::1", "::127.0.0.1", "198.18.0.1"]
_NEVER += ["64:ff9b::a9fe:a9fe", "::ffff:169.254.169.254", "64:ff9b:1::1", "192.0.0.8", "3fff::1", "100::1", "4000::1"]
_UNREADABLE = ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "", "127.0.0.1.", "[::1]"]


@pytest.mark.parametrize("address", _ALLOWABLE)
def test_inside_addresses_are_refused_unless_allowed(address: str) -> None:
    assert PUBLIC.refusal("crm.example", address)
    assert INSIDE.refusal("crm.example", address) is None
    assert AddressPolicy.of(False, ("CRM.example.",)).refusal("crm.example", address) is None
    assert AddressPolicy.of(False, ("other.example",)).refusal("crm.example", address)


@pytest.mark.parametrize("address", [*_NEVER, *_UNREADABLE])
def test_these_are_refused_even_where_inside_addresses_are_allowed(address: str) -> None:
    assert INSIDE.refusal("crm.example", address)
    assert AddressPolicy.of(True, ("crm.example",)).refusal("crm.example", address)


def test_a_network_is_allowed_by_its_numbers() -> None:
    policy = AddressPolicy.of(False, ("169.254.10.0/24", "10.1.0.0/16", "fd00::/64", "192.168.7.9"))
    allowed = ["169.254.10.7", "10.1.255.255", "::ffff:10.1.0.1", "fd00::5", "192.168.7.9"]
    assert [policy.refusal("x", one) for one in allowed] == [None] * 5
    assert all(policy.refusal("x", one) for one in ["169.254.11.7", "10.2.0.0", "fd00:1::5", "192.168.7.8"])


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert PUBLIC.refusal("crm.example", address) is None


@given(st.ip_addresses())
def test_nothing_is_allowed_that_the_standard_library_calls_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if PUBLIC.refusal("x", str(address)) is None:
        mapped = ipaddress.IPv6Network("64:ff9b::/96")
        assert address.is_global or (address.version == 6 and address in mapped)
        assert not address.is_multicast and not address.is_link_local and not address.is_loopback
