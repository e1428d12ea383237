"""What a text message answers, in 160 characters: Vietnamese without marks, English to English.

Nothing here says that goods are fake; a verdict in green names what was not proven.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from traceability.calendar import VIETNAM_TIME
from traceability.gsm7 import ONE_MESSAGE, shortened, without_marks
from traceability.sms import Language

_LEAST_NAME: Final = 8  # a name that is cut shorter tells nothing
_LONGEST_PLACE: Final = 18
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)

Detail = str | int | date | None
Words = Mapping[Language, tuple[str, str]]  # what comes before the goods' name, and behind it


@dataclass(frozen=True)
class SmsSaid:
    """An answer by its code and its facts; `also` is said where there is room for it."""

    code: str
    details: Mapping[str, Detail] = field(default_factory=dict)
    goods: str = ""
    also: str = ""


_SAID: Final[Mapping[str, Words]] = {
    "valid": {
        "vi": (
            "TEM HOP LE",
            "Da kiem tra {count} lan, lan dau {on}. Chua loai tru tem sao chep, hay so voi hang.",
        ),
        "en": (
            "VALID STAMP",
            "Checked {count} times, first {on}. A copy is not ruled out: compare the goods.",
        ),
    },
    "valid.lot": {
        "vi": (
            "TEM LO HOP LE",
            "Mot ma dung cho ca lo, khong rieng goi nao. Hay so voi hang tren tay.",
        ),
        "en": (
            "VALID LOT STAMP",
            "One code for a whole lot, not for one pack. Compare the goods.",
        ),
    },
    "first_check": {
        "vi": (
            "TEM HOP LE",
            "Chua thay ai kiem tra truoc do. Chua loai tru tem sao chep, hay so voi hang.",
        ),
        "en": (
            "VALID STAMP",
            "No check before this one. A copy is not ruled out: compare the goods.",
        ),
    },
    "opened.first": {
        "vi": ("TEM HOP LE, MA CAO DUNG", "Day la lan dau ma cao duoc kiem tra, luc {at}."),
        "en": ("VALID STAMP, CODE RIGHT", "First check of the covered code, at {at}."),
    },
    "opened.own": {
        "vi": ("TEM HOP LE, MA CAO DUNG", "Chinh so may nay da kiem tra ma cao luc {at}."),
        "en": ("VALID STAMP, CODE RIGHT", "This very number checked the code at {at}."),
    },
    "already_checked": {
        "vi": (
            "MA CAO DA DUOC KIEM TRA",
            "Lan dau {at}{place}. Co phai ban? Neu khong: chua nen dung.",
        ),
        "en": ("CODE CHECKED BEFORE", "First {at}{place}. Was it you? If not, do not use it yet."),
    },
    "already_checked.later": {
        "vi": (
            "MA CAO DUNG, DA KIEM TRA",
            "Lan dau {at}{place}. Co phai ban? Neu khong: chua nen dung.",
        ),
        "en": (
            "CODE RIGHT, CHECKED BEFORE",
            "First {at}{place}. Was it you? If not, do not use it yet.",
        ),
    },
    "expired": {
        "vi": ("HET HAN SU DUNG", "Han den het {on}. KHONG mua, KHONG su dung."),
        "en": ("EXPIRED", "Good until {on}. Do NOT buy, do NOT use."),
    },
    "suspected_copy": {
        "vi": ("NGHI VAN", "Tem nay co the bi sao chep. Xem ky hang va noi ban truoc khi mua."),
        "en": ("LOOK TWICE", "This stamp may have been copied. Check goods and seller closely."),
    },
    "on_hold": {
        "vi": ("DANG TAM GIU DE KIEM TRA", "Chua nen mua hay dung. Hay doi ket qua."),
        "en": ("ON HOLD FOR INSPECTION", "Do not buy or use it yet. Wait for the result."),
    },
    "not_activated": {
        "vi": ("TEM CHUA KICH HOAT", "Chua gan cho san pham nao. KHONG mua, hay bao."),
        "en": ("STAMP NOT ACTIVE", "It belongs to no goods yet. Do NOT buy, please report it."),
    },
    "unknown": {
        "vi": (
            "MA KHONG CO TRONG HE THONG",
            "Xem lai tung chu roi gui lai. Neu dung nhu tren tem: KHONG mua, hay bao.",
        ),
        "en": (
            "CODE NOT KNOWN",
            "Compare each character and send again. If it is as printed: do NOT buy, report it.",
        ),
    },
    "foreign": {
        "vi": ("MA THUOC HE THONG KHAC", "Chung toi khong kiem tra duoc ma nay."),
        "en": ("CODE OF ANOTHER SYSTEM", "We cannot check it."),
    },
    "not_checked": {
        "vi": ("CHUA KIEM TRA DUOC", "Chua co ket qua nao cho tem nay. Gui lai sau it phut."),
        "en": ("NOT CHECKED", "There is no result for this stamp. Send it again in a few minutes."),
    },
    "withdrawn.recalled": {
        "vi": ("LO HANG DA BI THU HOI", "KHONG mua, KHONG su dung. Mang tra noi ban hoac goi."),
        "en": ("RECALLED", "Do NOT buy, do NOT use. Take it back to the shop or call."),
    },
    "withdrawn.counterfeit": {
        "vi": (
            "CO QUAN CHUC NANG DA KET LUAN VE TEM NAY",
            "KHONG mua, KHONG su dung. Giu hang va goi.",
        ),
        "en": ("AUTHORITIES RULED ON THIS STAMP", "Do NOT buy, do NOT use. Keep it and call."),
    },
    "withdrawn.stolen": {
        "vi": ("TEM DA BI LAY CAP", "KHONG mua. Tem khong chung nhan san pham nao, hay bao."),
        "en": ("STOLEN STAMP", "Do NOT buy. It certifies no goods, please report it."),
    },
    "withdrawn.lost": {
        "vi": ("TEM DA BI BAO MAT", "KHONG mua. Tem khong chung nhan san pham nao, hay bao."),
        "en": ("LOST STAMP", "Do NOT buy. It certifies no goods, please report it."),
    },
    "withdrawn.void": {
        "vi": ("TEM DA BI HUY", "KHONG mua. Tem khong chung nhan san pham nao, hay bao."),
        "en": ("VOID STAMP", "Do NOT buy. It certifies no goods, please report it."),
    },
    "withdrawn.destroyed": {
        "vi": ("TEM LE RA DA TIEU HUY", "KHONG mua. Tem khong con duoc dung, hay bao."),
        "en": ("STAMP SHOULD BE DESTROYED", "Do NOT buy. It is not in use, please report it."),
    },
    "withdrawn.proof": {
        "vi": ("TEM IN THU, KHONG PHAI TEM THAT", "Thay tren hang: KHONG mua, hay bao."),
        "en": ("PROOF PRINT, NOT A REAL STAMP", "If it is on goods: do NOT buy, report it."),
    },
    "wrong": {
        "vi": (
            "MA CAO CHUA KHOP",
            "Xem lai tung chu roi gui lai, con {left} lan trong mot gio. Chua ket luan gi ve tem.",
        ),
        "en": (
            "CODE DOES NOT MATCH",
            "Compare each character, send again: {left} tries left. Nothing is concluded yet.",
        ),
    },
    "closed": {
        "vi": ("CHUA SO MA CAO", "Tem nay da co 5 lan nhap chua khop. Gui lai sau {at}."),
        "en": ("CODE NOT COMPARED", "5 codes that did not match were sent. Try after {at}."),
    },
    "sms.bad_form": {
        "vi": ("CHUA HIEU TIN NHAN", "Soan: TEM <16-17 ky tu tren tem> <8 ky tu ma cao, neu co>"),
        "en": ("NOT UNDERSTOOD", "Send: CHECK <16-17 characters> <8 below the layer, if any>"),
    },
    "serial.bad_check_character": {
        "vi": ("MA TEM CHUA DUNG", "Xem lai tung nhom chu roi gui lai. Chua kiem tra duoc gi."),
        "en": ("SLIP IN THE CODE", "Compare group by group, send again. Nothing was checked."),
    },
    "too_many": {
        "vi": ("QUA NHIEU TIN", "Hay gui lai sau mot gio. Tin nay chua duoc kiem tra."),
        "en": ("TOO MANY MESSAGES", "Try again in an hour. This one was not checked."),
    },
}
_ALSO: Final[Mapping[str, Mapping[Language, str]]] = {
    "": {"vi": "", "en": ""},
    "no_covered_code": {"vi": " Tem nay khong co ma cao.", "en": " It has no covered code."},
    "code_right": {"vi": " Ma cao dung.", "en": " The code is right."},
}
_MANY: Final[Mapping[Language, str]] = {"vi": "hon 100", "en": "over 100"}
_PLACED: Final[Mapping[Language, str]] = {"vi": " o {}", "en": " in {}"}
_CALL: Final[Mapping[Language, str]] = {"vi": "goi", "en": "call"}
SAID_CODES: Final = frozenset(_SAID)
MANY_LOOKS: Final = 100


def sms_text(said: SmsSaid, language: Language, host: str, hotline: str) -> str:
    """One message: what is said, about which goods, on whose host, and whom to call.

    However long the name of the goods, all else fits; the name is cut, or left out.
    """
    before, behind = _SAID[said.code][language]
    told = {name: _told(name, value, language) for name, value in said.details.items()}
    behind = behind.format_map({"place": "", **told})
    tail = f" {without_marks(host)} {_CALL[language]} {without_marks(hotline)}"
    room = ONE_MESSAGE - len(f"{before}: . {behind}{tail}")
    name = shortened(without_marks(said.goods), max(room, 0)) if room >= _LEAST_NAME else ""
    also = _ALSO[said.also][language]
    if len(also) > room - len(name):
        also = ""
    return f"{before}: {name}. {behind}{also}{tail}" if name else f"{before}. {behind}{also}{tail}"


def _told(name: str, value: Detail, language: Language) -> str:
    if isinstance(value, datetime):
        at = value.astimezone(VIETNAM_TIME)
        return f"{at:%H:%M} {_day(at.date(), language)}"
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, int):
        return _MANY[language] if value > MANY_LOOKS else str(value)
    told = without_marks(value or "")
    return _PLACED[language].format(shortened(told, _LONGEST_PLACE)) if name == "place" else told


def _day(day: date, language: Language) -> str:
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day:%Y}"
