"""The case page shows the procedure as a picture, with the present state marked."""

import re

from tests.web.docketed import Docketed
from tests.web.visiting import Visitor


def test_the_present_state_is_marked_in_the_picture(
    coordinator: Visitor, docketed: Docketed
) -> None:
    coordinator.get("/language/ru")
    page = coordinator.get(f"/cases/{docketed.case}").get_data(as_text=True)
    picture = page[page.index('id="picture"') :]

    assert "Схема процедуры" in picture
    tracks = re.findall(r'<svg [^>]*class="diagram".*?</svg>', picture, re.DOTALL)
    assert tracks
    for track in tracks:
        assert track.count('class="box present"') == 1
        assert "сейчас" in track
    # The policy of the page allows neither: what is drawn carries attributes only.
    assert not re.search(r"<(style|script)|\sstyle=|\son\w+=", picture)
