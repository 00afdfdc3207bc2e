"""Fetching from other servers: only from where one may, and no more than was agreed."""

import io
import socket
import time
from ipaddress import ip_address

import pytest

from media.intake import fetching
from media.intake.fetching import Fetcher, FetchFailed, NotAllowed, is_public

NOT_PUBLIC = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"),  # noqa: S104
    *("169.254.169.254", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
    *("198.18.0.1", "192.88.99.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1"),
    *("ff02::1", "ff0e::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "2001:db8::1"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1"),
]


@pytest.fixture
def fetcher():
    with Fetcher(allows_http=True, allows_private=True, per_second=1000) as made:
        yield made


def resolving(monkeypatch, *addresses: str) -> list:
    """Let every name lead to these addresses; answers the names that are asked for."""
    names = []

    def getaddrinfo(host, port, *args, **options):
        names.append(host)
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_known(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450::1"])
def test_a_public_address_is_known(address):
    assert is_public(ip_address(address))


def test_a_name_is_refused_if_one_of_its_addresses_is_not_public(monkeypatch):
    resolving(monkeypatch, "8.8.8.8", "10.0.0.7")
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("it was connected"))
    with Fetcher(allows_http=True) as fetcher, pytest.raises(NotAllowed, match=r"10\.0\.0\.7"):
        fetcher.document("http://pictures.example/")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_an_inner_address_is_refused_however_it_is_written(address):
    with Fetcher(allows_http=True) as fetcher, pytest.raises((NotAllowed, FetchFailed)) as error:
        fetcher.document(address)
    assert "no public address" in str(error.value) or "no server" in str(error.value)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example/",
        "file:///etc/passwd",
        "//x.example/",
        "images",
        "",
        "https://",
        "https://[/",
        "https://a b/",
        "https://x.example:99999/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address, fetcher):
    with pytest.raises(NotAllowed, match="no address of the web"):
        fetcher.document(address)


def test_without_leave_nothing_is_asked_unencrypted_or_with_a_password(server):
    with Fetcher(allows_private=True) as fetcher:
        with pytest.raises(NotAllowed, match="--allow-http"):
            fetcher.document(f"{server.url}/x")
        with pytest.raises(NotAllowed, match="password"):
            fetcher.document("https://me:secret@pictures.example/")
    assert server.asked == []


def test_the_connection_goes_to_the_address_that_was_looked_at(server, fetcher, monkeypatch):
    names = resolving(monkeypatch, "127.0.0.1")
    server.answers["/a"] = (200, {}, b"[1]")
    port = server.server_address[1]
    assert fetcher.document(f"http://pictures.example:{port}/a") == [1]
    assert names == ["pictures.example"]


def test_a_redirect_is_looked_at_like_a_first_address(server, monkeypatch):
    server.answers["/a"] = (302, {"Location": "http://inner.example/secret"}, b"")
    monkeypatch.setattr(fetching, "is_public", lambda address: str(address) == "127.0.0.1")
    port = server.server_address[1]
    real = socket.getaddrinfo

    def getaddrinfo(host, *args, **options):
        return real("10.0.0.7" if host == "inner.example" else "127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with (
        Fetcher(allows_http=True, per_second=1000) as fetcher,
        pytest.raises(NotAllowed, match=r"10\.0\.0\.7"),
    ):
        fetcher.document(f"http://pictures.example:{port}/a")


def test_a_redirect_to_another_scheme_is_refused(server, fetcher):
    server.answers["/a"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(NotAllowed, match="no address of the web"):
        fetcher.document(f"{server.url}/a")


def test_five_redirects_are_followed_and_no_more(server, fetcher):
    for number in range(6):
        server.answers[f"/{number}"] = (301, {"Location": f"/{number + 1}"}, b"moved")
    server.answers["/6"] = (200, {}, b"6")
    assert fetcher.document(f"{server.url}/1") == 6
    with pytest.raises(FetchFailed, match="5 redirects"):
        fetcher.document(f"{server.url}/0")


def test_proxies_of_the_environment_are_not_asked(server, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/a"] = (200, {}, b"1")
    assert fetcher.document(f"{server.url}/a") == 1


def test_one_connection_serves_many_questions(server, fetcher):
    server.answers["/a"] = (200, {}, b"1")
    for _time in range(3):
        fetcher.document(f"{server.url}/a")
    assert len(server.connections) == 1


def test_a_connection_that_the_server_ended_is_opened_anew(server, fetcher):
    def answer_and_leave(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        handler.close_connection = True

    server.answers["/a"] = answer_and_leave
    assert [fetcher.document(f"{server.url}/a") for _time in range(2)] == [1, 1]


def test_a_busy_server_is_left_in_peace_for_as_long_as_it_asks(server, fetcher, monkeypatch):
    slept = []
    monkeypatch.setattr(fetching.time, "sleep", slept.append)
    server.answers["/a"] = [(429, {"Retry-After": "7"}, b""), (503, {}, b""), (200, {}, b"1")]
    assert fetcher.document(f"{server.url}/a") == 1
    assert [pause for pause in slept if pause >= 1] == [7.0, 2.0]
    server.answers["/b"] = (503, {"Retry-After": "9999"}, b"")
    with pytest.raises(FetchFailed, match="asks to wait for 9999 seconds"):
        fetcher.document(f"{server.url}/b")
    server.answers["/c"] = (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"")
    with pytest.raises(FetchFailed, match="is busy"):
        fetcher.document(f"{server.url}/c")
    assert server.asked.count("/c") == fetching.TRIES


def test_questions_are_not_asked_faster_than_agreed(server):
    server.answers["/a"] = (200, {}, b"1")
    with Fetcher(allows_http=True, allows_private=True, per_second=20) as fetcher:
        start = time.monotonic()
        for _time in range(4):
            fetcher.document(f"{server.url}/a")
    assert time.monotonic() - start >= 3 / 20


def test_a_file_that_is_too_large_is_not_read_to_its_end(server, fetcher):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            for _time in range(10_000):
                handler.wfile.write(b"x" * 10_000)
        except OSError:
            handler.server.asked.append("broken off")
        handler.close_connection = True

    server.answers |= {"/a": (200, {"Content-Length": "5000000"}, b"x"), "/b": endless}
    for path in ("/a", "/b"):
        target = io.BytesIO()
        with pytest.raises(FetchFailed, match="larger than the 1 MB"):
            fetcher.file(f"{server.url}{path}", target, 2**20, 20)
        assert len(target.getvalue()) <= 2**20


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_cut_off(begin, server, fetcher):
    def drip(handler):
        try:
            handler.wfile.write(begin)
            for _time in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
        handler.close_connection = True

    server.answers["/a"] = drip
    start = time.monotonic()
    with pytest.raises(FetchFailed):
        fetcher.file(f"{server.url}/a", io.BytesIO(), 2**20, 0.3)
    assert time.monotonic() - start < 2


def test_what_breaks_off_or_comes_packed_or_is_no_json_is_refused(server, fetcher):
    def half(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        handler.close_connection = True

    server.answers |= {
        "/half": half,
        "/packed": (200, {"Content-Encoding": "gzip"}, b"x"),
        "/html": (200, {}, b"<html>"),
        "/deep": (200, {}, b"[" * 100_000),
        "/letters": (200, {}, b"\xff\xfe\x00"),
    }
    for path, why in [
        ("/half", "broke off"),
        ("/packed", "packed"),
        ("/html", "does not answer with JSON"),
        ("/deep", "does not answer with JSON"),
        ("/letters", "does not answer with JSON"),
        ("/none", "answers 404 Not Found"),
    ]:
        with pytest.raises(FetchFailed, match=why):
            fetcher.document(f"{server.url}{path}")


def test_a_server_that_is_none_is_said(fetcher, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed, match=r"No connection to 127\.0\.0\.1"):
        fetcher.document(f"http://127.0.0.1:{port}/")

    def unknown(*args, **options):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchFailed, match=r"There is no server called nowhere\.example"):
        fetcher.document("http://nowhere.example/")


def test_an_encrypted_connection_checks_the_name_and_not_the_address(monkeypatch):
    """The certificate must be that of the name, although an address is connected."""
    seen = []

    class Wrapped:
        def do_handshake(self):
            raise OSError("enough")

        def close(self):
            pass

    class Context:
        def wrap_socket(self, line, server_hostname, do_handshake_on_connect):
            seen.append((line.getpeername()[0], server_hostname))
            return Wrapped()

    resolving(monkeypatch, "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with Fetcher(allows_private=True, context=Context()) as fetcher, pytest.raises(FetchFailed):
            fetcher.document(f"https://pictures.example:{port}/")
    assert seen == [("127.0.0.1", "pictures.example")]
