from dataclasses import replace

import pytest
from flask_security import UserMixin
from sqlalchemy.orm import scoped_session
from sqlmodel import Session

from remedytrack.storage.accounts import account_store
from remedytrack.storage.errors import NotStored
from remedytrack.storage.tables.accounts import AccountRow
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Account

AIDA = Account(
    id="1b4e28ba",
    email="Aida@example.org",
    name="Aida",
    active=True,
    roles=frozenset({"lawyer", "coordinator"}),
)
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"
NEW_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$bmV3"


def test_an_account_is_found_however_the_address_is_written(store: Store) -> None:
    with store.writing() as unit:
        unit.accounts.add(AIDA, HASH)
    with store.reading() as unit:
        assert unit.accounts.by_email(" aida@EXAMPLE.org ") == AIDA
        assert unit.accounts.get("1b4e28ba") == AIDA
        assert unit.accounts.by_email("nobody@example.org") is None
        assert unit.accounts.get("2") is None


def test_accounts_are_listed_by_role_if_active(store: Store) -> None:
    auditor = replace(AIDA, id="2", email="z@example.org", roles=frozenset({"auditor"}))
    former = replace(auditor, id="3", email="former@example.org", active=False)
    with store.writing() as unit:
        for account in (AIDA, auditor, former):
            unit.accounts.add(account, HASH)
        assert unit.accounts.all() == [AIDA, former, auditor]
        assert unit.accounts.with_role("auditor") == [auditor]
        assert unit.accounts.with_role("administrator") == []


def signed_in(session: "scoped_session[Session]") -> AccountRow:
    user = session.get(AccountRow, AIDA.id)
    assert user is not None
    return user


def test_flask_security_can_sign_people_in(store: Store) -> None:
    with store.writing() as unit:
        unit.accounts.add(AIDA, HASH)
    datastore, session = account_store(store.engine)
    user = signed_in(session)
    assert isinstance(user, UserMixin)
    assert user.is_active
    assert user.password == HASH
    assert user.has_role("lawyer")
    assert not user.has_role("auditor")
    assert datastore.find_role("coordinator") in user.roles
    session.remove()


def test_signing_in_holds_no_lock_and_sees_what_was_written_meanwhile(
    store: Store,
) -> None:
    with store.writing() as unit:
        unit.accounts.add(AIDA, HASH)
    _datastore, session = account_store(store.engine)
    user = signed_in(session)
    with store.writing() as unit:
        unit.settings.put("written", "while somebody is signed in")
    user.password = NEW_HASH
    session.commit()
    session.remove()
    assert signed_in(session).password == NEW_HASH
    session.remove()


def test_shutting_an_account_ends_its_sessions(store: Store) -> None:
    _datastore, session = account_store(store.engine)
    with store.writing() as unit:
        unit.accounts.add(AIDA, HASH)
    before = signed_in(session).get_id()
    session.remove()
    with store.writing() as unit:
        unit.accounts.set_active(AIDA.id, active=False)
        with pytest.raises(NotStored, match="no account nobody"):
            unit.accounts.set_active("nobody", active=False)
    user = signed_in(session)
    assert not user.is_active
    assert user.get_id() != before
    session.remove()
