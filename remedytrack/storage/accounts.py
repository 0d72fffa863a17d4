"""Accounts: who may sign in. Neither the docket nor mailing reads them.

Services add and list accounts within a unit of work. Signing in goes through
Flask-Security, which brings its own way of using a session: :func:`account_store`.
"""

from collections.abc import Iterable
from uuid import uuid4

from flask_security.datastore import SQLAlchemySessionUserDatastore
from sqlalchemy import Engine, func, update
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlmodel import Session, col, select

from remedytrack.storage.engine import Begin, beginning
from remedytrack.storage.errors import NotStored
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.accounts import AccountRoleRow, AccountRow, RoleRow
from remedytrack.storage.values import Account


class Accounts(Repository):
    """The accounts and their roles."""

    def add(self, account: Account, password_hash: str) -> None:
        """Store a new account.

        Args:
            account: with an id of its own (a UUID as text) and its roles.
            password_hash: as Flask-Security's ``hash_password`` gives it.
        """
        self._insert(
            AccountRow(
                id=account.id,
                email=account.email,
                name=account.name,
                password=password_hash,
                active=account.active,
                fs_uniquifier=uuid4().hex,
            )
        )
        self._grant(account.id, account.roles)

    def get(self, account_id: str) -> Account | None:
        """Return the account with this id, if there is one."""
        this = col(AccountRow.id) == account_id
        row = self._first(select(AccountRow).where(this))
        return _account(row) if row else None

    def by_email(self, email: str) -> Account | None:
        """Return the account of this address, in capitals or not."""
        theirs = func.lower(col(AccountRow.email)) == email.strip().lower()
        row = self._first(select(AccountRow).where(theirs))
        return _account(row) if row else None

    def all(self) -> list[Account]:
        """Return every account, by address."""
        rows = self._all(select(AccountRow).order_by(col(AccountRow.email)))
        return [_account(row) for row in rows]

    def with_role(self, role: str) -> list[Account]:
        """Return the active accounts that have ``role``, by address."""
        return [each for each in self.all() if each.active and role in each.roles]

    def set_email(self, account_id: str, email: str) -> None:
        """Let the account sign in under another address; its sessions go on.

        Raises:
            NotStored: there is no such account.
        """
        this = update(AccountRow).where(col(AccountRow.id) == account_id)
        if self._change(this.values(email=email)) != 1:
            raise NotStored("account", account_id)

    def set_active(self, account_id: str, *, active: bool) -> None:
        """Let the account sign in, or not; its sessions end either way.

        Raises:
            NotStored: there is no such account.
        """
        this = update(AccountRow).where(col(AccountRow.id) == account_id)
        if self._change(this.values(active=active, fs_uniquifier=uuid4().hex)) != 1:
            raise NotStored("account", account_id)

    def _grant(self, account_id: str, roles: Iterable[str]) -> None:
        for role in sorted(roles):
            if self._first(select(RoleRow.id).where(col(RoleRow.id) == role)) is None:
                self._insert(RoleRow(id=role, name=role))
            self._insert(AccountRoleRow(account_id=account_id, role_id=role))


def account_store(
    engine: Engine,
) -> tuple[SQLAlchemySessionUserDatastore, "scoped_session[Session]"]:
    """Return what Flask-Security signs people in with, and its session.

    Call the session's ``remove()`` when a request ends. Each of its statements stands
    alone on SQLite: it holds no lock while a service writes, and never fails because
    somebody else wrote since the request began.
    """
    on_its_own = beginning(engine, Begin.STATEMENT)
    session = scoped_session(sessionmaker(on_its_own, class_=Session))
    return SQLAlchemySessionUserDatastore(session, AccountRow, RoleRow), session


def _account(row: AccountRow) -> Account:
    roles = frozenset(role.name for role in row.roles)
    return Account(row.id, row.email, row.name, row.active, roles)
