"""Accounts: the third part, read by neither of the planes.

The tables have the columns that Flask-Security asks for; its mixins add behaviour
and no column.
"""

from flask_security import RoleMixin, UserMixin
from sqlmodel import Field, Relationship

from remedytrack.storage.tables.base import Row


class AccountRoleRow(Row, table=True):
    """Which account has which role."""

    __tablename__ = "account_role"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    role_id: str = Field(primary_key=True, foreign_key="role.id")


class RoleRow(Row, RoleMixin, table=True):
    """A role; its id is its name."""

    __tablename__ = "role"

    id: str = Field(primary_key=True)  # type: ignore[assignment]
    name: str = Field(unique=True)
    description: str | None = None


class AccountRow(Row, UserMixin, table=True):
    """Somebody who may sign in. Changing ``fs_uniquifier`` ends every session."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)  # type: ignore[assignment]
    email: str = Field(unique=True)
    name: str
    password: str | None = None
    active: bool = True
    fs_uniquifier: str = Field(unique=True)
    roles: list[RoleRow] = Relationship(  # type: ignore[assignment]
        link_model=AccountRoleRow
    )
