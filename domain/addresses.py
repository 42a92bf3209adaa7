"""Addresses (地址): which of the internet's belong to everybody, and which to this house.

Whoever may name an address that we then call could otherwise look around behind our walls.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")


def is_public(said: str) -> bool:
    """Whether the address is reached over the internet alone; one that is none is not."""
    try:
        address = ip_address(said)
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (address, *_within(address)))


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The older addresses that one of the newer kind leads on to."""
    if isinstance(address, IPv4Address):
        return []
    through = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        through.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return [one for one in through if one is not None]
