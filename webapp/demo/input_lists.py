"""The demonstration's registers of inputs: generic ingredients, no brand, and no law's text.

Waiting days are made up. That the ingredients called banned are so in Viet Nam is well known; the
rest permits what the demonstration's farmers use.
"""

from datetime import timedelta
from typing import Final

from traceability.input_register_csv import read_register
from webapp.demo.cooperatives import COOPERATIVES
from webapp.demo.days import Days
from webapp.demo.offices import officer_of
from webapp.demo.stage import Stage
from webapp.usecases.inputs import ImportInputRegister, import_input_register

_SOURCE: Final = "Danh mục trình diễn của Tem Thật, không phải văn bản thật"
_HEADING: Final = "kind;trade_name;active_ingredients;status;crops;days"
_PESTICIDES: Final = """\
pesticide;Validamycin 5SL;Validamycin;permitted;"lúa: 14";
pesticide;Bacillus thuringiensis 16WP;Bacillus thuringiensis;permitted;;3
pesticide;Abamectin 1.8EC;Abamectin;permitted;"chè: 7; cây ăn quả: 7; rau: 7";
pesticide;Đồng hydroxit 77WP;Copper hydroxide;permitted;"cây ăn quả: 14; rau: 14";
pesticide;Dầu khoáng 99EC;Petroleum oil;permitted;"cây ăn quả: 3; chè: 3";
pesticide;Azadirachtin 0.3EC;Azadirachtin;permitted;;3
pesticide;Emamectin benzoate 1.9EC;Emamectin benzoate;permitted;"rau: 7; cây ăn quả: 7";
pesticide;Trình Diễn A 25WP;Buprofezin;permitted;"lúa: 14; chè: 7";
pesticide;Trình Diễn B 20SL;Imidacloprid;restricted;"lúa: 21";
pesticide;;Paraquat;banned;;
pesticide;;2,4-D;banned;;
pesticide;;Glyphosate;banned;;
pesticide;;Chlorpyrifos ethyl;banned;;
pesticide;;Chlorpyrifos;banned;;
pesticide;;Fipronil;banned;;
"""
_DRUGS: Final = """\
drug;Trình Diễn Amox 50;Amoxicillin;permitted;"lợn: 15; gà: 7";
drug;;Amoxicillin;permitted;"lợn: 15; gà: 7";
drug;;Oxytetracycline;permitted;"lợn: 21; gà: 7; cá: 30";
drug;;Doxycycline;permitted;"lợn: 14; gà: 7";
drug;;Tylosin;permitted;"lợn: 14; gà: 5";
drug;;Florfenicol;permitted;"lợn: 18; cá: 15";
drug;;Chloramphenicol;banned;;
drug;;Nitrofurazone;banned;;
drug;;Furazolidone;banned;;
drug;;Malachite green;banned;;
drug;;Xanh malachite;banned;;
drug;;Clenbuterol;banned;;
drug;;Salbutamol;banned;;
drug;;Ractopamine;banned;;
"""


def import_lists(stage: Stage, days: Days) -> None:
    """An officer imports both registers, in force from before the first lot."""
    imported = days.at(318, 9)
    officer = stage.actor(officer_of(COOPERATIVES[0].province))
    for lines in (_PESTICIDES, _DRUGS):
        register = read_register(f"{_HEADING}\n{lines}".encode())
        in_force_from = (imported - timedelta(days=30)).date()
        command = ImportInputRegister(register, in_force_from, _SOURCE)
        import_input_register(officer, command, now=imported)
