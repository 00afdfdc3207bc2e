"""`manage.py import_api` over HTTPS: who cannot prove who they are is asked for nothing."""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from media.models import ImagePage
from tests.factories import make_licence
from tests.media.intake.small_server import Server
from tests.media.intake.test_import_api import draft, image, lists, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def signed_by_itself(folder: Path) -> tuple[Path, Path]:
    """(certificate, key) for localhost, which nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    places = folder / "certificate.pem", folder / "key.pem"
    places[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    places[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return places


@pytest.fixture
def certified(tmp_path):
    """(a server that speaks TLS, its certificate)."""
    certificate, key = signed_by_itself(tmp_path)
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    # A handshake that the other side breaks off is no fault of the server's.
    server.handle_error = lambda *_args: None
    server.url = f"https://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server, certificate
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_certificate_is_asked_for_and_checked_against_the_authorities(certified, monkeypatch):
    server, certificate = certified
    make_licence()
    lists(server, [image(server, 0)])
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    _out, error = run(server.url, allow_http=False)
    assert "certificate" in error.lower()
    assert server.asked == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    # The public address is demanded still, whoever vouches for the server.
    _out, error = run(server.url, allow_http=False, allow_private=False)
    assert "[1]" in error
    assert server.asked == []
    # A certificate for another name is none.
    elsewhere = server.url.replace("localhost", "127.0.0.1")
    _out, error = run(elsewhere, allow_http=False)
    assert "certificate" in error.lower()
    assert server.asked == []
    assert ImagePage.objects.count() == 0
    assert run(server.url, allow_http=False) == ("1 draft made.\n", "")
    assert draft("Pit 0").asset.found["address"] == f"{server.url}/id/pit-0"
