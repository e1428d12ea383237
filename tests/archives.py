"""Archives of own data: taken through the browser, and read as whoever opens them does."""

import csv
import io
import zipfile

from flask.testing import FlaskClient


def taken(client: FlaskClient) -> zipfile.ZipFile:
    """The archive of whoever is signed in."""
    return zipfile.ZipFile(io.BytesIO(client.post("/export").data))


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """The rows of one table, by their columns."""
    text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def everything(archive: zipfile.ZipFile) -> str:
    """All that is written anywhere in it."""
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
