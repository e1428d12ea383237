"""What a manager may not do to the members of an organisation."""

from traceability.errors import Conflict, Forbidden, NotFound


class NoSuchMember(NotFound):
    """Not a member of this organisation, or not any more."""

    code = "member.not_found"


class AlreadyMember(Conflict):
    """The person has a role here already."""

    code = "member.already"


class RoleNotGiven(Forbidden):
    """A manager makes people farmers, clerks and managers; other roles are given by others."""

    code = "member.role_not_given"


class LastManager(Conflict):
    """Somebody must be left who can let others in."""

    code = "member.last_manager"
