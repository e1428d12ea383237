"""What a PDF says to its reader, page by page."""

import pypdfium2


def pages_of(data: bytes) -> list[str]:
    """The text of every page, its lines joined by single spaces."""
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
