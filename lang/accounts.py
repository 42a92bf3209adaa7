"""Accounts (账号): refusals at the gate, and the words of the audit list."""

from lang.clients import CLIENT_DEEDS
from lang.projects import PROJECT_DEEDS
from lang.residents import RESIDENT_DEEDS
from lang.screens import SCREEN_DEEDS
from lang.sentences import N_
from lang.surveys import CODE_DEEDS

ACCOUNT_ERRORS = {
    "account.not_signed_in": N_("You are not signed in, or no longer. Please sign in again."),
    "account.wrong_credentials": N_("The login or the password is not right."),
    "account.too_soon": N_("Too many tries. Please wait {seconds} seconds, then try again."),
    "account.link_closed": N_("This link was used already, or it has run out."),
    "account.weak_password": N_("Please choose another password: {reason}."),
    "gate.provider_failed": N_(
        "Signing in with the company account did not work. Please try again, or use your password."
    ),
    "gate.nobody_of_ours": N_(
        "Your company account has no account here yet. Please ask your project supervisor."
    ),
    "gate.stale_form": N_("To be safe, please send this page once more."),
    "gate.passwords_differ": N_("The two new passwords are not the same. Please type both again."),
    "account.login_taken": N_("“{login}” is taken already."),
    "account.above_you": N_("This role, or this colleague, stands above you."),
    "account.not_yourself": N_("Nobody changes their own rights. Please ask a colleague."),
}

ACCOUNT_REASONS = {
    "too_short": N_("it needs at least ten characters"),
    "has_login": N_("your login is part of it"),
    "guessable": N_("it would be guessed soon"),
    "not_a_login": N_("three or more small letters, digits or . _ @ - are needed"),
}

ACCOUNT_TERMS: dict[str, dict[str, str]] = {
    "account_deed": {
        "invited": N_("Invited"),
        "link_given": N_("One-time link given"),
        "password_set": N_("Password set by link"),
        "password_changed": N_("Password changed"),
        "linked": N_("Linked to the provider's account"),
        "disabled": N_("Account shut"),
        "enabled": N_("Account opened again"),
        "signed_out_everywhere": N_("Signed out everywhere"),
        "role_changed": N_("Role changed"),
        "brought_in": N_("Brought into the project"),
        "dismissed": N_("Taken out of the project"),
        "exported": N_("List exported"),
        **RESIDENT_DEEDS,
        **CODE_DEEDS,
        **SCREEN_DEEDS,
        **CLIENT_DEEDS,
        **PROJECT_DEEDS,
    },
}
