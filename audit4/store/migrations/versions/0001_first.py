"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blob")),
        sa.UniqueConstraint("digest", name=op.f("uq_blob_digest")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("first_failed", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("check_version", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("unverified_since", sa.DateTime(), nullable=True),
        sa.Column("waiver", sa.Text(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("subject", "rule", name=op.f("uq_finding_subject_rule")),
    )
    op.create_table(
        "identity",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("host_key", sa.Text(), nullable=False),
        sa.Column("machine_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_identity")),
    )
    op.create_table(
        "nonce",
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issued", sa.DateTime(), nullable=False),
        sa.Column("used", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_nonce")),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint("digest", name=op.f("uq_result_digest")),
    )
    op.create_table(
        "result_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_set")),
        sa.UniqueConstraint("digest", name=op.f("uq_result_set_digest")),
    )
    op.create_table(
        "scan",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column("info", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scan")),
        sa.UniqueConstraint("id", name=op.f("uq_scan_id")),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("digest", name=op.f("uq_wording_digest")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("unverified", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding"], ["finding.id"], name=op.f("fk_event_finding")
        ),
        sa.ForeignKeyConstraint(["scan"], ["scan.number"], name=op.f("fk_event_scan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_finding"), "event", ["finding"], unique=False)
    op.create_index(op.f("ix_event_scan"), "event", ["scan"], unique=False)
    op.create_table(
        "host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("os_family", sa.Text(), nullable=False),
        sa.Column("os_id", sa.Text(), nullable=False),
        sa.Column("os_version", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("cpu_s", sa.Float(), nullable=False),
        sa.Column("wall_s", sa.Float(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("privilege", sa.Text(), nullable=False),
        sa.Column("machine_id", sa.Text(), nullable=False),
        sa.Column("host_key", sa.Text(), nullable=False),
        sa.Column("collected_at", sa.DateTime(), nullable=True),
        sa.Column("clock", sa.Float(), nullable=True),
        sa.Column("privileged", sa.Boolean(), nullable=False),
        sa.Column("cut_short", sa.Text(), nullable=True),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("setting", sa.Integer(), nullable=True),
        sa.Column("listing", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["listing"], ["blob.id"], name=op.f("fk_host_listing")),
        sa.ForeignKeyConstraint(["scan"], ["scan.number"], name=op.f("fk_host_scan")),
        sa.ForeignKeyConstraint(["setting"], ["blob.id"], name=op.f("fk_host_setting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host")),
        sa.UniqueConstraint(
            "scan", "unit", "system", "host", name=op.f("uq_host_scan_unit_system_host")
        ),
    )
    op.create_index("ix_host_subject", "host", ["unit", "system", "host"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scan"], ["scan.number"], name=op.f("fk_judgement_scan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("scan", "number", name=op.f("uq_judgement_scan_number")),
    )
    op.create_index(op.f("ix_judgement_scan"), "judgement", ["scan"], unique=False)
    op.create_table(
        "manifest",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scan", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scan"], ["scan.number"], name=op.f("fk_manifest_scan")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_manifest")),
        sa.UniqueConstraint("digest", name=op.f("uq_manifest_digest")),
    )
    op.create_index(op.f("ix_manifest_scan"), "manifest", ["scan"], unique=False)
    op.create_table(
        "judged",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("set", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement"], ["judgement.id"], name=op.f("fk_judged_judgement")
        ),
        sa.ForeignKeyConstraint(["set"], ["result_set.id"], name=op.f("fk_judged_set")),
        sa.PrimaryKeyConstraint(
            "judgement", "unit", "system", "host", name=op.f("pk_judged")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "snapshot",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("blob", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blob.id"], name=op.f("fk_snapshot_blob")),
        sa.ForeignKeyConstraint(
            ["judgement"], ["judgement.id"], name=op.f("fk_snapshot_judgement")
        ),
        sa.PrimaryKeyConstraint("judgement", "kind", name=op.f("pk_snapshot")),
    )
