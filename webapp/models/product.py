"""Products: what is sold, under a GTIN that its organisation holds or under a code of ours."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import UtcDateTime
from webapp.models.catalogue import Catalogued


class Product(Catalogued):
    """`group` names the event template; `standards` holds one standard a line."""

    __tablename__ = "product"
    WORDS = ("name", "short_name", "brand", "standards")  # a household's brand is its name
    FACTS = (
        *WORDS,
        "group",
        "gtin",
        "internal_code",
        "net_thousandths",
        "net_unit",
        "shelf_life_days",
        "photo_sha256",
        "created_at",
        "retired_at",
    )

    short_name: Mapped[str]
    group: Mapped[str] = mapped_column("product_group")
    gtin: Mapped[str | None] = mapped_column(unique=True)
    internal_code: Mapped[str] = mapped_column(unique=True)
    net_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    net_unit: Mapped[str | None]
    brand: Mapped[str | None]
    shelf_life_days: Mapped[int | None]
    standards: Mapped[str] = mapped_column(default="")
    photo_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
