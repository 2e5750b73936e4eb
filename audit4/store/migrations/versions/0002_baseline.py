"""A host's evidence names what it was compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("host") as host:
        host.add_column(sa.Column("baseline", sa.Integer(), nullable=True))
        host.create_foreign_key(op.f("fk_host_baseline"), "blob", ["baseline"], ["id"])
