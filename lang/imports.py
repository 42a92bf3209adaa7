"""Imports (导入): the words for files, mappings and rows that cannot be used, or are odd."""

from lang.sentences import N_

IMPORT_ERRORS: dict[str, str] = {
    "import.unreadable": N_("This file cannot be read: {reason}."),
    "import.cell_too_long": N_(
        "Line {line} begins a cell of more than a million characters. "
        "Its quotation mark probably does not close."
    ),
    "import.wrong_mapping": N_("The mapping cannot be used. “{key}”: {reason}."),
    "import.column_not_found": N_(
        "No column of this file could be taken for “{field}”. Please name it in a mapping."
    ),
    "answers.refused": N_("These answers cannot be scored, for these reasons:"),
    "import.not_writable": N_("The file {path} cannot be written."),
}

IMPORT_REASONS: dict[str, str] = {
    "only_heading": N_("it has a heading and no rows"),
    "damaged": N_("it is damaged or incomplete"),
    "too_large": N_("it is larger than can be read in one piece"),
    "binary": N_("it holds neither text nor a workbook"),
    "encoding": N_("its characters are in no encoding that is known here"),
    "password": N_("it is locked with a password"),
    "archive": N_("it is an archive; please unpack it first"),
    "web_page": N_("it is a web page that calls itself a workbook; please save it as xlsx first"),
    "no_such_sheet": N_("it has no visible sheet of that name"),
    "no_such_column": N_("the file has no column of that name"),
    "not_toml": N_("it does not follow the rules of TOML"),
    "not_a_text": N_("it must be a text in quotation marks"),
    "not_a_date_pattern": N_("it must hold patterns such as %Y-%m-%d %H:%M"),
}

IMPORT_TERMS: dict[str, dict[str, str]] = {
    "answer_fault": {
        "outside_ladder": N_("cells that are no label of the ladder"),
        "runs_against": N_("runs against the overall item: coded the other way round?"),
    },
    "fault": {
        "empty": N_("it is empty"),
        "not_a_date": N_("it is no date of the expected kind"),
        "implausible_date": N_("its year cannot be right"),
        "too_long": N_("it is too long"),
        "unknown_value": N_("it is not one of the possible values"),
        "duplicate": N_("an earlier row of this file has the same reference"),
        "closed_without_time": N_("it says closed, but no column says when"),
        "too_many_cells": N_("the row has more cells than the heading"),
        "too_few_cells": N_("the row ends too early"),
        "broken_characters": N_("some characters of the row are lost"),
        "quote_not_closed": N_("a quotation mark opens and does not close"),
        "complaints_only": N_("only complaints have it"),
        "not_a_phone": N_("it must be a phone number, in digits"),
        "not_an_area": N_("it must be square metres, above 0"),
        "not_a_whole_number": N_("it must be a whole number"),
        "repeated": N_("an earlier row of this file is about the same person in the same unit"),
    },
    "oddity": {
        "closed_before_received": N_("closed before it was received"),
        "open_with_closing_time": N_("said to be open, but has a closing time"),
        "in_the_future": N_("has a time in the future"),
        "open_at_source": N_("closed here, still open in the file"),
    },
    "because": {
        "heading": N_("by its heading"),
        "values": N_("by its values"),
    },
}
