"""Whether the square on a proof sheet says what it says in the file."""

from uuid import UUID

from traceability.digital_link import read_serial
from traceability.errors import Invalid
from webapp.queries.proof_sheets import proof_sheet
from webapp.routes.guard import current_actor
from webapp.routes.print_files import PrintedStamps, labels_of


class ProofDiffers(Invalid):
    """The serial is one of the sheet's, and the link around it is not: buyers would be told that
    the stamp is unknown, or phones without a network that it has no signature.
    """

    code = "stamp.proof_differs"


def check_square(order_id: UUID, scanned: str) -> None:
    """Compare a scanned link with the one in the file; a typed code has none.

    Raises:
        NoSuchOrder, ProofDiffers.
    """
    sheet = proof_sheet(current_actor(), order_id)
    stamps = PrintedStamps(
        order_id=sheet.order_id,
        key_id=sheet.key_id,
        gtin=sheet.gtin,
        short_name=sheet.short_name,
        has_covered_code=False,
        rolls=[(1, sheet.serials)],
    )
    links = {read_serial(label.payload): label.payload for label in labels_of(stamps)}
    meant = links.get(read_serial(scanned)) if "/" in scanned else None
    if meant is not None and scanned.strip().upper() != meant.upper():
        raise ProofDiffers
