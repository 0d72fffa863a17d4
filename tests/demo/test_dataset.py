"""The data files: what is in them, and what must never be."""

import re
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

import pytest

from remedytrack.core.dates import When
from remedytrack.demo.dataset import Case, Dataset, Fact, Incident, Source
from remedytrack.demo.script import (
    Connect,
    Do,
    OpenCase,
    RecordFact,
    Undated,
    recorded_at,
    script,
)

NAMES = {
    "381ac548",
    "8d3ffad6",
    "a71c5d19",
    "ab96f700",
    "acf26fb6",
    "b1deb373",
    "c09784cf",
    "eb3e2d4b",
    "f0f8a987",
}
WORD = re.compile(r"[^\W\d_]+")


def cases(data: Dataset) -> Iterator[Case]:
    return (case for dossier in data.dossiers for case in dossier.cases)


def facts(data: Dataset) -> Iterator[Fact]:
    return (fact for case in cases(data) for fact in case.facts)


def incidents(data: Dataset) -> Iterator[Incident]:
    return (each for dossier in data.dossiers for each in dossier.incidents)


def test_every_fact_names_its_document_and_the_place_in_it(data: Dataset) -> None:
    documents = {document.key for document in data.documents}
    told: list[tuple[Source, str]] = [(each.source, each.note) for each in facts(data)]
    told += [(each.source, each.note) for each in incidents(data)]
    assert documents == {"A", "B"}
    for source, note in told:
        assert source.document in documents
        assert source.place
        assert note.endswith(".")


def test_people_stand_in_it_by_initials_only(data: Dataset) -> None:
    initials = {person.initials for person in data.people.persons}
    assert initials == {"G.S.", "Z.S.", "A.T.", "T.B."}
    folder = files("remedytrack.demo") / "data"
    texts = [file.read_text("utf-8") for file in (folder / "dossiers").iterdir()]
    texts += [(folder / f).read_text("utf-8") for f in ("people.yaml", "sources.yaml")]
    words = {word.lower() for text in texts for word in WORD.findall(text)}
    # Hashes of the names in the two documents, so that they do not stand here either.
    assert not {sha256(w.encode()).hexdigest()[:8] for w in words} & NAMES


def test_it_holds_the_cases_that_the_documents_report(data: Dataset) -> None:
    kinds = [case.workflow for case in cases(data)]
    assert kinds.count("un.special_procedures") == 3
    assert kinds.count("kz.police_complaint") == 3
    assert kinds.count("kz.administrative_case") == 5
    assert kinds.count("kz.administrative_appeal") == 5
    assert kinds.count("kz.registration") == 1
    assert kinds.count("ngo.working_group") == 1
    assert kinds.count("kz.parliamentary_request") == 1
    unsettled = [i for i in incidents(data) if i.to_investigate and not i.complaint]
    assert len(unsettled) == 4


def test_what_is_not_known_to_the_day_stays_so(data: Dataset) -> None:
    by_case = {c.key: {f.event: str(f.on) for f in c.facts} for c in cases(data)}
    assert by_case["C1"]["complaint_filed"] == "../2021-07-15"
    assert by_case["C1"]["case_archived"] == "../2025-09-25"
    assert by_case["A2-appeal"]["appeal_decided"] == "2025-02-27|2025-03-11"
    assert by_case["A3-appeal"]["appeal_decided"] == "2025-02-27|2025-03-11"
    assert by_case["M1"]["convened"] == "2023-07"
    assert not any("ruling_delivered" in events for events in by_case.values())


def test_facts_are_recorded_in_the_evening_of_their_last_possible_day() -> None:
    evening = recorded_at("x", When.parse("2025-02-27|2025-03-11"), None)
    assert evening.isoformat() == "2025-03-11T13:00:00+00:00"
    summer_of_2023 = recorded_at("x", When.parse("2023-07"), None)
    assert summer_of_2023.isoformat() == "2023-07-31T12:00:00+00:00"
    with pytest.raises(Undated, match="recorded_at"):
        recorded_at("talk_cancelled", When.parse("2025-11-26/.."), None)


def test_the_script_runs_forward_and_opens_everything_first(data: Dataset) -> None:
    scenes = script(data)
    moments = [scene.at for scene in scenes]
    assert moments == sorted(moments)
    opened: set[str] = set()
    for scene in scenes:
        match scene.step:
            case OpenCase(case=case):
                assert case.appeal_of is None or case.appeal_of in opened
                opened.add(case.key)
            case RecordFact(case=case) | Do(case=case) | Connect(case=case):
                assert case.key in opened
            case _:
                continue
