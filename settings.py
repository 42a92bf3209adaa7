"""What the environment may set; everything else is policy or data. README lists the same table."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default, what it means, and what it may be where that is few.

    A value that is not among `choices` counts as not given; `huifang doctor` points it out.
    """

    name: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ()

    def __call__(self) -> str:
        given = self.given()
        return self.default if not given or self.is_wrong() else given

    def given(self) -> str:
        return os.environ.get(self.name, "").strip()

    def is_wrong(self) -> bool:
        return bool(self.choices) and self.given() not in {"", *self.choices}


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

SETTINGS = (DATABASE_URL, PUBLIC_URL, ADDRESS, PORT, LANGUAGE, SECRET_FILE)

ROOT = Path(__file__).resolve().parent
POLICY_FILE = ROOT / "policy.toml"
