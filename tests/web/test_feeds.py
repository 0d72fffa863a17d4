"""The calendar feed on its page: switched on, read without signing in, switched off."""

import re

from tests.web.visiting import Visitor

PAGE = "/me/calendar"


def test_a_feed_is_switched_on_read_and_switched_off(
    lawyer: Visitor, visitor: Visitor
) -> None:
    assert "Off." in lawyer.get(PAGE).get_data(as_text=True)

    started = lawyer.post(f"{PAGE}/start").get_data(as_text=True)
    found = re.search(r"/calendar/[\w-]+\.ics", started)
    assert found is not None
    path = found.group()
    assert "On since" in lawyer.get(PAGE).get_data(as_text=True)
    assert path not in lawyer.get(PAGE).get_data(as_text=True)

    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data().startswith(b"BEGIN:VCALENDAR")

    lawyer.post(f"{PAGE}/stop")
    assert visitor.get(path).status_code == 404
    assert "Off." in lawyer.get(PAGE).get_data(as_text=True)


def test_an_address_that_was_guessed_is_no_page(visitor: Visitor) -> None:
    assert visitor.get("/calendar/guessed.ics").status_code == 404
