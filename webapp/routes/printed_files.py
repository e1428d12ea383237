"""Books and dossiers as PDF files: made whole, then sent, and kept by nobody on the way."""

import tempfile
from collections.abc import Iterable
from typing import Final

from flask import Response, send_file
from flask_babel import gettext

from webapp.gateways.printing.flow import Block, Footing, flow
from webapp.routes.words import language

_IN_MEMORY: Final = 4 * 1024 * 1024


def printed_file(blocks: Iterable[Block], foot: str, name: str) -> Response:
    """The file, made before the first byte is sent: a fault is then told as such."""
    footing = Footing(foot, gettext("trang"), language())
    made = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - sent, then closed
    for part in flow(blocks, footing):
        made.write(part)
    made.seek(0)
    response = send_file(made, "application/pdf", as_attachment=True, download_name=f"{name}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response
