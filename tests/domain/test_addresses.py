"""Which addresses are everybody's and which are this house's own, however they are written."""

import pytest

from domain.addresses import is_public


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "223.5.5.5", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
)
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.4.7",
        "0.0.0.0",  # noqa: S104  nothing is bound
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "not an address",
        "",
    ],
)
def test_an_address_of_the_house_is_not_however_it_is_written(address):
    assert not is_public(address)
