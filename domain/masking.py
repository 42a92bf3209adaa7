"""Masking (脱敏): what people wrote, without the numbers by which they could be called or found.

House rule for screens that others can see: numbers of telephones, identity and bank cards
keep their last two digits, an e-mail address its domain. Days, prices and rooms stay readable.
"""

import re

HIDDEN = "•••"
_KEPT_DIGITS = 2

# In this order: a day is taken out first, so that it is not read as a number to call.
_FOUND = re.compile(
    r"""
    (?P<day>    (?<!\d)(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d) )
  | (?P<mail>   [\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+) )
  | (?P<number> (?<!\d)
        (?: (?:\+?86[\s-]?)? 1[\s-]?[3-9](?:[\s-]?\d){9}   # a mobile, however it is spaced out
          | \(?0\d{2,3}[\s)-]{0,2}\d{3,4}[\s-]?\d{4}       # a landline with its area
          | [48]00[\s-]?\d{3,4}[\s-]?\d{3,4}               # a service line
          | \d{4}(?:[\s-]\d{4}){2,4}(?:[\s-]?\d{1,3})?     # a bank card in groups of four
          | \d{7,}[Xx]?                                    # any other long number
        ) (?!\d) )
    """,
    re.VERBOSE,
)


def masked(words: str) -> str:
    """The same words, personal numbers and addresses hidden; masking twice changes nothing."""
    return _FOUND.sub(_hide, words)


def _hide(found: re.Match[str]) -> str:
    if found["day"]:
        return found[0]
    if found["mail"]:
        return f"{HIDDEN}@{found['domain']}"
    kept = [letter for letter in found[0] if letter.isalnum()][-_KEPT_DIGITS:]
    return HIDDEN + "".join(kept)
