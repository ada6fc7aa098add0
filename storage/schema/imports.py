"""The tables of what imports did."""

from sqlalchemy import JSON, Column, Integer, String

from storage.schema.columns import Instant, key, table, to

import_run = table(
    "import_run",
    key(),
    to("district", index=True),
    Column("sources", JSON, nullable=False),
    # Names of places and fields that it added to the district.
    Column("added", JSON, nullable=False),
    Column("made_at", Instant, nullable=False),
)
import_change = table(
    "import_change",
    key(),
    to("import_run", index=True),
    to("offer", nullable=True, ondelete="SET NULL", index=True),
    Column("external_id", String(200), nullable=False),
    # The offer as it was; NULL for one that the import added.
    Column("before", JSON(none_as_null=True)),
    # The offer's version after the import: another one shows that something else changed it.
    Column("version", Integer, nullable=False),
    Column("undone_at", Instant),
)
