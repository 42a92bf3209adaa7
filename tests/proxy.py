"""nginx as deploy/ ships it, in front of programs that a test has started."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import settings
from tests.story.programs import free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONF = settings.ROOT / "deploy" / "nginx.conf"


@contextmanager
def nginx(folder: Path, *, doors: Sequence[int] = (), desks: Sequence[int] = ()) -> Iterator[str]:
    """The file as it is shipped, but for ports, names, places and the number of processes."""
    plain, secure = free_port(), free_port()
    certify(folder)
    shipped = CONF.read_text("utf-8")
    for said, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "/etc/ssl/huifang/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "huifang.example.cn": "localhost",
    }.items():
        assert said in shipped
        shipped = shipped.replace(said, here)
    shipped = _with_servers(shipped, "huifang_survey", doors)
    shipped = _with_servers(shipped, "huifang_desk", desks)
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


def _with_servers(shipped: str, upstream: str, ports: Sequence[int]) -> str:
    """The shipped line of a server once for each of these ports, with all that it says else."""
    before, told, after = re.split(rf"(upstream {upstream} {{.*?\n}})", shipped, flags=re.DOTALL)
    [first, *others] = re.findall(r"^ +server 127\.0\.0\.1:\d+.*\n", told, flags=re.MULTILINE)
    for other in others:
        told = told.replace(other, "")
    lines = (re.sub(r":\d+", f":{port}", first) for port in ports)
    return before + told.replace(first, "".join(lines) or first) + after


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
