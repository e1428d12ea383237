"""`temthat ledger`: sealing, verifying, and sending checkpoints to places we do not control."""

from typing import Final, TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from traceability.checkpoint import BadCheckpoint
from traceability.roles import Actor
from webapp.jobs import send_checkpoints
from webapp.operator_words import AUDIT_SAID
from webapp.queries.audits.rows import Finding
from webapp.queries.ledger import NoCheckpoint, public_checkpoint
from webapp.queries.ledger_audit import audit_ledger
from webapp.queries.witnesses import public_witnesses
from webapp.services import now, services
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.lots import adopt_lots
from webapp.usecases.places import adopt_places
from webapp.usecases.products import adopt_products
from webapp.usecases.witnesses import queue_latest

ADOPTED: Final = {"product", "place", "lot"}
BEFORE_TOLD: Final = (
    "Vừa nâng cấp? Xem kỹ các hàng sổ chưa nói tới, rồi chạy một lần: temthat ledger adopt. / "
    "Just upgraded? Look at the rows it tells nothing of, then run once: temthat ledger adopt."
)


@click.group("ledger")
def ledger() -> None:
    """Seal the ledger, and verify it."""


@ledger.command("checkpoint")
@with_appcontext
def checkpoint() -> None:
    """Sign a checkpoint of all there is and print it, to be kept where nobody can change it."""
    sign_checkpoint(Actor.system(), services().signer, now=now())
    try:
        click.echo(public_checkpoint().note, nl=False)
    except NoCheckpoint as empty:
        raise click.ClickException("Sổ chưa có mục nào. / The ledger is empty.") from empty


@ledger.command("verify")
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.File(encoding="utf-8"),
    help="A checkpoint that was kept elsewhere; may be given several times.",
)
@with_appcontext
def verify(kept: tuple[TextIO, ...]) -> None:
    """Walk the whole ledger and name every entry and row that was touched; exit 1 if any was."""
    try:
        audit = audit_ledger(services().signer.key, [file.read() for file in kept])
    except BadCheckpoint as refusal:
        raise click.ClickException(AUDIT_SAID[refusal.code]) from refusal
    for found in audit.findings:
        click.echo(f"{_where(found)}: {AUDIT_SAID[found.code]} ({found.code})")
    for action, count in sorted(audit.unknown.items()):
        click.echo(f"{count} mục loại lạ / entries of a kind this release does not know: {action}")
    click.echo(
        f"{audit.size} mục, {audit.checkpoints} dấu niêm, {len(audit.findings)} chỗ không khớp. / "
        f"{audit.size} entries, {audit.checkpoints} checkpoints, "
        f"{len(audit.findings)} findings."
    )
    if any(it.code == "ledger_audit.row_unsaid" and it.table in ADOPTED for it in audit.findings):
        click.echo(BEFORE_TOLD)
    if audit.findings:
        raise SystemExit(1)


@ledger.command("adopt")
@with_appcontext
def adopt() -> None:
    """Tell the ledger of products, places and lots of a release before; once, when moving here."""
    for adopted, their_name, name in (
        (adopt_products(Actor.system(), now=now()), "sản phẩm", "products"),
        (adopt_places(Actor.system(), now=now()), "địa điểm", "places"),
        (adopt_lots(Actor.system(), now=now()), "lô", "lots"),
    ):
        for code in adopted:
            click.echo(code)
        count = len(adopted)
        click.echo(f"{count} {their_name} đã ghi vào sổ. / {count} {name} were told to the ledger.")


@ledger.command("send")
@with_appcontext
def send() -> None:
    """Sign what there is and send it to every witness now; exit 1 if one did not take it."""
    names = _witness_names()
    sign_checkpoint(Actor.system(), services().signer, names, now=now())
    queue_latest(Actor.system(), names, now=now())
    send_checkpoints(current_app._get_current_object(), now())  # type: ignore[attr-defined]
    if not _tell_witnesses(names):
        raise SystemExit(1)


@ledger.command("witnesses")
@with_appcontext
def witnesses() -> None:
    """List who keeps our checkpoints, and what each of them got last."""
    _tell_witnesses(_witness_names())


def _witness_names() -> tuple[str, ...]:
    names = tuple(witness.name for witness in services().witnesses)
    if not names:
        raise click.ClickException(
            "Chưa cài nơi giữ dấu niêm. / No witness is set: WITNESS_MAIL_TO, WITNESS_URLS."
        )
    return names


def _tell_witnesses(names: tuple[str, ...]) -> bool:
    states = public_witnesses(names)
    for it in states:
        sent = f"{it.sent_size} ({it.sent_at:%Y-%m-%d %H:%M} UTC)" if it.sent_at else "–"
        left = f"; {it.open_state} {it.open_size}, {it.attempts} x: {it.fault or '–'}"
        click.echo(f"{it.name}: {sent}{left if it.open_state else ''}")
    return all(it.open_size is None or it.open_size < (it.sent_size or 0) for it in states)


def _where(found: Finding) -> str:
    """The entry's position or range, and the row by table, id and columns."""
    parts = []
    if found.position is not None:
        parts.append(str(found.position) if found.last is None else _range(found))
    if found.table:
        columns = f" ({', '.join(found.columns)})" if found.columns else ""
        parts.append(f"{found.table} {found.row_id}{columns}")
    return " · ".join(parts)


def _range(found: Finding) -> str:
    is_one = found.position == found.last
    return str(found.position) if is_one else f"{found.position}–{found.last}"


COMMANDS = (ledger,)
