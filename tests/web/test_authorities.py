"""The page of the bodies: a coordinator merges two and takes it back."""

from remedytrack.services import opening
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Store
from tests.core.laws import lawbook
from tests.web.docketed import LAWYER
from tests.web.test_practice import text
from tests.web.visiting import NOW, Visitor


def test_two_bodies_are_merged_and_taken_apart(
    coordinator: Visitor, store: Store
) -> None:
    registry = Registry(store, lawbook())
    one, other = (
        opening.add_authority(
            registry, actor=LAWYER, now=NOW, name=name, calendar="kz"
        ).id
        for name in ("Police, short", "Police in full")
    )
    page = text(coordinator, "/authorities")
    assert page.count('class="act"') == 2
    to = {"into": str(other)}
    coordinator.post(f"/authorities/{one}/merge", on="/authorities", **to)
    page = text(coordinator, "/authorities")
    assert page.count('class="act"') == 1
    assert "merged: Police, short" in page
    refused = coordinator.post(f"/authorities/{one}/merge", on="/authorities", **to)
    assert refused.status_code == 303
    assert "cannot be merged" in text(coordinator, "/authorities")
    coordinator.get("/language/ru?next=/")
    assert "Отменить объединение" in text(coordinator, "/authorities")
    coordinator.post(f"/authorities/{one}/unmerge", on="/authorities")
    assert "Орган снова считается отдельно" in text(coordinator, "/authorities")
