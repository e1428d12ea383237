"""The token check of forms. Public forms are exempt by name: they need no session to be sent."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
