"""The tables of signing in: apps that show codes, recovery codes, passkeys, accounts elsewhere."""

from sqlalchemy import (
    BigInteger,
    Column,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)

from storage.schema.columns import Instant, key, table, to

authenticator = table(
    "authenticator",
    key(),
    to("person", unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    Column("failures", SmallInteger, nullable=False, server_default="0"),
    Column("failing_since", Instant),
)
recovery_code = table(
    "recovery_code",
    key(),
    to("person"),
    Column("digest", LargeBinary(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("spent_at", Instant),
    UniqueConstraint("person_id", "digest"),
)
passkey = table(
    "passkey",
    key(),
    to("person", index=True),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("device", String(40), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
)
account = table(
    "account",
    key(),
    to("person"),
    Column("issuer", Text, nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("used_at", Instant),
    UniqueConstraint("person_id", "issuer"),
)
