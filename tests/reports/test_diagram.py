"""The picture of a procedure: every state, what leads where, and the present state."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook import Lawbook, load, strict_yaml
from remedytrack.lawbook.shape import shaped
from remedytrack.reports.diagram import diagram, tracks_drawn
from remedytrack.reports.diagram_layout import Box, Exit, lanes, placed
from remedytrack.resources import folder
from remedytrack.wording import Wording
from tests.lawbook.small_law import CONTENT

SVG = "{http://www.w3.org/2000/svg}"
REQUEST = shaped(strict_yaml.read(CONTENT["kz/request.yaml"], "x.yaml"), Workflow)


def words(picture: str) -> list[str]:
    """Return the lines of text from top to bottom."""
    lines = ElementTree.fromstring(picture).iter(f"{SVG}text")  # noqa: S314 - our own
    return [str(line.text) for line in sorted(lines, key=_height)]


def headings(picture: str) -> str:
    """Return the names of the boxes, joined again where they were broken."""
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own
    titles = root.iterfind(f"{SVG}g[@class='title']/{SVG}text")
    return " ".join(str(line.text) for line in titles)


def _height(line: ElementTree.Element) -> float:
    return float(str(line.get("y")))


def test_a_track_shows_states_terms_and_what_leads_on() -> None:
    (picture,) = tracks_drawn(REQUEST, "en")
    assert words(picture) == [
        "beginning",
        "waiting",
        "Answer: 15\N{NO-BREAK SPACE}calendar\N{NO-BREAK SPACE}days",
        "\N{RIGHTWARDS ARROW} answered",
        "Answered",
        "end",
        "answered",
    ]


def test_the_present_state_is_marked_and_the_words_are_the_readers() -> None:
    (picture,) = tracks_drawn(REQUEST, "ru", {"procedure": "answered"})
    assert words(picture)[-2:] == ["сейчас · конец", "отвечено"]
    assert len(re.findall('class="box present"', picture)) == 1
    assert "начало" in words(picture)


def test_a_picture_is_drawn_once_for_a_definition_language_and_state() -> None:
    once = tracks_drawn(REQUEST, "en", {"procedure": "waiting"})
    assert tracks_drawn(REQUEST, "en", {"procedure": "waiting"}) is once
    edited = REQUEST.model_copy(update={"events": {}})
    (picture,) = tracks_drawn(edited, "en", {"procedure": "waiting"})
    assert "Answered" not in words(picture)


def test_ways_to_one_state_share_a_lane_and_others_keep_clear_of_it() -> None:
    def leading(state: str, *targets: str) -> Box:
        exits = tuple(Exit(target, target, ("event",)) for target in targets)
        return Box(state, state, exits=exits)

    column = placed([leading("a", "b", "c"), leading("b", "c"), leading("c", "a")])
    found = {lane.target: lane for lane in lanes(column)}
    assert set(found) == {"a", "b", "c"}
    assert len({lane.n for lane in found.values()}) == 3
    assert all(one.bottom < other.top for one, other in pairwise(column))
    assert found["c"].top < column[1].top < found["c"].bottom


@pytest.fixture(scope="module")
def law() -> Lawbook:
    return load(folder("workflows"))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_procedure_can_be_drawn_without_style_or_script(
    law: Lawbook, language: str
) -> None:
    for definition in law.workflows.values():
        picture = diagram(definition, language)
        root = ElementTree.fromstring(picture.encode())  # noqa: S314 - our own
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "g", "rect", "path", "text", "title"}
        assert not re.search(r"\s(style|on\w+|href)=", picture)
        for name, drawn in zip(
            definition.tracks, tracks_drawn(definition, language), strict=True
        ):
            said = headings(drawn)
            for state in definition.tracks[name].states.values():
                assert Wording(language).text(state.title) in said
