"""Every code's words, gathered from the parts; a test holds that no refusal is without."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from webapp.routes.wording import core, inspection, stamps

WORDING: Mapping[str, LazyString] = {
    **core.WORDING,
    **inspection.WORDING,
    **stamps.WORDING,
}
