"""A webhook goes over TLS to an address of the internet, to the one judged, and no further.

Names lead wherever the test says; the receivers are real.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import settings
from desk import webhooks
from domain.errors import WrongValue
from tests.receivers import Webhook, a_webhook

SECRET = webhooks.new_secret()


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with a_webhook() as receiver:
        yield receiver


@pytest.fixture
def inside(monkeypatch):
    monkeypatch.setenv(settings.WEBHOOKS.name, "inside")


@pytest.fixture
def names(monkeypatch):
    """What names lead to, one list of addresses per question; and the questions."""
    answers: list[list[str]] = []
    asked: list[str] = []
    really = socket.getaddrinfo

    def look_up(host, port, *args, **more):
        if not host.endswith(".example"):
            return really(host, port, *args, **more)
        asked.append(host)
        found = answers.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return answers, asked


def post(address: str) -> None:
    webhooks.post(address, SECRET, "1-test-1", "1772413200", {"type": "test"})


def port_of(hook: Webhook) -> str:
    return hook.url.split(":")[2].split("/")[0]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://erp.example/hook", "no_https"),
        ("https://localhost/hook", "private_address"),
        ("https://localhost./hook", "private_address"),
        ("https://127.0.0.1/hook", "private_address"),
        ("https://[::1]/hook", "private_address"),
        ("https://169.254.169.254/latest", "private_address"),
        # A resolver reads these as 127.0.0.1 too.
        ("https://2130706433/hook", "private_address"),
        ("https://0x7f.1/hook", "private_address"),
        ("https://erp.example:x/hook", "unknown_value"),
        ("https:///hook", "unknown_value"),
        ("https://[::1/hook", "unknown_value"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_when_it_is_set(address, reason):
    with pytest.raises(WrongValue) as refused:
        webhooks.must_be_allowed(address)

    assert refused.value.reason == reason


def test_whoever_runs_it_may_let_webhooks_lead_inside(inside):
    webhooks.must_be_allowed("http://127.0.0.1:8080/hook")


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::1"]])
def test_a_name_that_leads_inside_is_not_called(hook, names, found):
    answers, _asked = names
    answers.append(found)

    with pytest.raises(webhooks.Refused) as refused:
        post(f"https://erp.example:{port_of(hook)}/hook")

    assert refused.value.reason == "private_address"
    assert hook.got == []


def test_a_target_from_before_is_not_called_without_tls(hook, names):
    answers, _asked = names
    answers.append(["93.184.215.14"])

    with pytest.raises(webhooks.Refused) as refused:
        post("http://erp.example/hook")

    assert refused.value.reason == "no_https"


def test_the_line_goes_to_the_address_that_was_judged(hook, names, inside):
    answers, asked = names
    # A second question would be answered otherwise.
    answers += [["127.0.0.1"], ["10.255.255.1"]]

    post(f"http://erp.example:{port_of(hook)}/hook")

    ((headers, _body),) = hook.got
    assert asked.count("erp.example") == 1
    assert headers["Host"] == f"erp.example:{port_of(hook)}"


@pytest.mark.parametrize("answer", [301, 302, 307])
def test_nobody_is_followed_elsewhere(hook, inside, answer):
    hook.answers = [answer]

    with pytest.raises(webhooks.Refused):
        post(hook.url)

    assert len(hook.got) == 1


@pytest.mark.parametrize("answer", [200, 201, 202, 204])
def test_any_yes_is_a_yes(hook, inside, answer):
    hook.answers = [answer]

    post(hook.url)

    assert len(hook.got) == 1


def test_a_proxy_of_the_environment_is_not_asked(hook, inside, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    post(hook.url)

    assert len(hook.got) == 1


def test_who_answers_letter_by_letter_is_hung_up_on(inside, monkeypatch):
    monkeypatch.setattr(webhooks, "PATIENCE_SECONDS", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def dribble() -> None:
            line, _address = server.accept()
            with line:
                for letter in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000:
                    if over.wait(0.05):
                        return
                    line.sendall(bytes([letter]))

        thread = threading.Thread(target=lambda: _quietly(dribble))
        thread.start()
        began = time.monotonic()
        with pytest.raises((OSError, HTTPException)):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/hook")
        waited = time.monotonic() - began
        over.set()
        thread.join()

    # Letter by letter it would have taken an hour.
    assert waited < 60


def _quietly(job) -> None:
    with suppress(OSError):
        job()


@pytest.fixture
def certificate(tmp_path):
    """Of a house of the name erp.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "erp.example")])
    names = [x509.DNSName("erp.example"), x509.IPAddress(ip_address("127.0.0.9"))]
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "erp.pem"
    file.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


def test_over_tls_the_name_must_be_the_one_that_was_called(certificate, names, inside, monkeypatch):
    answers, _asked = names
    answers += [["127.0.0.1"]] * 3
    with a_webhook(certificate) as hook:
        where = f"https://{{}}:{port_of(hook)}/hook"

        with pytest.raises(ssl.SSLCertVerificationError):
            post(where.format("erp.example"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(ssl.SSLCertVerificationError):
            post(where.format("other.example"))
        post(where.format("erp.example"))

        assert len(hook.got) == 1


def test_a_secret_from_before_signs_with_its_own_letters():
    told = webhooks.signature("c2VjcmV0", "1", "2", b"{}")

    assert told == webhooks.signature("whsec_YzJWamNtVjA=", "1", "2", b"{}")
