"""Tables of the store.

Nothing here is peculiar to SQLite: the day a province outgrows it, PostgreSQL
takes the same tables. What repeats from host to host and from scan to scan is
kept once: contents by digest (`blob`), words of a rule (`wording`), and the
results of a host as a set that later scans refer to while nothing has changed.
"""

from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# The newest migration; a test holds it against the migrations themselves.
HEAD = "0003"


# All rows that a scan writes of its findings have the same few times.
@lru_cache(64)
def _naive(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None)


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; the database keeps it without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Take any zone; keep UTC."""
        return _naive(value) if value else None

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Say that what was kept is UTC."""
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A content, zlib-compressed, under the SHA-256 of what it unpacks to.
blob = Table(
    "blob",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

# `info` is the rest of the header as JSON; `state` is running or finished.
scan = Table(
    "scan",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("round", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started", Utc, nullable=False),
    Column("finished", Utc),
    Column("info", Text, nullable=False),
)

# One answer to "what do the results of this scan come to": the first is that of
# the scan itself, each rejudging adds one beside it.
judgement = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan", ForeignKey("scan.number"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("made", Utc, nullable=False),
    Column("policy", Text, nullable=False),
    UniqueConstraint("scan", "number"),
)

# What a judgement took besides evidence, by kind: inventory, policy and so on.
snapshot = Table(
    "snapshot",
    metadata,
    Column("judgement", ForeignKey("judgement.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("blob", ForeignKey("blob.id"), nullable=False),
)

# `listing` is a blob that names the contents of the host's evidence (see
# evidence.py); none where nothing was collected or the evidence was pruned.
# `baseline` is one that names what of an earlier scan it was compared with.
host = Table(
    "host",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan", ForeignKey("scan.number"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False),
    Column("os_family", Text, nullable=False),
    Column("os_id", Text, nullable=False),
    Column("os_version", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("cpu_s", Float, nullable=False),
    Column("wall_s", Float, nullable=False),
    Column("via", Text, nullable=False),
    Column("privilege", Text, nullable=False),
    Column("machine_id", Text, nullable=False),
    Column("host_key", Text, nullable=False),
    Column("collected_at", Utc),
    Column("clock", Float),
    Column("privileged", Boolean, nullable=False),
    Column("cut_short", Text),
    Column("header", Text, nullable=False),
    Column("setting", ForeignKey("blob.id")),
    Column("listing", ForeignKey("blob.id")),
    Column("baseline", ForeignKey("blob.id")),
    Column("digest", LargeBinary(32)),
    UniqueConstraint("scan", "unit", "system", "host"),
    Index("ix_host_subject", "unit", "system", "host"),
)

# What results share, under its SHA-256: the words of a rule, a message, a list of
# (probe, digest); each as JSON.
wording = Table(
    "wording",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("body", Text, nullable=False),
)

# The results of one control on any subjects that came to the same: compressed
# JSON, see results.py. `rule` and `message` in it are rows of `wording`.
result = Table(
    "result",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

# All results of one subject: compressed JSON, the rows of `result` and the lists
# of evidence, rows of `wording`, that belong to each result in them.
result_set = Table(
    "result_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

# Which results a judgement gave a subject; a system or unit has its own.
judged = Table(
    "judged",
    metadata,
    Column("judgement", ForeignKey("judgement.id"), primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("system", Text, primary_key=True),
    Column("host", Text, primary_key=True),
    Column("set", ForeignKey("result_set.id"), nullable=False),
    sqlite_with_rowid=False,
)

# A unit's scores under a judgement, as its report gave them: what a trend is drawn
# from, since adding up old results anew costs more than reading them. `layer` 0 is
# the overall score.
score = Table(
    "score",
    metadata,
    Column("judgement", ForeignKey("judgement.id"), primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("layer", Integer, primary_key=True),
    Column("low", Float),
    Column("high", Float),
    Column("attested", Float),
    Column("band", Text),
    Column("judged", Integer, nullable=False),
    Column("applicable", Integer, nullable=False),
    Column("capped", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("control", Text, nullable=False),
    Column("check", Text, nullable=False),
    Column("layer", Integer, nullable=False),
    Column("severity", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("first_failed", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Column("due", Utc, nullable=False),
    Column("check_version", Integer, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("unverified_since", Utc),
    Column("waiver", Text),
    Column("ending", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("notes", Text, nullable=False),
    UniqueConstraint("subject", "rule"),
)

# Append-only: nothing in this package updates or deletes a row of it.
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding", ForeignKey("finding.id"), nullable=False, index=True),
    Column("scan", ForeignKey("scan.number"), index=True),
    Column("subject", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("unverified", Boolean, nullable=False),
    Column("note", Text, nullable=False),
)

# The host key and machine-id under which a host of the inventory is known.
identity = Table(
    "identity",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("host_key", Text, nullable=False),
    Column("machine_id", Text, nullable=False),
    Column("since", Utc, nullable=False),
)

# A nonce embedded in a bundle script: good for one import from one host.
nonce = Table(
    "nonce",
    metadata,
    Column("nonce", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("issued", Utc, nullable=False),
    Column("used", Utc),
)

# The chain: each body (compressed JSON) names the digest of the one before it;
# `digest` is the body's own, `previous` and `key` repeat what stands in it.
manifest = Table(
    "manifest",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("scan", ForeignKey("scan.number"), index=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("previous", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
