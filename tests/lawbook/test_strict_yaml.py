"""What is written is what is read, or it is refused with its line."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remedytrack.lawbook.problems import LawbookRefused, Problem
from remedytrack.lawbook.strict_yaml import DEEPEST, LARGEST, decode, read


def refusal(text: str) -> Problem:
    with pytest.raises(LawbookRefused) as refused:
        read(text, "x.yaml")
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10", 10),
        ("-3", -3),
        ("0", 0),
        ("1.5", 1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("True", "True"),
        ("2025-02-28", "2025-02-28"),
        ("2025-02-28T15:00:00Z", "2025-02-28T15:00:00Z"),
        ("1:30", "1:30"),
        ("24:00", "24:00"),
        ('"24"', "24"),
        ("'true'", "true"),
        ("377-V", "377-V"),
        ("art. 832(1)", "art. 832(1)"),
        ("2013–2027", "2013–2027"),
    ],
)
def test_a_value_is_what_it_looks_like(written: str, meant: object) -> None:
    document = read(f"key: {written}\n", "x.yaml")
    assert document.data == {"key": meant}
    assert isinstance(document.data, dict)
    assert type(document.data["key"]) is type(meant)


@pytest.mark.parametrize("key", ["on", "no", "if", "to", "y", "null", "2025-01-01"])
def test_a_key_is_always_text(key: str) -> None:
    assert read(f"{key}: 1\n", "x.yaml").data == {key: 1}


@pytest.mark.parametrize(
    "number",
    ["010", "0x1F", "0o7", "0b1", "1_000", "+5", "1e5", ".5", "5.", ".inf", "-.inf",
     ".nan", "00", "1234567890123456", "9" * 5000],
)  # fmt: skip
def test_a_number_that_can_be_read_in_two_ways_is_refused(number: str) -> None:
    problem = refusal(f"a: 1\nb: {number}\n")
    assert (problem.code, problem.line) == ("L108", 2)
    assert len(problem.message) < 200


@pytest.mark.parametrize(
    ("code", "line", "text"),
    [
        ("L101", 2, "a: 1\nb: [1, 2\n"),
        ("L101", 2, "a: 1\n\tb: 2\n"),
        ("L101", 2, "a: 1\nb: c: d\n"),
        ("L101", 2, "a: 1\nb: \x00\n"),
        ("L103", 3, "a: 1\nb: 2\na: 3\n"),
        ("L103", 2, "on: {x: 1}\n'on': 3\n"),
        ("L104", 1, "a: &name {b: 1}\nc: *name\n"),
        ("L104", 2, "a: 1\nb: *name\n"),
        ("L104", 1, "&key a: 1\n"),
        ("L105", 2, "a: 1\n<<: {b: 2}\n"),
        ("L106", 1, "a: !!python/object/apply:os.system [ls]\n"),
        ("L106", 1, "a: !!str 1\n"),
        ("L106", 1, "a: ! 1\n"),
        ("L109", 2, "a: 1\n? [b]\n: 2\n"),
        ("L109", 1, "'': 1\n"),
        ("L110", 1, ""),
        ("L110", 1, "# only a remark\n"),
        ("L110", 3, "a: 1\n---\nb: 2\n"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(
    code: str, line: int, text: str
) -> None:
    problem = refusal(text)
    assert (problem.code, problem.file) == (code, "x.yaml")
    # An empty file has no place; a parser may notice a lost bracket a line later.
    assert code == "L110" or line <= problem.line <= line + 1


def test_a_refusal_reads_as_a_sentence_with_its_place() -> None:
    problem = refusal("term: 1\nunit: day\nterm: 2\n")
    assert str(problem) == (
        "x.yaml:3: L103 duplicate key “term”: it stands on line 1 already"
    )


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    problem = refusal("\n".join(layers))
    assert (problem.code, problem.line) == ("L104", 1)


def test_levels_beyond_the_deepest_are_refused_without_reading_on() -> None:
    assert refusal("[" * 100_000).code == "L107"
    assert refusal("a: " + "{b: " * 60_000).code == "L107"
    deep = "[" * DEEPEST + "1" + "]" * DEEPEST
    assert read(deep, "x.yaml").line((0,) * DEEPEST) == 1


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert refusal("a: " + "x" * LARGEST).code == "L102"
    assert refusal("a: " + "ж" * (LARGEST // 2)).code == "L102"


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(LawbookRefused) as refused:
        decode("a: 1\nb: Алматы\n".encode("cp1251"), "x.yaml")
    (problem,) = refused.value.problems
    assert (problem.code, problem.line) == ("L100", 2)


def test_what_the_parser_itself_trips_over_is_a_problem_of_the_file() -> None:
    assert refusal("a: \ud800\n").code == "L101"


def test_a_mark_of_byte_order_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfa: 1", "x.yaml") == "a: 1"


def test_lines_are_those_of_keys_and_items() -> None:
    document = read("a:\n  b: 1\n  c:\n    - x\n    - {d: 2,\n       e: 3}\n", "x.yaml")
    assert document.line(("a", "b")) == 2
    assert document.line(("a", "c")) == 3
    assert document.line(("a", "c", 1)) == 5
    assert document.line(("a", "c", 1, "e")) == 6
    assert document.line(("a", "c", 1, "missing")) == 5
    assert document.line(("missing",)) == 1


@settings(deadline=None)
@given(
    st.text(max_size=60) | st.text(alphabet="[]{}:,-?&*!|>'\"% \n\ta1#", max_size=40)
)
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    with suppress(LawbookRefused):
        assert read(text, "x.yaml").file == "x.yaml"
