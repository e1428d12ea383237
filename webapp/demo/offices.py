"""The demonstration's agencies: who approves stamps, inspects markets, leads and prints."""

from traceability.geography import PROVINCES
from traceability.roles import Role
from webapp.demo.plan import Agency, Person

# Printed by `temthat demo --accounts`; production does not start with these accounts.
PASSWORD = "trinh-dien-2026"  # noqa: S105 - meant to be known to everybody

_OFFICERS = {"14": "Thu", "19": "Cường", "33": "Vân", "38": "Yến", "79": "Đạt"}
_INSPECTORS = {"14": "Quang", "19": "Long", "33": "Kiên", "38": "Trang", "79": "Vinh"}


def _standards_office(province: str, officer: str) -> Agency:
    name = f"Chi cục Tiêu chuẩn Đo lường Chất lượng {PROVINCES[province].name} (trình diễn)"
    return Agency(f"TDC{province}", name, Person(province, 21, officer, Role.OFFICER))


def _market_team(province: str, inspector: str) -> Agency:
    name = f"Đội Quản lý thị trường số 1 {PROVINCES[province].name} (trình diễn)"
    return Agency(f"QLT{province}", name, Person(province, 31, inspector, Role.INSPECTOR))


AGENCIES = (
    *(_standards_office(province, name) for province, name in _OFFICERS.items()),
    *(_market_team(province, name) for province, name in _INSPECTORS.items()),
    Agency(
        "CCQ33",
        "Chi cục Quản lý thị trường Hưng Yên (trình diễn)",
        Person("33", 32, "Hùng", Role.INSPECTION_HEAD),
    ),
    Agency(
        "SKH14",
        "Sở Khoa học và Công nghệ Sơn La (trình diễn)",
        Person("14", 41, "Tuấn", Role.LEADER),
    ),
)
PRINTER = Agency("PRT79", "Nhà in tem Minh Họa", Person("79", 51, "Lộc", Role.PRINTER))


def officer_of(province: str) -> Person:
    """Who decides on the stamp orders of a province."""
    return Person(province, 21, _OFFICERS[province], Role.OFFICER)


def inspector_of(province: str) -> Person:
    """Who looks into what is reported in a province."""
    return Person(province, 31, _INSPECTORS[province], Role.INSPECTOR)


def leader_of(province: str) -> Person:
    """Who reads and approves for the committee of a province."""
    people = (agency.person for agency in AGENCIES)
    return next(it for it in people if (it.province, it.role) == (province, Role.LEADER))
