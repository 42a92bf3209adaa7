"""What the environment may set; everything else is policy or data. README lists the same table."""

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default, what it means, and what it may be where that is few.

    A value that is not among `choices`, or no whole number from 1 up where it must be a count,
    counts as not given; `huifang doctor` points it out.
    """

    name: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    is_count: bool = False

    def __call__(self) -> str:
        given = self.given()
        return self.default if not given or self.is_wrong() else given

    def given(self) -> str:
        return os.environ.get(self.name, "").strip()

    def is_wrong(self) -> bool:
        given = self.given()
        if self.is_count:
            return bool(given) and not re.fullmatch("[1-9][0-9]{0,3}", given)
        return bool(self.choices) and given not in {"", *self.choices}


DATABASE_URL = Setting(
    "HUIFANG_DATABASE_URL",
    "sqlite:///var/huifang.db",
    "Where everything is kept: a SQLite file, or postgresql://user:password@host/name",
)
PUBLIC_URL = Setting(
    "HUIFANG_PUBLIC_URL",
    "http://127.0.0.1:8501",
    "The address that residents' phones can reach; QR codes point there",
)
ADDRESS = Setting("HUIFANG_ADDRESS", "127.0.0.1", "The address to listen on")
PORT = Setting("HUIFANG_PORT", "8501", "The port to listen on")
LANGUAGE = Setting(
    "HUIFANG_LANGUAGE",
    "zh_CN",
    "The language before anyone has chosen: zh_CN or en",
    ("zh_CN", "en"),
)
SECRET_FILE = Setting(
    "HUIFANG_SECRET_FILE",
    "var/survey.key",
    "The key that seals residents' forms, made at the first start; several machines share a copy",
)

WEBHOOKS = Setting(
    "HUIFANG_WEBHOOKS",
    "public",
    "Where webhooks may lead: public (https, addresses of the internet) or inside (any)",
    ("public", "inside"),
)
LOG = Setting("HUIFANG_LOG", "text", "How the log is written: text or json", ("text", "json"))
IDLE_HOURS = Setting(
    "HUIFANG_IDLE_HOURS", "12", "Hours unused after which a colleague signs in again", is_count=True
)
SESSION_DAYS = Setting(
    "HUIFANG_SESSION_DAYS", "7", "Days after which a colleague signs in again anyhow", is_count=True
)

OIDC_ISSUER = Setting(
    "HUIFANG_OIDC_ISSUER", "", "Where staff may also sign in: an OpenID Connect issuer"
)
OIDC_CLIENT_ID = Setting("HUIFANG_OIDC_CLIENT_ID", "", "How that provider knows this program")
OIDC_CLIENT_SECRET = Setting("HUIFANG_OIDC_CLIENT_SECRET", "", "What it wants to hear as proof")

SETTINGS = (
    DATABASE_URL,
    PUBLIC_URL,
    ADDRESS,
    PORT,
    LANGUAGE,
    SECRET_FILE,
    WEBHOOKS,
    LOG,
    IDLE_HOURS,
    SESSION_DAYS,
    OIDC_ISSUER,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
)

ROOT = Path(__file__).resolve().parent
POLICY_FILE = ROOT / "policy.toml"


def is_public_https() -> bool:
    return PUBLIC_URL().lower().startswith("https://")


def session_cookie() -> str:
    """The name of the cookie that carries a colleague's session.

    With the prefix a browser takes it over https, for this host and for every path, or not at all.
    """
    return "__Host-sid" if is_public_https() else "sid"
