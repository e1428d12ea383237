"""Whatever is appended to the ledger, some noun of the audit knows; a new action fails here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect

from traceability.certificates import CertificateStatus
from traceability.lot_decisions import LotDecisionKind
from traceability.template_versions import TemplateState
from webapp.models.catalogue import Catalogued
from webapp.queries.audits.covered_codes import COVERED_CODES
from webapp.queries.audits.registry import NOUNS

ROOT = Path(__file__).parent.parent.parent
USE_CASES = sorted((ROOT / "webapp" / "usecases").rglob("*.py"))
MARKS = {"event", "photo_of", "public_of"}  # of entries of a diary, which have no action
# Actions that are put together: what they can become.
TEMPLATE_DECISIONS = {f"template_{it.value}" for it in TemplateState if it.value != "proposed"}
PUT_TOGETHER = {
    "'area_code_moved' if was else 'area_code_registered'": {
        "area_code_moved",
        "area_code_registered",
    },
    "said.action": {"template_proposed", "template_opinion", *TEMPLATE_DECISIONS},
    "f'paper_page_{done}'": {"paper_page_entered", "paper_page_reopened"},
    "f'certificate_{decided}'": {
        f"certificate_{it.value}"
        for it in CertificateStatus
        if it is not CertificateStatus.SUBMITTED
    },
}


def dictionaries(path: Path) -> Iterator[dict[str, ast.expr]]:
    """Every literal one with text for keys."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Dict):
            yield {
                str(key.value): value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            }


def actions() -> Iterator[str]:
    for path in USE_CASES:
        if {"ledger.append", "ledger.append_facts", "RollToMove"} & set(
            re.findall(r"[\w.]+", path.read_text())
        ):
            for told in dictionaries(path):
                yield from MARKS & told.keys()
                if "action" in told:
                    value = told["action"]
                    is_plain = isinstance(value, ast.Constant)
                    yield from {str(value.value)} if is_plain else PUT_TOGETHER[ast.unparse(value)]


def test_every_action_that_is_appended_is_known_to_one_noun():
    known = [action for noun in NOUNS for action in noun.begins | noun.goes_on]

    adopted = {f"{it.__tablename__}_adopted" for it in Catalogued.__subclasses__()}
    appended = {*actions(), *adopted, *(it.value for it in LotDecisionKind)}
    assert appended - set(known) == set()
    assert len(set(actions())) > 15
    assert len(known) == len(set(known))


def test_every_use_case_that_appends_says_what_it_appends():
    # Decisions about lots, and what is adopted, are put together in webapp/ledger.py.
    appending = [
        path for path in USE_CASES if re.search(r"ledger\.append(_all|_facts)?\(", path.read_text())
    ]
    silent = [
        path.name
        for path in appending
        if not any(MARKS & told.keys() or "action" in told for told in dictionaries(path))
    ]

    assert silent == []


def test_a_noun_begins_with_the_row_that_entries_name():
    for noun in NOUNS:
        first = noun.tables[0]
        key = [it.name for it in inspect(first.model).primary_key]
        # A first check is told of the row of its stamp, which is there for other things too.
        assert key == [first.subject.name] or noun is COVERED_CODES
        assert noun.begins
