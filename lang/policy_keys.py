"""Keys of the policy (制度的键) in words, for refusals and for the audit list."""

from lang.terms import term


def policy_key(language: str, key: str) -> str:
    """A dotted key of the policy in words; one that no form shows stands for itself."""
    section, _dot, rest = key.partition(".")
    row, dot, field = rest.partition(".")
    if section == "callbacks" and dot:
        return f"{term(language, 'callback_row', row)} · {term(language, 'policy', field)}"
    return term(language, "policy", key)
