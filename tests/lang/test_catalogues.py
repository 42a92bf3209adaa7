"""Both catalogues hold every sentence the house speaks, and nothing else."""

from pathlib import Path

import pytest

from lang import LANGUAGES
from lang.catalogue import faults, main, spoken, update


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with one page and one template, and catalogues that know what they say."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "survey").mkdir()
    (tmp_path / "pages" / "queue.py").write_text('title = _("Open tickets: {count}")\n')
    (tmp_path / "survey" / "form.html").write_text("<h1>{{ _('Welcome') }}</h1>")
    for language, welcome, tickets in (
        ("en", "Welcome", "Open tickets: {count}"),
        ("zh_CN", "您好", "未完成工单{count}张"),
    ):
        (tmp_path / f"{language}.po").write_text(
            f'msgid "Welcome"\nmsgstr "{welcome}"\n\n'
            f'msgid "Open tickets: {{count}}"\nmsgstr "{tickets}"\n',
            encoding="utf-8",
        )
    return tmp_path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete(language):
    assert faults(language, spoken()) == []


def test_sentences_are_found_in_pages_templates_and_calls(house: Path):
    (house / "cli.py").write_text('say(language, "Backup written", path=path)\nN_("Later")\n')

    assert spoken(house) == {"Open tickets: {count}", "Welcome", "Backup written", "Later"}


def test_a_new_sentence_in_a_page_is_missed(house: Path):
    (house / "pages" / "wall.py").write_text('_("Nobody is waiting.")\n')

    assert faults("zh_CN", spoken(house), house) == ["zh_CN: missing: Nobody is waiting."]


def test_a_new_sentence_in_a_template_is_missed(house: Path):
    (house / "survey" / "thanks.html").write_text("{% trans %}Thank you{% endtrans %}")

    assert faults("en", spoken(house), house) == ["en: missing: Thank you"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "New"\nmsgstr ""', "not translated: New"),
        ('#, fuzzy\nmsgid "New"\nmsgstr "新"', "unsure (fuzzy): New"),
        ('msgid "New"\nmsgstr "新{count}"', "other places in braces: New"),
        ('msgid "Gone"\nmsgstr "旧"', "no longer spoken: Gone"),
        ('#~ msgid "Gone"\n#~ msgstr "旧"', "no longer spoken: Gone"),
    ],
)
def test_a_flawed_entry_is_named(house: Path, entry: str, fault: str):
    with (house / "zh_CN.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write(f"\n{entry}\n")

    found = faults("zh_CN", spoken(house) | {"New"}, house)

    assert f"zh_CN: {fault}" in found


def test_updating_fills_english_and_leaves_chinese_to_the_translator(house: Path):
    sentences = {"Welcome", "Good evening"}

    for language in LANGUAGES:
        update(language, sentences, house)

    assert faults("en", sentences, house) == []
    assert faults("zh_CN", sentences, house) == ["zh_CN: not translated: Good evening"]


def test_updating_keeps_translations_and_drops_what_nobody_says(house: Path):
    update("zh_CN", {"Welcome"}, house)

    kept = (house / "zh_CN.po").read_text("utf-8")

    assert kept.strip() == 'msgid "Welcome"\nmsgstr "您好"'


def test_updating_twice_changes_nothing(house: Path):
    update("zh_CN", spoken(house), house)
    once = (house / "zh_CN.po").read_bytes()

    update("zh_CN", spoken(house), house)

    assert (house / "zh_CN.po").read_bytes() == once


def test_a_plural_needs_as_many_forms_as_the_language_has(house: Path):
    (house / "pages" / "queue.py").write_text('ngettext("{n} day", "{n} days", n)\n')

    for language in LANGUAGES:
        update(language, spoken(house), house)

    assert faults("en", spoken(house), house) == []
    assert faults("zh_CN", spoken(house), house) == [
        "zh_CN: not translated: ('{n} day', '{n} days')"
    ]


def test_checking_says_how_much_there_is(capsys):
    assert main(["--check"]) == 0
    assert capsys.readouterr().out.endswith(" sentences, 0 faults\n")
