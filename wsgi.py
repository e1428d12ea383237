"""The entry point of web servers."""

from webapp.app import create_app
from webapp.long_lived import settle

app = create_app()
settle()
