"""What is known of a stamp at one look, gathered by the caller for `traceability.verdict`."""

from dataclasses import dataclass
from datetime import date, datetime

from traceability.lots import LotOverlay
from traceability.stamp_ledger import StampState
from traceability.stamp_signatures import SignatureState
from traceability.stamps import FlagKind
from traceability.suspicion import DisplayKind, Sign


@dataclass(frozen=True)
class Flag:
    """What an inspector or the holder laid over the stamp, and what the public may read of it."""

    kind: FlagKind
    public_reason: str = ""


@dataclass(frozen=True)
class Display:
    """Why many look at this stamp, as its holder or an inspector registered it, and since when."""

    kind: DisplayKind
    since: datetime


@dataclass(frozen=True)
class StampFacts:
    """All that is known of a stamp at one look; what is left out is not the case.

    `issued` is false also for a link whose GTIN is not the one this serial was issued for.
    `earlier_scans` counts the counted looks before this one, the device's own among them;
    `own_recent_look` says that one of them was this device's, less than ten minutes ago.
    `suspicion` is in thousandths of the alarm threshold. `second_factor` is the covered code
    opened by this very look. `signature` is what the one in the link says, if it has one.
    `own_covered_check` says that this device opened the covered code, less than ten minutes ago or
    for this very look; `covered_code_matched`, that this look told the right code after others had.
    `is_proof` says that it stands on an order's proof sheet, and on nothing else.
    `proves_lot_only`: the same stamp is on every pack of its lot, so looks at it tell nothing.
    """

    issued: bool
    is_proof: bool = False
    foreign: bool = False
    state: StampState = StampState.IN_STOCK
    flag: Flag | None = None
    lot_overlay: LotOverlay | None = None
    lot_public_reason: str = ""
    activated_at: datetime | None = None
    expires_on: date | None = None
    suspicion: int | None = None
    suspicion_reasons: tuple[Sign, ...] = ()
    display: Display | None = None
    covered_code_checked_at: datetime | None = None
    covered_code_province: str | None = None
    earlier_scans: int = 0
    first_scanned_at: datetime | None = None
    first_scan_province: str | None = None
    own_recent_look: bool = False
    second_factor: bool = False
    own_covered_check: bool = False
    covered_code_matched: bool = False
    signature: SignatureState = SignatureState.ABSENT
    proves_lot_only: bool = False
