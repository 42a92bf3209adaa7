"""What deploy/ says, done: nginx in front of two doors, and one of them dies under load."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import settings
from bench.sample import codes_of_new_tickets
from tests.story.doors import program_in, project_in
from tests.story.programs import Program, free_port
from tests.survey.residents import answers

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")

CONF = settings.ROOT / "deploy" / "nginx.conf"
BLANK = re.compile(r'name="blank" value="([^"]+)"')
MARKS = {"d1": "4", "d2": "4", "d3": "4", "c": "3", "e1": "4", "e2": "4", "e3": "4", "e4": "4"}
RESIDENTS, AT_ONCE, UNDER_WAY = 120, 8, 30


@dataclass(frozen=True, slots=True)
class House:
    """nginx and the two doors behind it."""

    address: str
    doors: tuple[Program, Program]
    log: Path
    trust: ssl.SSLContext

    def client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.address, verify=self.trust, timeout=30)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with ExitStack() as stack:
        stack.enter_context(project_in(folder))
        doors = (stack.enter_context(program_in(folder)), stack.enter_context(program_in(folder)))
        address = stack.enter_context(nginx(folder, [door.port for door in doors]))
        trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
        yield House(address, doors, folder / "huifang.log", trust)


@contextmanager
def nginx(folder: Path, doors: list[int]) -> Iterator[str]:
    """The file as it is shipped, but for ports, names and places."""
    plain, secure = free_port(), free_port()
    certify(folder)
    shipped = CONF.read_text("utf-8")
    for said, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "127.0.0.1:8511": f"127.0.0.1:{doors[0]}",
        "127.0.0.1:8512": f"127.0.0.1:{doors[1]}",
        "/etc/ssl/huifang/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "huifang.example.cn": "localhost",
    }.items():
        assert said in shipped
        shipped = shipped.replace(said, here)
    # Run by root, its workers would be somebody else, who cannot read this folder.
    around = "user root;" if Path("/proc/self").owner() == "root" else ""
    whole = f"{around} daemon off; pid {folder}/pid; error_log {folder}/error.log;"
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{place}_temp_path {folder}/{place};" for place in places)
    (folder / "nginx.conf").write_text(f"{whole} events {{}} http {{ {temporary}\n{shipped} }}")
    started = subprocess.Popen([str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        wait_for(secure)
        yield f"https://localhost:{secure}"
    finally:
        started.terminate()
        started.wait(timeout=15)


def certify(folder: Path) -> None:
    """A certificate of our own, good for an hour."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # nginx says nowhere that it listens now
    raise AssertionError(f"nothing listens on {port}")


def answer(house: House, code: str) -> int:
    """The status of the page that follows the sending; the form itself must have come."""
    with house.client() as phone:
        form = phone.get(f"/s/{code}")
        assert form.status_code == 200, form.text
        [blank] = BLANK.findall(form.text)
        return phone.post(f"/s/{code}", data=MARKS | {"blank": blank}).status_code


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/_stcore/metrics"])
def test_nobody_outside_learns_how_the_program_is(house, path):
    with house.client() as stranger:
        assert stranger.get(path).status_code == 404


def test_plain_http_is_sent_to_tls_and_told_to_stay_there(house):
    with house.client() as phone:
        met = phone.get("/s")

    assert met.status_code == 200
    assert met.headers["strict-transport-security"] == "max-age=31536000"
    assert re.fullmatch("[0-9a-f]{32}", met.headers["x-request-id"])


def test_a_body_that_is_too_large_ends_at_the_proxy(house):
    with house.client() as phone:
        assert phone.post("/s/NOSUCHCODE", content=b"x" * 12_000_000).status_code == 413


def test_one_door_dies_under_load_and_no_resident_notices(house):
    codes = codes_of_new_tickets(RESIDENTS)
    answered: Counter[int] = Counter()
    enough = threading.Event()

    def come(code: str) -> int:
        status = answer(house, code)
        answered[status] += 1
        if answered.total() >= UNDER_WAY:
            enough.set()
        return status

    def kill() -> None:
        enough.wait(60)
        house.doors[0].process.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as street:
        list(street.map(come, codes))
    killer.join()

    assert answered == {200: RESIDENTS}
    assert Counter(one.token for one in answers()) == dict.fromkeys(codes, 1)
    written = house.log.read_text("utf-8")
    assert written.count(" POST ") >= RESIDENTS
    assert not any(code in written for code in codes)
