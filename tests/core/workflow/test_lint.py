"""Every reference of a workflow leads somewhere, and no choice of law is left open."""

import pytest

from remedytrack.core.findings import Finding
from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint import findings

PROFILE = CountingProfile.model_validate_json("""{
    "id": "kz.plain", "title": {"en": "Plain", "ru": "Просто"},
    "cite": {"act": "A code", "unit": "art. 2"}, "status": "sourced",
    "valid": {"from": "2015-01-01"}, "start": "next_day", "day_means": "working",
    "month_end": "down", "month_anchor": "event_day",
    "roll": {"after": "forward", "before": "none"}, "roll_applies_to": ["day"],
    "ends": "24:00", "resume": "refuse"}""")
# The same code before 2015 is known by one paragraph only.
OLD = CountingProfile.model_validate_json("""{
    "id": "kz.old", "title": {"en": "Old", "ru": "Старый"},
    "cite": {"act": "An old code", "unit": "art. 2"}, "status": "sourced",
    "valid": {"from": "2001-01-01", "to": "2014-12-31"}, "start": "next_day"}""")
KZ = CalendarFile.model_validate_json("""{
    "calendar": "kz", "title": {"en": "Kazakhstan", "ru": "Казахстан"},
    "zone": "Asia/Almaty", "weekend": ["sat", "sun"],
    "horizon": {"from": "2020-01-01", "to": "2027-12-31"},
    "days": [{"day": "2025-01-01", "kind": "holiday", "name": "x", "act": "x",
              "known_from": "2001-12-13", "certainty": "decreed"}]}""")
GENEVA = CalendarFile.model_validate_json("""{
    "calendar": "geneva", "title": {"en": "Geneva", "ru": "Женева"},
    "zone": "Europe/Zurich", "weekend": ["sat", "sun"],
    "horizon": {"from": "2020-01-01", "to": "2027-12-31"}}""")

WORKFLOW = """{
    "workflow": "kz.request", "version": 1, "kind": "application",
    "title": {"en": "Request", "ru": "Запрос"}, "calendar": "kz",
    "sources": ["a document"],
    "tracks": {"procedure": {"initial": "waiting", "states": {
        "waiting": {"title": {"en": "waiting", "ru": "ожидание"}},
        "silent": {"title": {"en": "silent", "ru": "молчание"}},
        "granted": {"title": {"en": "granted", "ru": "удовлетворено"}},
        "refused": {"title": {"en": "refused", "ru": "отказано"}}}}},
    "events": {
        "registered": {"title": {"en": "Registered", "ru": "Зарегистрировано"},
            "fields": {
                "channel": {"type": "choice", "title": {"en": "Way", "ru": "Способ"},
                    "choice": {"post": {"en": "post", "ru": "почта"}}},
                "urgent": {"type": "yes_no", "title": {"en": "Urgent", "ru": "Срочно"}},
                "pages": {"type": "number", "title": {"en": "Pages", "ru": "Листы"}},
                "signed": {"type": "date", "title": {"en": "Signed", "ru": "Подпись"}},
                "proof": {"type": "document", "title": {"en": "Proof", "ru": "Копия"}},
                "words": {"type": "text", "title": {"en": "Text", "ru": "Текст"}}}},
        "answered": {"title": {"en": "Answered", "ru": "Отвечено"},
            "fields": {"outcome": {"type": "choice",
                "title": {"en": "How", "ru": "Как"},
                "choice": {"granted": {"en": "granted", "ru": "да"},
                           "refused": {"en": "refused", "ru": "нет"}}}},
            "moves": {"procedure":
                {"from": ["waiting", "silent"], "to_by": "outcome"}}},
        "no_answer": {"title": {"en": "Silence", "ru": "Молчание"}, "derived": true,
            "moves": {"procedure": {"from": ["waiting"], "to": "silent"}}},
        "claim_filed": {"title": {"en": "Claim", "ru": "Иск"}}},
    "groups": {"steps": ["registered", "claim_filed"]},
    "settings": {"pause": {"n": 2, "unit": "month",
        "title": {"en": "Pause", "ru": "Пауза"}}},
    "time_limits": [
        {"id": "kz.answer", "act": {"en": "Answer", "ru": "Ответить"},
         "bound": "authority", "consequence": "expectation",
         "on": "registered", "select_by": "registered", "profile": "kz.plain",
         "term": {"n": 15, "unit": "day"}, "satisfied_by": "answered",
         "if": {"fact": "registered.channel", "equals": "post"},
         "on_expiry": {"event": "no_answer"},
         "cite": {"act": "A code", "unit": "art. 1"}, "status": "sourced",
         "valid": {"from": "2021-07-01"}},
        {"id": "kz.claim", "act": {"en": "Claim", "ru": "Подать иск"},
         "bound": "us", "consequence": "bar",
         "on": "no_answer", "select_by": "registered", "profile": "kz.plain",
         "term": {"n": 1, "unit": "month"}, "satisfied_by": "claim_filed",
         "cite": {"act": "A code", "unit": "art. 3"}, "status": "sourced",
         "valid": {"from": "2021-07-01"}}],
    "flags": [{"id": "silent", "title": {"en": "Silent", "ru": "Молчание"},
        "since": "registered", "when": {"expired": "kz.answer"}}]}"""

ANSWER_VALID = '"valid": {"from": "2021-07-01"}},\n        {"id": "kz.claim"'
GUARD = '{"fact": "registered.channel", "equals": "post"}'
WHEN = '{"expired": "kz.answer"}'


def found(*changes: tuple[str, str]) -> list[Finding]:
    text = WORKFLOW
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return findings(
        Workflow.model_validate_json(text),
        {"kz.plain": (PROFILE,), "kz.old": (OLD,)},
        {"kz": KZ, "geneva": GENEVA},
    )


def shown(finding: Finding) -> str:
    path = ".".join(str(step) for step in finding.path)
    return f"{finding.code} {path}: {finding.message}"


def test_a_correct_workflow_has_no_findings() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"to": "silent"',
            '"to": "silennt"',
            "L301 events.no_answer.moves.procedure.to",
        ),
        (
            '"from": ["waiting"]',
            '"from": ["gone"]',
            "L301 events.no_answer.moves.procedure.from.0",
        ),
        ('"initial": "waiting"', '"initial": "x"', "L301 tracks.procedure.initial"),
        (
            '"refused": {"en"',
            '"rejected": {"en"',
            "L301 events.answered.moves.procedure.to_by",
        ),
        (
            '"moves": {"procedure": {"from": ["waiting"]',
            '"moves": {"other": {"from": ["waiting"]',
            "L302 events.no_answer.moves.other",
        ),
        (', "to": "silent"', "", "L303 events.no_answer.moves.procedure"),
        (
            '"to_by": "outcome"',
            '"to_by": "result"',
            "L303 events.answered.moves.procedure.to_by",
        ),
        ('"to": "silent"', '"to": "granted"', "L304 tracks.procedure.states.silent"),
        ('"on": "registered"', '"on": "registred"', "L306 time_limits.0.on"),
        ('"on": "registered"', '"on": "steps"', "L306 time_limits.0.on"),
        (
            '"satisfied_by": "answered"',
            '"satisfied_by": "x"',
            "L306 time_limits.0.satisfied_by",
        ),
        ('["registered", "claim_filed"]', '["x"]', "L306 groups.steps.0"),
        ('"since": "registered"', '"since": "x"', "L306 flags.0.since"),
        ('"groups": {"steps"', '"groups": {"answered"', "L307 groups.answered"),
        (
            '"claim_filed": {"title"',
            '"claim_filed": {"title": {"en": "x", "ru": "x"}}, "waived": {"title"',
            "L307 events.waived",
        ),
        ('"type": "number"', '"type": "choice"', "L308 events.registered.fields.pages"),
        (
            GUARD,
            '{"fact": "registered.chanel", "equals": "post"}',
            "L311 time_limits.0.if.fact",
        ),
        (
            GUARD,
            '{"fact": "registered.channel", "equals": "fax"}',
            "L312 time_limits.0.if.equals",
        ),
        (
            GUARD,
            '{"fact": "registered.channel", "in": ["post", 1]}',
            "L312 time_limits.0.if.in",
        ),
        (
            GUARD,
            '{"fact": "registered.urgent", "equals": "yes"}',
            "L312 time_limits.0.if.equals",
        ),
        (
            GUARD,
            '{"fact": "registered.pages", "equals": true}',
            "L312 time_limits.0.if.equals",
        ),
        (
            GUARD,
            '{"fact": "registered.signed", "equals": "2025"}',
            "L312 time_limits.0.if.equals",
        ),
        (
            GUARD,
            '{"fact": "registered.proof", "equals": "x"}',
            "L312 time_limits.0.if.equals",
        ),
        (
            GUARD,
            '{"fact": "registered.pages", "before": "2025-01-01"}',
            "L312 time_limits.0.if",
        ),
        (
            GUARD,
            '{"fact": "registered.words", "equals": "x"}',
            "L313 time_limits.0.if.fact",
        ),
        (
            GUARD,
            '{"not": {"any": [{"fact": "registered.words", "equals": "x"}]}}',
            "L313 time_limits.0.if.not.any.0.fact",
        ),
        (GUARD, '{"in_state": {"procedure": ["waiting"]}}', "L314 time_limits.0.if"),
        (GUARD, '{"all": []}', "L317 time_limits.0.if"),
        (GUARD, '{"fact": "registered.channel", "in": []}', "L317 time_limits.0.if.in"),
        (WHEN, '{"late": "kz.anser"}', "L315 flags.0.when.late"),
        (WHEN, '{"elapsed": "paws", "since": "steps"}', "L316 flags.0.when.elapsed"),
        (WHEN, '{"elapsed": "pause", "since": "stp"}', "L306 flags.0.when.since"),
        (WHEN, '{"occurred": "x"}', "L306 flags.0.when.occurred"),
        (
            WHEN,
            '{"in_state": {"procedure": ["gone"]}}',
            "L301 flags.0.when.in_state.procedure.0",
        ),
        (WHEN, '{"in_state": {"other": ["gone"]}}', "L302 flags.0.when.in_state.other"),
        (WHEN, '{"in_state": {}}', "L317 flags.0.when.in_state"),
        (
            '"profile": "kz.plain",\n         "term": {"n": 15',
            '"profile": "kz.plane","term": {"n": 15',
            "L321 time_limits.0.profile",
        ),
        ('"calendar": "kz"', '"calendar": "kg"', "L322 calendar"),
        (
            '"on": "registered"',
            '"calendar": "kg", "on": "registered"',
            "L322 time_limits.0.calendar",
        ),
        ('"calendar": "kz"', '"calendar": "geneva"', "L323 time_limits.0"),
        (
            '"n": 15, "unit": "day"}',
            '"n": 15, "unit": "day"}, "direction": "before"',
            "L324 time_limits.0",
        ),
        (
            '"n": 15, "unit": "day"}',
            '"n": 15, "unit": "hour"}, "direction": "before", "count": "nth_day"',
            "L324 time_limits.0",
        ),
        (
            ANSWER_VALID,
            ANSWER_VALID.replace("2021", "2014"),
            "L325 time_limits.0.profile",
        ),
        ('"kz.claim"', '"kz.answer"', "L326 time_limits.1.valid.from"),
        ('"n": 15', '"n": 0', "L328 time_limits.0.term.n"),
        (
            '"n": 2, "unit": "month"',
            '"n": -2, "unit": "month"',
            "L328 settings.pause.n",
        ),
        (
            '"event": "no_answer"',
            '"event": "answered"',
            "L329 time_limits.0.on_expiry.event",
        ),
        ('"on_expiry": {"event": "no_answer"},', "", "L330 events.no_answer.derived"),
        (
            '"on": "registered"',
            '"on": "no_answer"',
            "L331 time_limits.0.on_expiry.event",
        ),
        (
            GUARD,
            '{"not": {"occurred": "no_answer"}}',
            "L331 time_limits.0.on_expiry.event",
        ),
        (
            '"on": "registered"',
            '"per": "person", "on": "registered"',
            "L332 time_limits.0.per",
        ),
        ('["a document"]', "[]", "L333 sources"),
        ('"ru": "Запрос"', '"ru": " "', "L334 title.ru"),
        ('"unit": "art. 3"', '"unit": ""', "L334 time_limits.1.cite.unit"),
    ],
)
def test_what_leads_nowhere_is_found_where_it_stands(
    old: str, new: str, expected: str
) -> None:
    assert expected in [shown(each).split(":")[0] for each in found((old, new))]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"on": "registered"', '"on": "registred"', "did you mean “registered”?"),
        ('"on": "registered"', '"on": "steps"', "“steps” is a group; name one event"),
        ('"to": "silent"', '"to": "silennt"', "has no state “silennt”; did you mean"),
        (GUARD, '{"fact": "registered.words", "equals": "x"}', "is free text"),
        (GUARD, '{"fact": "registered.urgent", "equals": "no"}', "true or false"),
        ('"unit": "day"}', '"unit": "day"}, "direction": "before"', "says `count`"),
        ('"calendar": "kz"', '"calendar": "geneva"', "“geneva” lists no days off"),
        ('["a document"]', "[]", "name at least one document this rests on"),
    ],
)
def test_a_finding_says_what_to_do(old: str, new: str, message: str) -> None:
    assert message in " ".join(each.message for each in found((old, new)))


def test_a_profile_that_leaves_a_choice_open_is_refused_for_each_limit() -> None:
    claimed = '"profile": "kz.plain",\n         "term": {"n": 1,'
    (finding,) = found(
        (claimed, claimed.replace("kz.plain", "kz.old")),
        ('"2021-07-01"}}],', '"2010-01-01", "to": "2014-12-31"}}],'),
    )
    assert shown(finding).startswith(
        "L324 time_limits.1: kz.claim@2010-01-01: nothing says `day_means`"
    )


def second_version(valid: str, *, void: str = "false") -> tuple[str, str]:
    """Give the answer's rule an end in 2023 and a second version after it."""
    first, _, following = ANSWER_VALID.partition(",\n")
    ended = first.replace('"2021-07-01"', '"2021-07-01", "to": "2023-12-31"')
    again = f"""{{"id": "kz.answer", "act": {{"en": "Answer", "ru": "Ответить"}},
        "bound": "authority", "consequence": "expectation", "on": "registered",
        "select_by": "registered", "profile": "kz.plain", "void": {void},
        "term": {{"n": 10, "unit": "day"}}, "satisfied_by": "answered",
        "cite": {{"act": "A code", "unit": "art. 1"}}, "status": "sourced",
        "valid": {valid}}}"""
    return ANSWER_VALID, f"{ended}, {again},\n{following}"


def test_versions_follow_each_other_day_by_day() -> None:
    assert found(second_version('{"from": "2024-01-01"}')) == []
    assert found(second_version('{"from": "2024-01-01"}', void="true")) == []
    (overlap,) = found(second_version('{"from": "2023-12-31"}'))
    assert shown(overlap).startswith("L326 time_limits.1.valid.from: this version beg")
    (gap,) = found(second_version('{"from": "2024-02-01"}'))
    assert "no version is in force from 2024-01-01 to 2024-01-31" in gap.message


def test_a_workflow_without_tracks_or_states_says_so() -> None:
    definition = Workflow.model_validate_json(WORKFLOW)
    for tracks in ({}, {"procedure": {"initial": "waiting", "states": {}}}):
        data = definition.model_dump(mode="json", by_alias=True) | {"tracks": tracks}
        bare = definition.model_validate(data, strict=False)
        codes = [finding.code for finding in findings(bare, {}, {})]
        assert "L305" in codes


def test_a_flag_is_defined_once() -> None:
    again = (
        '{"id": "silent", "title": {"en": "S", "ru": "М"}, "since": "answered", '
        '"when": {"occurred": "registered"}}'
    )
    (finding,) = found(('"flags": [', f'"flags": [{again}, '))
    assert shown(finding) == "L335 flags.1.id: the flag “silent” is defined twice"
