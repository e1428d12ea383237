"""Versions of event templates that the programme office uploads: how they stand, who may decide."""

from enum import StrEnum
from uuid import UUID

from traceability.errors import Conflict, Forbidden, Invalid, NotFound


class TemplateState(StrEnum):
    """From upload to decision; a version in force stays so for good."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Stance(StrEnum):
    """What an agency says of a proposed version."""

    AGREE = "agree"
    AGREE_WITH_CHANGES = "agree_with_changes"
    DISAGREE = "disagree"


class NoSuchTemplateVersion(NotFound):
    """No version of that id."""

    code = "template_version.not_found"


class TemplateVersionIdUsed(Conflict):
    """This form uploaded something else; nothing was changed."""

    code = "template_version.id_used"


class NotNextVersion(Invalid):
    """The number of a version is the next one of its group."""

    code = "template_version.not_next"


class NothingChanged(Invalid):
    """Two versions of which none says anything else would only be mixed up."""

    code = "template_version.nothing_changed"


class VersionProposed(Conflict):
    """Somebody else proposed this version of the group, and it is not decided yet."""

    code = "template_version.proposed_before"


class TemplateDecided(Conflict):
    """It was put in force, refused or withdrawn before."""

    code = "template_version.decided"


class OwnTemplate(Forbidden):
    """Who uploaded a version does not decide on it."""

    code = "template_version.own"


class NotOwnTemplate(Forbidden):
    """Only who uploaded a version takes it back."""

    code = "template_version.not_own"


class TemplateReasonMissing(Invalid):
    """A decision without a reason would not stand."""

    code = "template_version.reason_missing"


class DangersNotSeen(Invalid):
    """The version leaves out what rules rest on; who decides says that it was read."""

    code = "template_version.dangers_not_seen"


class OpinionMissing(Invalid):
    """Only who agrees with everything needs no words."""

    code = "template_opinion.words_missing"


def check_undecided(state: TemplateState) -> None:
    """Opinions and decisions are for what is only proposed.

    Raises:
        TemplateDecided.
    """
    if state is not TemplateState.PROPOSED:
        raise TemplateDecided(state=f"template_state.{state.value}")


def check_decider(proposed_by: UUID | None, decided_by: UUID | None) -> None:
    """Four eyes: the one who puts it in force is not the one who uploaded it.

    Raises:
        OwnTemplate.
    """
    if proposed_by is not None and proposed_by == decided_by:
        raise OwnTemplate


def check_next(version: int, newest: int) -> None:
    """`newest` is the group's newest version in force, nought of a new group.

    Raises:
        NotNextVersion.
    """
    if version != newest + 1:
        raise NotNextVersion(version=version, next=newest + 1)


def check_words(stance: Stance, words: str) -> None:
    """Whoever does not simply agree says why.

    Raises:
        OpinionMissing.
    """
    if stance is not Stance.AGREE and not words:
        raise OpinionMissing
