"""Headers (页头): what every answer of a plain-HTML door carries, errors included."""

from base64 import b64encode
from hashlib import sha256


def headers(*styles: str, script: str = "") -> dict[str, str]:
    """Of all styles and scripts, only these inline are applied."""
    scripts = (f"script-src {_fingerprint(script)}", "connect-src 'self'") if script else ()
    policy = (
        "default-src 'none'",
        f"style-src {' '.join(map(_fingerprint, styles))}",
        *scripts,
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def _fingerprint(inline: str) -> str:
    return f"'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"
