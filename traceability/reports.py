"""Reports from the public: what can be wrong, and how a report moves on.

The steps follow the inspection workflow of TT 27/2020/TT-BCT: what a citizen says
is information to be verified, never by itself a finding.
"""

from enum import StrEnum
from typing import Final

from traceability.errors import NotFound


class NoSuchReport(NotFound):
    """There is no such report."""

    code = "report.not_found"


class ReportKind(StrEnum):
    SUSPECTED_FAKE = "suspected_fake"
    NO_STAMP = "no_stamp"
    WRONG_INFORMATION = "wrong_information"
    BAD_QUALITY = "bad_quality"


class ReportState(StrEnum):
    REPORTED = "reported"
    TRIAGE = "triage"
    VERIFICATION = "verification"
    UNFOUNDED = "unfounded"
    CLOSED = "closed"


_S = ReportState
NEXT_STATES: Final[dict[ReportState, tuple[ReportState, ...]]] = {
    _S.REPORTED: (_S.TRIAGE, _S.VERIFICATION, _S.UNFOUNDED),
    _S.TRIAGE: (_S.VERIFICATION, _S.UNFOUNDED),
    _S.VERIFICATION: (_S.UNFOUNDED, _S.CLOSED),
    _S.UNFOUNDED: (),
    _S.CLOSED: (),
}
