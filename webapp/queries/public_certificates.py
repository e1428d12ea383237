"""The certificates of a lot that anybody may know of: verified, and in force on the day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, select

from traceability.calendar import civil_date
from traceability.certificates import CertificateKind
from webapp.models.certificate import Certificate, in_force_on, speaks_of_lot
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation


@dataclass(frozen=True)
class PublicCertificate:
    """What buyers are told of a certificate in force, and which agency looked at it."""

    kind: CertificateKind
    number: str
    issuer: str
    standard: str
    valid_to: date | None
    verified_on: date
    verified_by: str

    @property
    def kind_code(self) -> str:
        """The code whose words name the kind."""
        return f"certificate.kind.{self.kind.value}"


def public_certificates(
    connection: Connection, lot_id: UUID, *, now: datetime
) -> tuple[PublicCertificate, ...]:
    """Those in force today that speak of a lot, each once: what was renewed gives way to what
    renews it, and an expired one is gone with its last day.
    """
    query = (
        select(
            Certificate.id,
            Certificate.renews_id,
            Certificate.kind,
            Certificate.number,
            Certificate.issuer,
            Certificate.standard,
            Certificate.valid_to,
            Certificate.decided_at,
            Organisation.name.label("agency"),
        )
        .select_from(Lot)
        .join(Certificate, speaks_of_lot())
        .outerjoin(Organisation, Organisation.id == Certificate.decided_for_id)
        .where(Lot.id == lot_id, in_force_on(civil_date(now)))
        .order_by(Certificate.kind, Certificate.issued_on.desc(), Certificate.id)
    )
    rows = connection.execute(query).all()
    renewed = {row.renews_id for row in rows}
    return tuple(
        PublicCertificate(
            kind=row.kind,
            number=row.number,
            issuer=row.issuer,
            standard=row.standard,
            valid_to=row.valid_to,
            verified_on=civil_date(row.decided_at),
            verified_by=row.agency or "",
        )
        for row in rows
        if row.id not in renewed
    )
