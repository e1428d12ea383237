"""Putting what a use case refuses beside the field it is about."""

from collections.abc import Mapping

from traceability.errors import FieldError, Invalid, Refusal
from webapp.routes.forms import FormFaults


def beside(refusal: Refusal, fields: Mapping[str, str]) -> Refusal:
    """The refusal as a fault of a field, where the code's beginning names one.

    Only what the person can mend by typing something else; a lost race stays what it is.
    """
    if not isinstance(refusal, Invalid) or refusal.errors:
        return refusal
    for beginning, field in fields.items():
        if refusal.code.startswith(beginning):
            return FormFaults(errors=(FieldError(field, refusal.code, refusal.details),))
    return refusal
