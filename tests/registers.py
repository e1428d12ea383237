"""Registers of inputs for tests: small, made of generic names and invented trade names."""

from datetime import date

from tests.makers import NOW
from traceability.input_register_csv import read_register
from traceability.roles import Actor
from webapp.usecases.inputs import ImportedRegister, ImportInputRegister, import_input_register

HEADING = "kind,trade_name,active_ingredients,status,crops,days"
PESTICIDES = (
    "pesticide,Trừ Rầy 10WP,Imidacloprid,permitted,lúa,20",
    "pesticide,Chỉ Cho Chè,Buprofezin,permitted,chè,5",
    "pesticide,Cần Phép,Carbosulfan,restricted,,14",
    "pesticide,,Paraquat,banned,,",
)
DRUGS = (
    "drug,,Amoxicillin,permitted,lợn: 15; gà: 5,",
    "drug,,Chloramphenicol,banned,,",
)
SOURCE = "Danh mục thử nghiệm số 1"


def file_of(*lines: str) -> bytes:
    return "\n".join([HEADING, *lines]).encode()


def load(
    *lines: str,
    actor: Actor | None = None,
    effective_from: date = date(2026, 1, 1),
    source: str = SOURCE,
) -> ImportedRegister:
    """Import these lines as a version in force from a day."""
    command = ImportInputRegister(read_register(file_of(*lines)), effective_from, source)
    return import_input_register(actor or Actor.system(), command, now=NOW)
