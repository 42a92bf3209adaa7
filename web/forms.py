"""Forms (表单): what a browser sends, taken in up to a limit and read once."""

from urllib.parse import unquote_plus

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from domain.errors import HuifangError

LONGEST_BODY = 64 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 100

Fields = dict[str, list[str]]


class BodyTooLarge(HuifangError):
    """More than LONGEST_BODY bytes were sent."""

    code = "form.body_too_large"


class NotAForm(HuifangError):
    """What was sent is not what a browser sends for our form."""

    code = "form.not_a_form"


class WrongMethod(HuifangError):
    """This address takes only the methods in `allowed`."""

    code = "form.wrong_method"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


async def bounded_body(receive: Receive) -> bytes:
    """What was sent, cut one byte above the limit. Raises ClientDisconnect."""
    body, is_more = b"", True
    while is_more and len(body) <= LONGEST_BODY:
        told = await receive()
        if told["type"] == "http.disconnect":
            raise ClientDisconnect
        body += told.get("body", b"")
        is_more = told.get("more_body", False)
    return body[: LONGEST_BODY + 1]


def fields(content_type: str, body: bytes) -> Fields:
    """What was filled in, without what was left empty. Raises NotAForm, BodyTooLarge."""
    if content_type.split(";")[0].strip().lower() != FORM_TYPE:
        raise NotAForm
    if len(body) > LONGEST_BODY:
        raise BodyTooLarge
    pairs = body.decode("latin-1").split("&")
    if len(pairs) > MOST_FIELDS:
        raise NotAForm
    read = unquote_plus if b"%" in body or b"+" in body else str
    found: Fields = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if value:
            found.setdefault(read(name), []).append(read(value))
    return found
