"""Telling us that something is wrong: one form, no account, and a page to follow it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.digital_link import read_serial
from traceability.errors import FieldError, Refusal
from traceability.keyring import SerialPlace
from traceability.reports import ReportKind
from traceability.verdict import VerdictCode
from webapp.queries.geography import public_provinces
from webapp.queries.reports import NoSuchReceipt, ReportStatus, public_report_status
from webapp.queries.verdict_goods import Message
from webapp.queries.verdicts import AskedStamp, public_verdict
from webapp.routes.csrf import csrf
from webapp.routes.devices import COOKIE, current_device, hashed
from webapp.routes.forms import Form, FormView, empty_form, refused
from webapp.routes.guard import current_actor, public
from webapp.routes.kept import kept
from webapp.routes.limits import count_try_of
from webapp.routes.negotiation import wants_json, wants_problem
from webapp.routes.report_photos import photos_from_before, store_sent_photos
from webapp.routes.verdict_pages import Responsible, responsible
from webapp.services import now, services
from webapp.usecases.limits import RECEIPT_BY_ADDRESS, REPORT_BY_ADDRESS
from webapp.usecases.reports import (
    MOST_PHOTOS,
    FileReport,
    ReportedPhoto,
    file_report,
)

reports = Blueprint("reports", __name__)


@dataclass(frozen=True)
class NewReportPage:
    """What the form offers to choose from, and the photos that came with an earlier try."""

    provinces: tuple[tuple[str, str], ...]
    kept_photos: Sequence[str] = ()
    most_photos: int = MOST_PHOTOS

    @property
    def has_room(self) -> bool:
        """Whether a further photo can be taken."""
        return len(self.kept_photos) < self.most_photos


@dataclass(frozen=True)
class KnownCode:
    """What a look at the told code says: whether it is ours, and of which goods where one may know.

    A code that was never issued is told as one that is none of ours, as everywhere.
    """

    is_ours: bool
    product_name: str | None

    @property
    def note(self) -> Message | None:
        """What is to be said of it in words."""
        return None if self.is_ours else Message("report.code_not_ours")


@dataclass(frozen=True)
class ReceiptPage:
    """All that reports/receipt.html reads."""

    follow_url: str
    just_sent: bool
    state_title: Message
    state_note: Message
    kind: Message
    status: ReportStatus
    stamp_product: str | None
    code_note: Message | None
    responsible: Responsible


@reports.get("/reports/new")
@public
def new() -> ResponseReturnValue:
    """The form; a stamp's page fills the code in."""
    # Chosen beforehand where it is seen: nobody says by an empty form what they did not read.
    code, kind = request.args.get("code", "")[:200], ReportKind.SUSPECTED_FAKE
    return _form(empty_form(code=code, kind=kind.value))


@reports.post("/reports")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def create() -> ResponseReturnValue:
    """Take a report and answer with its receipt."""
    sent = photos_from_before()
    try:
        count_try_of(REPORT_BY_ADDRESS)
        store_sent_photos(sent)
        command = _read(tuple(sent.photos))
        sent.refuse_fault()
        receipt = file_report(current_actor(), command, services().config.secret_key, now=now())
    except Refusal as refusal:
        page = NewReportPage(public_provinces(), sent.kept)
        return refused(refusal, "reports/new.html", page=page)
    url = url_for("reports.show", receipt=receipt)
    if wants_json():
        code = _known_code(public_report_status(receipt))
        told = {"receipt": receipt, "url": url, "code_is_ours": code and code.is_ours}
        return jsonify(told), 201, {"Location": url}
    return redirect(url, code=303)


@reports.get("/reports")
@public
def find() -> ResponseReturnValue:
    """Where a receipt that stands on paper is typed."""
    receipt = request.args.get("receipt")
    if receipt is not None:
        return _status(receipt.strip(), just_sent=False)
    return render_template("reports/find.html", form=empty_form())


@reports.get("/reports/<receipt>")
@public
def show(receipt: str) -> ResponseReturnValue:
    """How far a report is, for whoever holds its receipt."""
    before = urlsplit(request.referrer or "")
    is_form = before.path == "/reports/new" or (before.path == "/reports" and not before.query)
    return _status(receipt, just_sent=is_form and before.netloc == request.host)


def _status(receipt: str, *, just_sent: bool) -> ResponseReturnValue:
    count_try_of(RECEIPT_BY_ADDRESS)  # before the lookup: a stranger who tries numbers learns none
    try:
        status = public_report_status(receipt)
    except NoSuchReceipt as refusal:
        return _find_again(refusal, receipt)
    if wants_json():
        return jsonify(_status_json(status))
    page = _receipt_page(status, just_sent=just_sent)
    return render_template("reports/receipt.html", page=page)


def _find_again(refusal: NoSuchReceipt, receipt: str) -> ResponseReturnValue:
    if wants_problem():
        raise refusal
    fault = FieldError("receipt", refusal.code, refusal.details)
    form = FormView(values={"receipt": receipt}, errors={"receipt": fault}, refusal=refusal)
    return render_template("reports/find.html", form=form), 404


def _form(form: FormView) -> ResponseReturnValue:
    page = NewReportPage(public_provinces())
    return render_template("reports/new.html", form=form, page=page)


def _read(photos: tuple[ReportedPhoto, ...]) -> FileReport:
    form = Form()
    code_text = form.optional_text("code")
    command = FileReport(
        device=_sender(),
        # A choice that was forgotten must not cost somebody the photos they took.
        kind=form.optional_parsed("kind", ReportKind) or ReportKind.SUSPECTED_FAKE,
        code_text=code_text,
        place=_place(code_text),
        product_name=form.optional_text("product_name"),
        shop=form.optional_text("shop"),
        province_code=form.optional_text("province_code", longest=2),
        market=form.optional_text("market"),
        words=form.optional_text("words", longest=4000),
        contact=form.optional_text("contact", longest=100),
        photos=photos,
    )
    form.refuse_faults()
    return command


def _sender() -> str:
    """The phone by its cookie where it has one, else by network address; hashed in either case."""
    if COOKIE in request.cookies:
        return current_device().hash
    return hashed(f"{request.remote_addr} {request.user_agent.string}", now())


def _place(code_text: str | None) -> SerialPlace | None:
    """Where the stamp stands, if the code is one of ours; any other code is kept as it was told."""
    try:
        serial = read_serial(code_text or "")
    except Refusal:
        return None
    return services().keyring.open(serial) if serial else None


def _known_code(status: ReportStatus) -> KnownCode | None:
    """None where no code was told."""
    if status.code_text is None:
        return None
    look = public_verdict(AskedStamp(status.stamp), kept().registered_gtins.knows, now=now())
    is_ours = look.verdict.code is not VerdictCode.UNKNOWN
    return KnownCode(is_ours, look.goods.product_name if look.goods else None)


def _receipt_page(status: ReportStatus, *, just_sent: bool) -> ReceiptPage:
    path, code = url_for("reports.show", receipt=status.receipt), _known_code(status)
    config = services().config
    return ReceiptPage(
        follow_url=f"{config.scheme}://{config.stamp_host}{path}",
        just_sent=just_sent,
        state_title=Message(f"report_state.{status.state.value}.title"),
        state_note=Message(f"report_state.{status.state.value}.note"),
        kind=Message(f"report_kind.{status.kind.value}"),
        status=status,
        stamp_product=code.product_name if code else None,
        code_note=code.note if code else None,
        responsible=responsible(),
    )


def _status_json(status: ReportStatus) -> dict[str, object]:
    code = _known_code(status)
    return {
        "code_is_ours": code and code.is_ours,
        "stamp_product": code and code.product_name,
        "receipt": status.receipt,
        "state": status.state.value,
        "kind": status.kind.value,
        "reported_at": status.reported_at.isoformat(),
        "answer": status.answer,
    }
