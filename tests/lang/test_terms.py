"""Every code of the rules has its word."""

from enum import StrEnum

import pytest

from db.tallies import By
from domain import (
    access,
    accounts,
    answer_files,
    callbacks,
    campaigns,
    clients,
    comparison,
    diaries,
    exports,
    fairness,
    groups,
    handling,
    honesty,
    imports,
    need_sheets,
    outages,
    pairing,
    policy,
    projects,
    residents,
    satisfaction,
    screens,
    surveys,
    tickets,
    trust,
)
from lang import LANGUAGES, term
from lang.terms import TERMS

CODES: list[tuple[str, type[StrEnum]]] = [
    ("role", access.Role),
    ("action", access.Action),
    ("account_deed", accounts.Deed),
    ("kind", tickets.Kind),
    ("category", tickets.Category),
    ("severity", tickets.Severity),
    ("channel", tickets.Channel),
    ("step", tickets.Step),
    ("stage", tickets.Stage),
    ("stage", callbacks.CallbackStage),
    ("rung", tickets.Rung),
    ("how", callbacks.How),
    ("attempt", callbacks.Attempt),
    ("standing", callbacks.Standing),
    ("callback_row", policy.CallbackRow),
    ("verdict", satisfaction.Verdict),
    ("group_verdict", groups.GroupVerdict),
    ("by", By),
    ("tier", comparison.Tier),
    ("no_gap", satisfaction.Reason),
    ("method", satisfaction.Method),
    ("flag", satisfaction.Flag),
    ("doubt", honesty.Doubt),
    ("chip", surveys.Chip),
    ("form", surveys.Form),
    ("code_kind", surveys.CodeKind),
    ("fault", imports.Fault),
    ("answer_fault", answer_files.Fault),
    ("oddity", imports.Oddity),
    ("account_deed", residents.Deed),
    ("account_deed", campaigns.Deed),
    ("account_deed", pairing.Deed),
    ("account_deed", clients.Deed),
    ("account_deed", diaries.Deed),
    ("account_deed", exports.Deed),
    ("scope", clients.Scope),
    ("account_deed", projects.Deed),
    ("layout", screens.Layout),
    ("ground", screens.Ground),
    ("speech", screens.Speech),
    ("account_deed", trust.Deed),
    ("feasibility", need_sheets.Feasibility),
    ("tenure", residents.Tenure),
    ("party", residents.Party),
    ("importance", residents.Importance),
    ("mindset", residents.Mindset),
    ("property_type", residents.PropertyType),
    ("criterion", residents.Criterion),
    ("supply", outages.Supply),
    ("condition", outages.Condition),
    ("visit_state", outages.VisitState),
    ("segment", fairness.Segment),
    ("measure", fairness.Measure),
    ("motive", handling.Motive),
    ("need", handling.Need),
]


@pytest.mark.parametrize(("kind", "codes"), CODES)
def test_every_code_of_the_rules_has_a_word(kind, codes):
    assert set(codes) <= TERMS[kind].keys()


def test_the_questions_have_words_for_every_label():
    assert set(TERMS["question"]) == {"D1", "D2", "D3", "C", "E1", "E2", "E3", "E4", "O"}
    assert set(TERMS["question_year"]) == set(TERMS["question"]) - {"O"}
    assert set(TERMS["ladder"]) == set(TERMS["comparison"]) == set("12345")
    assert set(TERMS["na"]) == {"D2", "D3", "E1", "E2", "E3", "E4"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TERMS)
def test_no_two_codes_of_a_kind_share_a_word(language, kind):
    # A ticket's stages and a callback's share a table but never a list.
    shared = {"made", "resolved"} if kind == "stage" else set()
    words = [term(language, kind, code) for code in TERMS[kind] if code not in shared]

    assert len(words) == len(set(words))


def test_a_term_is_spoken_in_the_language_asked_for():
    assert term("en", "kind", "repair") == "Repair"
    assert term("zh_CN", "kind", "repair") == "报修"


def test_a_code_of_a_later_version_stands_for_itself():
    assert term("en", "kind", "drone_landing") == "drone_landing"


def test_an_unknown_kind_of_term_is_a_mistake():
    with pytest.raises(KeyError):
        term("en", "knid", "repair")
