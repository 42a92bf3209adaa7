"""Forms (表单): what a browser sends, taken in up to a limit and read once."""

from urllib.parse import parse_qs

from starlette.requests import Request

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


async def bounded_body(request: Request) -> bytes:
    """What was sent, cut one byte above the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            break
    return bytes(body[: LONGEST_BODY + 1])


def fields(content_type: str, body: bytes) -> Fields:
    """What was filled in. Raises NotAForm, BodyTooLarge."""
    if content_type.split(";")[0].strip().lower() != FORM_TYPE:
        raise NotAForm
    if len(body) > LONGEST_BODY:
        raise BodyTooLarge
    try:
        return parse_qs(body.decode("latin-1"), max_num_fields=MOST_FIELDS)
    except ValueError as refused:
        raise NotAForm from refused
