"""Evidence on the page of an incident, and on the docket until it is safe."""

from tests.web.docketed import Docketed
from tests.web.test_practice import text
from tests.web.visiting import Visitor


def test_evidence_is_followed_until_it_is_secured(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.complaint}/record"
    noted = {"field-sort": "station_video", "field-held_by": "the station"}
    sent = lawyer.post(f"{path}/evidence_noted", occurred="2025-11-30", **noted)
    assert sent.status_code == 303
    lawyer.post(
        f"{path}/authority_present",
        occurred="2025-11-30",
        **{"field-body": "Police", "field-how_many": "8"},
    )
    page = text(lawyer, f"/cases/{docketed.complaint}")
    for expected in ("nobody has asked to keep it", "the station", "Police × 8"):
        assert expected in page
    act = "Ask for its preservation (our own reminder, no law): video of the station"
    assert act in text(lawyer, "/")
    sort = {"field-sort": "station_video"}
    lawyer.post(f"{path}/evidence_secured", occurred="2025-12-01", **sort)
    assert act not in text(lawyer, "/")
    lawyer.get("/language/ru?next=/")
    assert "сохранено" in text(lawyer, f"/cases/{docketed.complaint}")
