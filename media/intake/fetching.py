"""Fetching from other servers: only from where one may, at their pace, and no more than was agreed.

A name is resolved once. Each of its addresses must be public (RFC 6890 and its registries), and the
connection goes to just the address that was looked at: between the look and the connection nobody can
put another in its place. Redirects are looked at like first addresses. Proxies of the environment
are not asked: they would resolve the name anew.
"""

import http.client
import json
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import BinaryIO
from urllib.parse import SplitResult, quote, urljoin, urlsplit

logger = logging.getLogger("perigee.fetching")

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
# Tries of one address while its server says that it is busy; then the address has failed.
TRIES = 4
BUSY = (429, 502, 503, 504)
# Longer than that nobody waits for a server; the next run goes on.
LONGEST_WAIT = 300
DOCUMENT_BYTES = 20 * 2**20
DOCUMENT_SECONDS = 60
QUIET_SECONDS = 30  # without a byte
AT_ONCE = 64 * 1024
ALREADY_QUOTED = "%/:;?@!$&'()*+,=~"
# A name, or an address of the internet.
HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")

# In which other addresses are wrapped, or which are of some network's own; `is_global` calls some public.
WRAPPED = [
    ip_network(network)
    for network in (
        *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96"),  # IPv4 within IPv6
        *("64:ff9b::/96", "64:ff9b:1::/48"),  # NAT64
        *("2001::/32", "2002::/16", "192.88.99.0/24"),  # Teredo, 6to4
        *("fec0::/10", "fc00::/7", "100.64.0.0/10"),  # of one network
    )
]


class FetchFailed(Exception):
    """What was asked for did not come; the text says why, in a sentence."""


class NotAllowed(FetchFailed):
    """It was not even asked for: the address leads where this portal does not go."""


class Busy(Exception):
    """The server wants peace for so many seconds; None if it does not say for how long."""

    def __init__(self, seconds: float | None):
        super().__init__(seconds)
        self.seconds = seconds


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the whole internet and hides no other."""
    if any(address.version == net.version and address in net for net in WRAPPED):
        return False
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


class Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name by which it was found.

    `connect` of the standard library would resolve the name a second time.
    """

    def __init__(self, parts: SplitResult, address: str, context: ssl.SSLContext | None):
        default = 443 if context else 80
        super().__init__(parts.hostname, parts.port or default, timeout=QUIET_SECONDS)
        # What http.client writes into the header `Host`.
        self.default_port = default
        self.address, self.context = address, context
        self.is_cut = False
        # The socket, also when http.client has let go of it and its answer is still being read.
        self.line: socket.socket | None = None

    def connect(self) -> None:
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self.sock = self.line = socket.socket(family, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect((self.address, self.port))
        if self.context:
            # The handshake comes after, so that the socket can be cut meanwhile.
            self.sock = self.line = self.context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        self.is_cut = True
        if self.line is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)


@contextmanager
def cut_after(seconds: float, connection: Pinned) -> Iterator[None]:
    """A server that sends a byte now and then would keep each single wait short for ever."""
    timer = threading.Timer(max(seconds, 0.01), connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError):
        if connection.is_cut:
            raise FetchFailed("It took longer than it may.") from None
        raise
    finally:
        timer.cancel()
    if connection.is_cut:
        raise FetchFailed("It took longer than it may.")


@dataclass
class Fetcher:
    """Asks one question after the other, over one connection at a time.

    Raises FetchFailed, or NotAllowed, with a sentence.
    """

    allows_http: bool = False
    allows_private: bool = False
    # Questions a second, redirects counted.
    per_second: float = 2.0
    agent: str = "Perigee (import_api)"
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    # Where the open connection leads: (scheme, host, port).
    origin: tuple | None = None
    connection: Pinned | None = None
    asked_at: float = float("-inf")

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = self.origin = None

    # --- What is asked for ------------------------------------------------------------------

    def document(self, address: str) -> object:
        """A JSON document, read."""
        pieces = bytearray()
        self.fetch(address, pieces.extend, DOCUMENT_BYTES, DOCUMENT_SECONDS, "application/json")
        try:
            return json.loads(pieces.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise FetchFailed(f"{address} does not answer with JSON.") from None

    def file(self, address: str, target: BinaryIO, most_bytes: int, seconds: float) -> None:
        """Write what is at `address` into `target`, which is emptied before."""

        def write(piece: bytes) -> None:
            target.write(piece)

        def empty() -> None:
            target.seek(0)
            target.truncate()

        self.fetch(address, write, most_bytes, seconds, "image/*", empty)
        target.flush()
        target.seek(0)

    def fetch(self, address, take, most_bytes: int, seconds: float, accept: str, begin=None):
        """Hand the body of the answer to `take`, piece by piece; `begin` is called before each try."""
        last_moment = time.monotonic() + seconds
        for number in range(TRIES):
            if begin:
                begin()
            try:
                self.follow(address, take, most_bytes, last_moment, accept)
                return
            except Busy as busy:
                pause = 2.0**number if busy.seconds is None else busy.seconds
            if pause > LONGEST_WAIT:
                raise FetchFailed(
                    f"The server of {address} asks to wait for {pause:.0f} seconds. Run the command "
                    "again after that."
                )
            if number < TRIES - 1:
                logger.info("%s is busy; waiting for %.0f seconds", address, pause)
                time.sleep(pause)
                last_moment += pause
        raise FetchFailed(f"The server of {address} is busy. Run the command again later.")

    def follow(self, address, take, most_bytes: int, last_moment: float, accept: str) -> None:
        """Through redirects to the body. Raises Busy."""
        for _redirect in range(MOST_REDIRECTS + 1):
            connection, answer = self.ask(self.allowed(address), accept, last_moment)
            with cut_after(last_moment - time.monotonic(), connection), failing(self, address):
                if answer.status == 200:
                    self.read(answer, address, take, most_bytes)
                    return
                self.finish(answer)
                if answer.status in BUSY:
                    raise Busy(retry_after(answer.getheader("Retry-After")))
                leads_to = answer.getheader("Location")
                if answer.status not in REDIRECTS or not leads_to:
                    reason = f"{answer.status} {answer.reason}".strip()
                    raise FetchFailed(f"{address} answers {reason}.")
            address = urljoin(address, leads_to)
        raise FetchFailed(f"{address} was reached after {MOST_REDIRECTS} redirects and leads on.")

    # --- How it is asked --------------------------------------------------------------------

    def allowed(self, address: str) -> SplitResult:
        """The parts of an address that may be asked."""
        try:
            parts = urlsplit(address.strip())
            host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
            raise NotAllowed(f"“{address}” is no address of the web.")
        if parts.scheme == "http" and not self.allows_http:
            raise NotAllowed(f"{address} is not encrypted. Allow it with --allow-http.")
        if parts.username is not None or parts.password is not None:
            raise NotAllowed(f"The address at {host} holds a name or a password.")
        place = f"[{host}]" if ":" in host else host
        return parts._replace(
            netloc=place if port is None else f"{place}:{port}",
            path=quote(parts.path, safe=ALREADY_QUOTED),
            query=quote(parts.query, safe=ALREADY_QUOTED),
        )

    def addresses_of(self, parts: SplitResult) -> list[str]:
        """What the name resolves to; nothing of it is asked if one of them is not public."""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise FetchFailed(f"There is no server called {parts.hostname}.") from None
        addresses = list(dict.fromkeys(row[4][0] for row in found))
        for address in addresses:
            if not self.allows_private and ("%" in address or not is_public(ip_address(address))):
                raise NotAllowed(
                    f"{parts.hostname} is at {address}, which is no public address. Allow it with "
                    "--allow-private if the server is one of yours."
                )
        return addresses

    def connected(self, parts: SplitResult, last_moment: float) -> Pinned:
        """A connection for these parts: the open one, or one to the first address that answers."""
        origin = (parts.scheme, parts.hostname, parts.port)
        if self.origin == origin and self.connection.sock and not self.connection.is_cut:
            return self.connection
        self.close()
        why: Exception | None = None
        for address in self.addresses_of(parts):
            context = self.context if parts.scheme == "https" else None
            connection = Pinned(parts, address, context)
            try:
                with cut_after(last_moment - time.monotonic(), connection):
                    connection.connect()
            except (OSError, ValueError) as error:
                connection.close()
                why = error
            except FetchFailed:
                connection.close()
                raise
            else:
                self.connection, self.origin = connection, origin
                return connection
        raise FetchFailed(f"No connection to {parts.hostname}: {why}.") from None

    def ask(self, parts: SplitResult, accept: str, last_moment: float):
        """The connection and the answer, of which only the head is read."""
        path = parts.path or "/"
        path = f"{path}?{parts.query}" if parts.query else path
        headers = {"User-Agent": self.agent, "Accept": accept, "Accept-Encoding": "identity"}
        for is_last in (False, True):
            self.pace()
            was_open = self.connection
            connection = self.connected(parts, last_moment)
            try:
                with cut_after(last_moment - time.monotonic(), connection):
                    connection.request("GET", path, headers=headers)
                    return connection, connection.getresponse()
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.close()
                # A server may have ended a connection that rested.
                if is_last or connection is not was_open:
                    raise FetchFailed(f"{parts.hostname} does not answer: {said(error)}.") from None
            except FetchFailed:
                self.close()
                raise
        raise AssertionError("unreachable")

    def pace(self) -> None:
        pause = self.asked_at + 1 / self.per_second - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self.asked_at = time.monotonic()

    def read(self, answer: http.client.HTTPResponse, address: str, take, most_bytes: int) -> None:
        too_large = f"{address} is larger than the {most_bytes / 2**20:,.0f} MB that are allowed."
        if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
            raise FetchFailed(f"{address} comes packed, although nobody asked for that.")
        announced = answer.length
        if announced is not None and announced > most_bytes:
            raise FetchFailed(too_large)
        size = 0
        while piece := answer.read1(AT_ONCE):
            size += len(piece)
            if size > most_bytes:
                raise FetchFailed(too_large)
            take(piece)
        if announced is not None and size < announced:
            raise FetchFailed(f"{address} broke off after {size:,} bytes.")
        self.finish(answer)

    def finish(self, answer: http.client.HTTPResponse) -> None:
        """Leave the connection ready for the next question, or close it where more is to come."""
        if not answer.isclosed():
            with suppress(OSError, http.client.HTTPException, ValueError):
                answer.read(AT_ONCE)
        if not answer.isclosed():
            self.close()


@contextmanager
def failing(fetcher: Fetcher, address: str) -> Iterator[None]:
    """While a body is read: what goes wrong closes the connection, and is said."""
    try:
        yield
    except FetchFailed:
        fetcher.close()
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_cut = fetcher.connection is not None and fetcher.connection.is_cut
        fetcher.close()
        if is_cut:
            raise FetchFailed(f"{address} took longer than it may.") from None
        raise FetchFailed(f"{address} broke off: {said(error)}.") from None


def said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def retry_after(header: str | None) -> float | None:
    """Seconds to wait (RFC 9110, 10.2.3: a number or a date); None if the server does not say."""
    text = (header or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
