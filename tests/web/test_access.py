"""Every route for every role: what is not opened to somebody is closed to them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from remedytrack.core.access import Role
from remedytrack.web.roles import READERS, WRITERS, roles_of
from tests.web.docketed import Docketed
from tests.web.visiting import Visitor, signed_in

OPEN_TO_ALL = {
    "static",
    "feeds.calendar",
    "languages.switch",
    "liveness.answer",
    "security.login",
    "security.logout",
}
READING = {
    "docket.from_mail",
    "cases.folders",
    "cases.folder",
    "cases.case",
    "cases.deadline",
    "versions.preview",
    "register.overview",
    "register.download",
    "remedies.overview",
    "detentions.overview",
    "detentions.running",
    "detentions.card",
    "detentions.blank_card",
    "evening.overview",
    "evening.print_today",
    "evening.past",
    "evening.print_past",
    "next_steps.overview",
    "findings.overview",
    "findings.download",
    "findings.replies",
    "findings.download_replies",
}
BOTH = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
KEEPING = {
    "coordination.overview": frozenset({Role.COORDINATOR}),
    "law_changes.overview": frozenset({Role.ADMINISTRATOR}),
    "law_changes.publish": frozenset({Role.ADMINISTRATOR}),
    "liveness.clock": BOTH,
    "liveness.confirm": BOTH,
    "authorities.overview": BOTH,
    "authorities.merge": BOTH,
    "authorities.unmerge": BOTH,
    "mail_health.overview": BOTH,
    "people.overview": BOTH,
    "people.lift": BOTH,
    "people.confirm_key": BOTH,
    "people.remove_key": BOTH,
    "people.change_address": frozenset({Role.ADMINISTRATOR}),
    "people.be_away": frozenset({Role.COORDINATOR}),
    "people.be_back": frozenset({Role.COORDINATOR}),
    "people.set_team": frozenset({Role.COORDINATOR}),
    "people.set_ladder": frozenset({Role.COORDINATOR}),
}
VALUES = {
    "deadline_id": "00000000-0000-0000-0000-000000000000",
    "entry_id": "00000000-0000-0000-0000-000000000000",
    "absence_id": "00000000-0000-0000-0000-000000000000",
    "kind": "ruling_delivered",
    "flag": "none",
    "number": "1",
    "one": "00000000-0000-0000-0000-000000000000",
}


def addresses(app: Flask, docketed: Docketed) -> Iterator[tuple[Rule, str, str]]:
    for rule in app.url_map.iter_rules():
        matter = rule.rule.startswith("/matters")
        ref = docketed.matter if matter else docketed.case
        values = {**VALUES, "ref": ref}
        path = app.url_map.bind("localhost").build(
            rule.endpoint, {n: values.get(n, "x") for n in rule.arguments}
        )
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, path


def expected_roles(endpoint: str) -> frozenset[Role] | None:
    if endpoint in OPEN_TO_ALL:
        return None
    if endpoint in {"docket.overview", "calculator.choose", "calculator.ask"}:
        return frozenset(Role)
    if endpoint in READING:
        return frozenset(READERS)
    if endpoint in KEEPING:
        return KEEPING[endpoint]
    if endpoint.startswith("security."):
        return frozenset()
    return frozenset(WRITERS)


def test_each_page_is_open_to_those_it_is_for(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert roles_of(app, rule.endpoint) == expected_roles(rule.endpoint), rule


def test_nothing_that_changes_anything_is_open_to_auditors(app: Flask) -> None:
    """Nor to administrators, who keep law, authorities and mail, and no case."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in OPEN_TO_ALL:
            roles = roles_of(app, rule.endpoint) or frozenset()
            assert Role.AUDITOR not in roles, rule
            keeps = rule.endpoint == "law_changes.publish"
            keeps |= rule.endpoint.startswith(("authorities.", "liveness."))
            keeps |= rule.endpoint in KEEPING and rule.endpoint.startswith("people.")
            keeps &= KEEPING.get(rule.endpoint) != frozenset({Role.COORDINATOR})
            assert (Role.ADMINISTRATOR in roles) is keeps, rule


@pytest.mark.parametrize("role", [*Role])
def test_a_page_that_is_closed_looks_like_none(
    app: Flask, docketed: Docketed, role: Role
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    visitor = signed_in(app, role)
    for rule, method, path in addresses(app, docketed):
        roles = expected_roles(rule.endpoint)
        if roles is None or role in roles:
            continue
        answer = visitor.client.open(path, method=method, base_url="http://localhost")
        assert answer.status_code == 404, (method, path)


def test_without_signing_in_every_page_leads_to_signing_in(
    app: Flask, docketed: Docketed, visitor: Visitor
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for rule, method, path in addresses(app, docketed):
        if not expected_roles(rule.endpoint):
            continue
        answer = visitor.client.open(path, method=method, base_url="http://localhost")
        assert answer.status_code == 302, (method, path)
        assert answer.location.startswith("/sign-in"), path


def test_outside_the_circle_nothing_of_a_case_is_there(
    app: Flask, docketed: Docketed, outsider: Visitor
) -> None:
    for rule, method, path in addresses(app, docketed):
        if method == "GET" and "ref" in rule.arguments:
            assert outsider.get(path).status_code == 404, path
    for path in ("/", "/matters", "/uninvestigated", "/uninvestigated.csv", "/replies"):
        page = outsider.get(path).get_data(as_text=True)
        assert "RT-" not in page, path
        assert "A.T." not in page, path


def test_administrators_see_no_case(administrator: Visitor, docketed: Docketed) -> None:
    for path in ("/matters", f"/cases/{docketed.case}", "/uninvestigated"):
        assert administrator.get(path).status_code == 404
    home = administrator.get("/").get_data(as_text=True)
    assert "see no case" in home
    assert "RT-" not in home
