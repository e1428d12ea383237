"""Who may do what: roles, permissions, and the actor on whose behalf a call is made."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID


class Role(StrEnum):
    """What a membership makes a person in an organisation or agency."""

    FARMER = "farmer"
    CLERK = "clerk"
    MANAGER = "manager"
    PRINTER = "printer"
    CONSULTANT = "consultant"
    COMMUNE_OFFICER = "commune_officer"
    UNION_OFFICER = "union_officer"
    OFFICER = "officer"
    PROGRAMME_ADMIN = "programme_admin"
    INSPECTOR = "inspector"
    INSPECTION_HEAD = "inspection_head"
    LEADER = "leader"
    PARTNER = "partner"
    OPERATOR = "operator"


class Permission(StrEnum):
    """One thing a route asks for. `account.own` is what every signed-in person may do."""

    ACCOUNT_OWN = "account.own"
    LOT_READ = "lot.read"
    LOT_WORK = "lot.work"
    LOT_WORK_FOR_MEMBERS = "lot.work_for_members"
    LOT_RELEASE = "lot.release"
    PLACE_READ = "place.read"
    PLACE_ADD = "place.add"
    PLACE_KEEP = "place.keep"
    PRODUCT_READ = "product.read"
    PRODUCT_KEEP = "product.keep"
    MEMBER_KEEP = "member.keep"
    ORGANISATION_KEEP = "organisation.keep"
    ORGANISATION_REGISTER = "organisation.register"
    STAMP_READ = "stamp.read"
    STAMP_ORDER = "stamp.order"
    STAMP_APPROVE = "stamp.approve"
    STAMP_PRINT = "stamp.print"
    STAMP_PRODUCE = "stamp.produce"
    STAMP_MOVE = "stamp.move"
    STAMP_RECEIVE = "stamp.receive"
    SUPPLY_READ = "supply.read"
    SUPPLY_KEEP = "supply.keep"
    STAMP_ACTIVATE = "stamp.activate"
    REPORT_READ = "report.read"
    REPORT_ANSWER = "report.answer"
    STAMP_INSPECT = "stamp.inspect"
    STAMP_FLAG = "stamp.flag"
    ALERT_READ = "alert.read"
    ALERT_ANSWER = "alert.answer"
    DISPLAY_KEEP = "display.keep"
    CERTIFICATE_READ = "certificate.read"
    CERTIFICATE_KEEP = "certificate.keep"
    CERTIFICATE_WITHDRAW = "certificate.withdraw"
    CERTIFICATE_VERIFY = "certificate.verify"
    CHECKLIST_READ = "checklist.read"
    CHECKLIST_FILL = "checklist.fill"
    BOOK_READ = "book.read"
    PAPER_READ = "paper.read"
    PAPER_KEEP = "paper.keep"
    DIARY_SCORE_READ = "diary_score.read"
    OBJECTION_MAKE = "objection.make"
    OBJECTION_READ = "objection.read"
    OBJECTION_ANSWER = "objection.answer"
    DATA_EXPORT = "data.export"
    LIMIT_READ = "limit.read"
    LIMIT_IMPORT = "limit.import"
    LOT_MARKET = "lot.market"
    AREA_CODE_READ = "area_code.read"
    AREA_CODE_KEEP = "area_code.keep"
    AREA_CODE_CONSENT = "area_code.consent"
    TEMPLATE_READ = "template.read"
    TEMPLATE_ADVISE = "template.advise"
    TEMPLATE_PROPOSE = "template.propose"
    TEMPLATE_DECIDE = "template.decide"
    INPUT_READ = "input.read"
    INPUT_IMPORT = "input.import"
    INPUT_STOCK = "input.stock"


_P = Permission
_MEMBER = frozenset({_P.ACCOUNT_OWN})
_PAPERS = frozenset({_P.CERTIFICATE_READ, _P.CHECKLIST_READ, _P.BOOK_READ, _P.PAPER_READ})
_REGISTERS = frozenset({_P.LIMIT_READ, _P.AREA_CODE_READ})
_FARMER = (
    _MEMBER
    | _PAPERS
    | _REGISTERS
    | {_P.INPUT_READ}
    | {_P.LOT_READ, _P.LOT_WORK, _P.PLACE_READ, _P.PLACE_ADD, _P.PRODUCT_READ}
    | {_P.CHECKLIST_FILL, _P.DATA_EXPORT, _P.PAPER_KEEP, _P.OBJECTION_MAKE}
)
_CLERK = _FARMER | {_P.LOT_WORK_FOR_MEMBERS, _P.OBJECTION_READ, _P.INPUT_STOCK}
_MANAGER = _CLERK | {
    _P.OBJECTION_ANSWER,
    _P.PLACE_KEEP,
    _P.PRODUCT_KEEP,
    _P.MEMBER_KEEP,
    _P.ORGANISATION_KEEP,
    _P.STAMP_READ,
    _P.LOT_RELEASE,
    _P.STAMP_ORDER,
    _P.STAMP_PRINT,
    _P.STAMP_ACTIVATE,
    _P.STAMP_MOVE,
    _P.STAMP_RECEIVE,
    _P.CERTIFICATE_KEEP,
    _P.CERTIFICATE_WITHDRAW,
    _P.LOT_MARKET,
    _P.AREA_CODE_CONSENT,
    _P.ALERT_READ,
    _P.ALERT_ANSWER,
    _P.DISPLAY_KEEP,
}
_ADVISER = _MEMBER | {_P.TEMPLATE_READ, _P.TEMPLATE_ADVISE}
_OFFICER = (
    _ADVISER
    | _PAPERS
    | _REGISTERS
    | {_P.LIMIT_IMPORT, _P.AREA_CODE_KEEP}
    | {_P.TEMPLATE_PROPOSE, _P.TEMPLATE_DECIDE}
    | {_P.STAMP_READ, _P.STAMP_APPROVE, _P.STAMP_MOVE, _P.ORGANISATION_REGISTER}
    | {_P.SUPPLY_READ, _P.SUPPLY_KEEP}
    | {_P.CERTIFICATE_VERIFY, _P.CERTIFICATE_WITHDRAW}
    | {_P.DIARY_SCORE_READ, _P.OBJECTION_READ}
    | {_P.INPUT_READ, _P.INPUT_IMPORT}
)
_PRINTER = _MEMBER | {_P.STAMP_PRODUCE}
_INSPECTOR = (
    _ADVISER
    | _PAPERS
    | _REGISTERS
    | {_P.INPUT_READ}
    | {_P.REPORT_READ, _P.REPORT_ANSWER, _P.STAMP_INSPECT, _P.STAMP_FLAG}
    | {_P.ALERT_READ, _P.DISPLAY_KEEP}
    | {_P.DIARY_SCORE_READ, _P.OBJECTION_READ}
)

PERMISSIONS: dict[Role, frozenset[Permission]] = dict.fromkeys(Role, _MEMBER) | {
    Role.FARMER: _FARMER,
    Role.CLERK: _CLERK,
    Role.MANAGER: _MANAGER,
    Role.PRINTER: _PRINTER,
    Role.OFFICER: _OFFICER,
    Role.PROGRAMME_ADMIN: _OFFICER,
    Role.INSPECTOR: _INSPECTOR,
    Role.INSPECTION_HEAD: _INSPECTOR,
    Role.COMMUNE_OFFICER: _ADVISER,
    Role.UNION_OFFICER: _ADVISER,
    Role.LEADER: _ADVISER,
}

AGENCY_ROLES = frozenset(
    {
        Role.COMMUNE_OFFICER,
        Role.UNION_OFFICER,
        Role.OFFICER,
        Role.PROGRAMME_ADMIN,
        Role.INSPECTOR,
        Role.INSPECTION_HEAD,
        Role.LEADER,
        Role.OPERATOR,
    }
)
PRODUCER_ROLES = frozenset({Role.FARMER, Role.CLERK, Role.MANAGER})


def may(role: Role | None, permission: Permission) -> bool:
    """Whether the role grants the permission; a visitor has no role and is granted nothing."""
    return role is not None and permission in PERMISSIONS[role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that grant the permission."""
    return tuple(role for role in Role if may(role, permission))


@dataclass(frozen=True)
class Actor:
    """The person (or machine) a call is made for; a frozen copy, not a row."""

    account_id: UUID | None = None
    membership_id: UUID | None = None
    organisation_id: UUID | None = None
    role: Role | None = None
    name: str = ""
    is_system: bool = False

    @classmethod
    def public(cls) -> Self:
        """A visitor without an account."""
        return cls()

    @classmethod
    def system(cls) -> Self:
        """A job or a command of the operator."""
        return cls(is_system=True)

    def may(self, permission: Permission) -> bool:
        """Whether this actor's role grants the permission.

        Who works for nobody any more still keeps the own account, and can sign out.
        """
        if self.role is None:
            return permission is Permission.ACCOUNT_OWN and self.account_id is not None
        return may(self.role, permission)

    @property
    def sees_every_organisation(self) -> bool:
        """Agencies look across organisations; producers only at their own."""
        return self.role in AGENCY_ROLES
