"""Every Vietnamese sentence of the interface has its English one, with the same facts in it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "webapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
FACT = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    """Every sentence in code and templates, with the place where it stands."""
    found = extract_from_dir(ROOT / "webapp", METHODS, keywords=KEYWORDS)
    return {
        sentence: f"{file}:{line}"
        for file, line, message, _, _ in found
        for sentence in (message if isinstance(message, tuple) else (message,))
        if sentence
    }


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_every_sentence_is_translated(sentences: dict[str, str], english: Catalog) -> None:
    done = {
        part
        for message in english
        if all(texts(message)) and not message.fuzzy
        for part in (message.id if isinstance(message.id, tuple | list) else (message.id,))
    }

    assert {sentence: place for sentence, place in sentences.items() if sentence not in done} == {}


def test_no_translation_is_left_over(sentences: dict[str, str], english: Catalog) -> None:
    singular = [m.id[0] if isinstance(m.id, tuple | list) else m.id for m in english if m.id]

    assert [sentence for sentence in singular if sentence not in sentences] == []


def test_a_translation_states_the_same_facts(english: Catalog) -> None:
    changed = [
        message.id
        for message in english
        if message.id and not message.pluralizable
        if set(FACT.findall(str(message.id))) != set(FACT.findall(str(message.string)))
    ]

    assert changed == []
