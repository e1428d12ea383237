"""What a member may say against an entry made in their name, and what may be answered."""

from traceability.errors import Conflict, Invalid, NotFound


class NoSuchObjection(NotFound):
    """No such objection, or none in this person's reach."""

    code = "objection.not_found"


class ObjectionOpen(Conflict):
    """The member objected before and waits for an answer."""

    code = "objection.open"


class ObjectionIdUsed(Conflict):
    """This form made an objection that says something else; nothing was changed."""

    code = "objection.id_used"


class ObjectionAnswered(Conflict):
    """Somebody answered it first."""

    code = "objection.answered"


class ObjectionReasonMissing(Invalid):
    """An objection, or an answer, says in a few words what is meant."""

    code = "objection.reason_missing"
