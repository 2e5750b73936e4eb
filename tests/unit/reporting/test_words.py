from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from audit4.evidence import Reason
from audit4.finding import Basis, Exempt, Severity, Status
from audit4.record import FindingState, Privilege
from audit4.reporting import words
from audit4.score import Band

ROOT = Path(__file__).parents[3]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


@lru_cache(maxsize=1)
def used() -> frozenset[str | tuple[str, str]]:
    with (ROOT / "reports/babel.cfg").open() as source:
        method_map, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    found = set()
    for folder in ("reports", "audit4/reporting"):
        here = [(p.removeprefix(f"{folder}/"), m) for p, m in method_map]
        where = {p.removeprefix(f"{folder}/"): o for p, o in options.items()}
        for row in extract_from_dir(ROOT / folder, here, where, keywords=KEYWORDS):
            message = row[2]
            found.add(message if isinstance(message, str) else (message[0], message[1]))
    return frozenset(found)


def catalogue(lang: str) -> Catalog:
    path = ROOT / f"reports/locale/{lang}/LC_MESSAGES/audit4.po"
    with path.open("rb") as source:
        return read_po(source, locale=lang)


def messages(lang: str) -> dict[str | tuple[str, str], Message]:
    return {
        (m.id[0], m.id[1]) if m.pluralizable else str(m.id): m
        for m in catalogue(lang)
        if m.id
    }


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_message_is_translated_and_none_is_unused(lang: str) -> None:
    translated = messages(lang)

    assert used() - translated.keys() == frozenset()
    assert translated.keys() - used() == frozenset()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_translation_is_empty_or_unsure(lang: str) -> None:
    for message in messages(lang).values():
        strings = message.string
        assert strings, message.id
        assert all(strings), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_translations_take_the_same_values(lang: str) -> None:
    for message in catalogue(lang):
        assert message.check() == [], message.id


@pytest.mark.parametrize(
    ("named", "values"),
    [
        (words.SEVERITY, Severity),
        (words.STATUS, Status),
        (words.BASIS, Basis),
        (words.STATE, FindingState),
        (words.BAND, Band),
        (words.REASON, Reason),
        (words.EXEMPT, Exempt),
        (words.PRIVILEGE, Privilege),
    ],
)
def test_every_value_has_words(named: dict[str, str], values: type) -> None:
    assert set(named) == {v.value for v in values}  # type: ignore[attr-defined]


def test_numbers_and_dates_take_the_form_of_the_language() -> None:
    at = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)

    assert words.number(61.5, "vi") == "61,5"
    assert words.number(1234, "vi") == "1.234"
    assert words.number(1234.5, "en") == "1,234.5"
    assert words.day(date(2026, 3, 4), "vi", "UTC") == "04/03/2026"
    assert words.day(date(2026, 3, 4), "en", "UTC") == "4 Mar 2026"
    assert words.time(at, "vi", "Asia/Ho_Chi_Minh") == "03:00 23/11/2026"
    assert words.day(at, "vi", "Asia/Ho_Chi_Minh") == "23/11/2026"


@pytest.mark.parametrize(
    ("part", "shown"), [(0, "0%"), (0.001, "1%"), (0.996, "99%"), (1, "100%")]
)
def test_percent_is_never_rounded_to_all_or_nothing(part: float, shown: str) -> None:
    assert words.percent(part, "vi") == shown
