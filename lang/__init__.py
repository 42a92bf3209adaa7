"""Words (话语): codes and facts come in, sentences in Chinese or English go out.

Every sentence that a person reads stands in zh_CN.po and en.po; `make words` collects new ones.
"""

from lang.errors import error
from lang.hints import Hint, hints
from lang.policy_keys import policy_key as policy_key
from lang.reports import period
from lang.sentences import LANGUAGES, N_, negotiate, say, words
from lang.terms import term
from lang.times import ago, day, moment, months, span, spelled

__all__ = [
    "LANGUAGES",
    "N_",
    "Hint",
    "ago",
    "day",
    "error",
    "hints",
    "moment",
    "months",
    "negotiate",
    "period",
    "say",
    "span",
    "spelled",
    "term",
    "words",
]
