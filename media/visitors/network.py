"""From which network a request comes: the unit for which limits count."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# One customer of a provider has at least so many bits to choose addresses from (RFC 6177).
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> str:
    """The visitor's address, behind as many proxies as the operator says there are."""
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies and forwarded[0]:
        return forwarded[-proxies].strip()
    return request.META.get("REMOTE_ADDR", "")


def network_of(request: HttpRequest) -> str:
    """The address, for IPv6 the first of its /64: whoever has one address there has them all.

    What is no address, such as the name of a socket, is answered as it is.
    """
    given = address_of(request)
    try:
        address = ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address)
