"""The entry point of web servers."""

from webapp.app import create_app

app = create_app()
