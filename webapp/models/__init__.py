"""All tables, imported in one place so that migrations see them."""

from webapp.models.account import Account, Device, Membership, SignIn
from webapp.models.activation import Activation, ActivationRequest
from webapp.models.alert import LotLooks, StampAlert
from webapp.models.area_code import (
    AreaCode,
    AreaCodeConsent,
    AreaCodeStatusChange,
    LotAreaCode,
)
from webapp.models.audit import AuditEntry, RateCount
from webapp.models.certificate import Certificate, CertificatePlace, CertificateProduct
from webapp.models.checklist import ChecklistAnswer, ChecklistAssessment
from webapp.models.display import StampDisplay
from webapp.models.event import Event, EventPhoto, EventPlace
from webapp.models.event_template import TemplateOpinion, TemplateVersion
from webapp.models.file import StoredFile
from webapp.models.geography import Commune, Province
from webapp.models.input_register import InputRegisterRow, InputRegisterVersion
from webapp.models.input_stock import InputMovement
from webapp.models.laboratory_limit import (
    LaboratoryJudgement,
    LaboratoryLimit,
    LaboratoryLimitVersion,
)
from webapp.models.ledger import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerNode,
    LedgerPersonal,
)
from webapp.models.ledger_dispatch import LedgerDispatch
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision
from webapp.models.lot_notice import LotNoticed
from webapp.models.objection import EventObjection
from webapp.models.organisation import CodeCounter, Organisation
from webapp.models.packed_code import PackedCode
from webapp.models.paper_page import PaperPage, PaperPagePhoto
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.report import Report, ReportPhoto
from webapp.models.scan import DeviceKey, Scan, UnknownLooks, UnscoredStamp
from webapp.models.signing_key import SigningKey
from webapp.models.sms_answer import SmsAnswer
from webapp.models.stamp import CoveredCodeGuess, Stamp, StampFlag
from webapp.models.stamp_holding import StampHolding, StampMovement
from webapp.models.stamp_order import StampKey, StampOrder, StampRoll
from webapp.models.stamp_printing import (
    StampDelivery,
    StampDeliveryRoll,
    StampDownload,
    StampPrintFile,
)
from webapp.models.stamp_supply import StampProgramme, StampSupplier

__all__ = [
    "Account",
    "Activation",
    "ActivationRequest",
    "AreaCode",
    "AreaCodeConsent",
    "AreaCodeStatusChange",
    "AuditEntry",
    "Certificate",
    "CertificatePlace",
    "CertificateProduct",
    "ChecklistAnswer",
    "ChecklistAssessment",
    "CodeCounter",
    "Commune",
    "CoveredCodeGuess",
    "Device",
    "DeviceKey",
    "Event",
    "EventObjection",
    "EventPhoto",
    "EventPlace",
    "InputMovement",
    "InputRegisterRow",
    "InputRegisterVersion",
    "LaboratoryJudgement",
    "LaboratoryLimit",
    "LaboratoryLimitVersion",
    "LedgerCheckpoint",
    "LedgerDispatch",
    "LedgerEntry",
    "LedgerHead",
    "LedgerNode",
    "LedgerPersonal",
    "Lot",
    "LotAreaCode",
    "LotDecision",
    "LotLooks",
    "LotNoticed",
    "Membership",
    "Organisation",
    "PackedCode",
    "PaperPage",
    "PaperPagePhoto",
    "Place",
    "Product",
    "Province",
    "RateCount",
    "Report",
    "ReportPhoto",
    "Scan",
    "SignIn",
    "SigningKey",
    "SmsAnswer",
    "Stamp",
    "StampAlert",
    "StampDelivery",
    "StampDeliveryRoll",
    "StampDisplay",
    "StampDownload",
    "StampFlag",
    "StampHolding",
    "StampKey",
    "StampMovement",
    "StampOrder",
    "StampPrintFile",
    "StampProgramme",
    "StampRoll",
    "StampSupplier",
    "StoredFile",
    "TemplateOpinion",
    "TemplateVersion",
    "UnknownLooks",
    "UnscoredStamp",
]
