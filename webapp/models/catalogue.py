"""What places and products have in common: the ledger tells what they are, then what changes."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime


class Catalogued(Base):
    """Of `FACTS` the ledger tells; `WORDS` are those among them that may be about a person: they
    stay beside the ledger, which holds commitments to them.
    """

    __abstract__ = True
    FACTS: ClassVar[tuple[str, ...]]
    WORDS: ClassVar[tuple[str, ...]]

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    name_folded: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def facts(self) -> dict[str, Any]:
        """What the ledger tells of it, as it stands now."""
        return {name: getattr(self, name) for name in self.FACTS}
