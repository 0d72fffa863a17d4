from datetime import timedelta

import pytest

from remedytrack.core.dates import When
from remedytrack.storage.errors import NotStored
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Store
from remedytrack.storage.values import (
    Authority,
    Incident,
    IncidentContent,
    Recipient,
)
from tests.storage.samples import NOW, a_matter, a_recipient, stored_proceeding


def test_the_title_of_a_matter_lies_apart(store: Store) -> None:
    matter = a_matter()
    with store.writing() as unit:
        unit.matters.add(matter, "Восьмое марта")
    with store.reading() as unit:
        assert unit.matters.get(matter.id) == matter
        assert unit.matters.by_ref(matter.ref) == matter
        assert unit.matters.all() == [matter]
        assert unit.matters.title(matter.id) == "Восьмое марта"
        assert unit.matters.by_ref("RT-0000-0000") is None
        assert unit.matters.title(new_id(NOW)) == ""
        with pytest.raises(NotStored, match="no matter"):
            unit.matters.get(new_id(NOW))


def test_a_circle_grows_and_shrinks(store: Store) -> None:
    march, cafe = a_matter("RT-AAAA-2222"), a_matter("RT-BBBB-3333")
    with store.writing() as unit:
        unit.matters.add(march, "March")
        unit.matters.add(cafe, "Café")
        for matter in (march, cafe):
            unit.matters.add_member(matter.id, "lawyer", NOW)
        unit.matters.add_member(march.id, "auditor", NOW)
        unit.matters.add_member(march.id, "auditor", NOW + timedelta(days=1))
        assert unit.matters.members(march.id) == {"lawyer", "auditor"}
        assert unit.matters.of_member("lawyer") == {march.id, cafe.id}
        unit.matters.remove_member(march.id, "auditor")
        unit.matters.remove_member(cafe.id, "auditor")
        assert unit.matters.members(march.id) == {"lawyer"}
        assert unit.matters.of_member("auditor") == frozenset()


def test_an_incident_and_the_complaint_about_it(store: Store) -> None:
    words = IncidentContent("Attack on a café", "Two men", "statement", "para. 7")
    with store.writing() as unit:
        complaint = stored_proceeding(unit)
        police = Authority(new_id(NOW), "kz")
        unit.authorities.add(police, "Almaly police department", ["Almaly DP"])
        incident = Incident(
            new_id(NOW),
            "RT-CCCC-4444",
            complaint.matter_id,
            When.parse("2024-05-29/2024-05-30"),
            authority_id=police.id,
            authority_knew=True,
        )
        unit.incidents.add(incident, words)
        assert unit.incidents.all() == [incident]
        unit.incidents.complain(incident.id, complaint.id)
        [read] = unit.incidents.of_matter(complaint.matter_id)
        assert read.proceeding_id == complaint.id
        assert unit.incidents.by_ref("RT-CCCC-4444") == read
        assert unit.incidents.by_ref("RT-DDDD-5555") is None
        assert unit.incidents.contents([incident.id]) == {incident.id: words}
        assert unit.authorities.all() == [unit.authorities.get(police.id)]
        assert unit.authorities.names() == {police.id: "Almaly police department"}
        assert unit.authorities.aliases() == {police.id: ("Almaly DP",)}
        with pytest.raises(NotStored, match="no incident"):
            unit.incidents.complain(new_id(NOW), complaint.id)
        with pytest.raises(NotStored, match="no authority"):
            unit.authorities.get(new_id(NOW))


def test_a_recipient_changes_and_stays_one(store: Store) -> None:
    before = a_recipient("u1")
    after = Recipient("u1", "new@example.org", "kk", "Asia/Almaty", 7, active=False)
    with store.writing() as unit:
        unit.people.put_recipient(before)
        assert unit.people.recipient("u1") == before
        unit.people.put_recipient(after)
        assert unit.people.recipients() == [after]
        assert unit.people.recipient("u2") is None


def test_persons_are_known_by_initials(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_person("z", "Z.S.")
        unit.people.put_person("g", "G.")
        unit.people.put_person("g", "G.S.")
        assert unit.people.initials(["g", "a"]) == {"g": "G.S."}
        assert unit.people.all_initials() == {"g": "G.S.", "z": "Z.S."}
