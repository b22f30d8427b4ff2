"""Which addresses a feed may live at."""

from __future__ import annotations

import ipaddress

import pytest
from aggregator.fetch.addresses import AllowList, allow_entry, denied, read
from hypothesis import given
from hypothesis import strategies as st

# Every row of the IANA IPv4 and IPv6 Special-Purpose Address Registries whose "Globally Reachable" is not True, and
# what those registries leave to others: multicast, site-local, the IPv6 forms that carry IPv4.
SPECIAL = """
0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.0.0/29 192.0.0.8/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16
198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32 224.0.0.0/4 224.0.0.0/24
239.0.0.0/8 ::1/128 ::/128 ::ffff:0:0/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32
2001:2::/48 2001:10::/28 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
ff02::1/128 ::/96 64:ff9b::/96 4000::/3 8000::/3 e000::/4 0100::/8 0200::/7 0400::/6 0800::/5 1000::/4
""".split()  # noqa: SIM905
SLIPPED_THROUGH = """
::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::7f00:1 2002:7f00:1:: 192.0.0.192 192.88.99.1 224.0.0.1 ff02::1 fec0::1
100.64.0.1 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 169.254.169.254 fd00:ec2::254
""".split()  # noqa: SIM905
PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 172.15.255.255
172.32.0.0 191.255.255.255 192.0.1.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255
198.20.0.0 223.255.255.255 2606:4700:4700::1111 2400:3200::1 2a00:1450:4001::200e 2001:200::1 2003::1
3ffe:ffff::1
""".split()  # noqa: SIM905


@pytest.mark.parametrize("network", SPECIAL)
def test_special_network_is_refused_from_end_to_end(network: str) -> None:
    net = ipaddress.ip_network(network)
    middle = net.network_address + net.num_addresses // 2
    for address in (net.network_address, middle, net.broadcast_address):
        assert denied(address), address


@pytest.mark.parametrize("text", SLIPPED_THROUGH)
def test_what_the_standard_library_admits_is_refused(text: str) -> None:
    assert denied(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_public_neighbour_is_allowed(text: str) -> None:
    assert denied(ipaddress.ip_address(text)) == ""


@given(st.ip_addresses(v=4))
def test_what_is_not_global_for_the_standard_library_is_not_for_us(address: ipaddress.IPv4Address) -> None:
    assert denied(address) or address.is_global


@given(st.ip_addresses(v=6))
def test_the_same_for_version_six(address: ipaddress.IPv6Address) -> None:
    assert denied(address) or address.is_global


@given(st.ip_addresses(v=4))
def test_every_disguise_of_a_v4_address_is_refused(address: ipaddress.IPv4Address) -> None:
    low = int(address)
    teredo = int(ipaddress.IPv6Address("2001::")) | (low ^ 0xFFFFFFFF)
    for number in (
        0xFFFF00000000 | low,
        low,
        int(ipaddress.IPv6Address("64:ff9b::")) | low,
        int(ipaddress.IPv6Address("64:ff9b:1::")) | low,
        int(ipaddress.IPv6Address("2002::")) | low << 80,
        teredo,
    ):
        assert denied(ipaddress.IPv6Address(number))


@pytest.mark.parametrize(
    ("text", "address"),
    [("[::1]", "::1"), ("fe80::1%eth0", "fe80::1"), ("10.0.0.1", "10.0.0.1"), ("127.1", None), ("example.org", None)],
)
def test_only_an_exact_literal_is_read_as_an_address(text: str, address: str | None) -> None:
    assert read(text) == (ipaddress.ip_address(address) if address else None)


@pytest.mark.parametrize(
    ("entry", "host", "port", "named"),
    [
        ("rsshub", "rsshub", 1200, True),
        ("rsshub:1200", "rsshub", 1200, True),
        ("rsshub:1200", "rsshub", 22, False),
        ("*.lan", "nas.lan", 80, True),
        ("*.lan", "lan", 80, False),
        ("*.lan", "evil-lan", 80, False),
        ("RSSHub.", "rsshub", 80, True),
        ("例え.jp", "xn--r8jz45g.jp", 80, True),
    ],
)
def test_allowed_name(entry: str, host: str, port: int, named: bool) -> None:
    assert AllowList((entry,)).names(host, port) is named


@pytest.mark.parametrize(
    ("entry", "address", "port", "allowed"),
    [
        ("10.0.0.0/8", "10.9.8.7", 80, True),
        ("10.0.0.0/8", "11.0.0.1", 80, True),  # public anyway
        ("10.0.0.0/8", "192.168.0.1", 80, False),
        ("10.1.2.3", "10.1.2.3", 22, True),
        ("10.1.2.3:1200", "10.1.2.3", 1200, True),
        ("10.1.2.3:1200", "10.1.2.3", 22, False),
        ("10.0.0.0/8:80", "10.1.2.3", 80, True),
        ("[fd00::1]:1200", "fd00::1", 1200, True),
        ("fd00::1", "fd00::1", 80, True),
        ("[fd00::1]", "fd00::1", 80, True),
        ("a*b", "10.0.0.1", 80, False),
        ("fd00::/8", "fd12::1", 80, True),
        ("198.18.0.0/15", "198.18.3.4", 443, True),
    ],
)
def test_allowed_network(entry: str, address: str, port: int, allowed: bool) -> None:
    assert (AllowList((entry,)).refusal(ipaddress.ip_address(address), port) == "") is allowed


def test_allowing_nat64_does_not_open_what_it_leads_to() -> None:
    allow = AllowList(("64:ff9b::/96",))
    assert allow.refusal(ipaddress.ip_address("64:ff9b::808:808"), 80) == ""
    assert allow.refusal(ipaddress.ip_address("64:ff9b::7f00:1"), 80) == "loopback"


@pytest.mark.parametrize("entry", ["", "a b", "host:99999", "host:x", "10.0.0.0/33", "*", "a*b", "http://x/"])
def test_unreadable_entry_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError):
        allow_entry(entry)
