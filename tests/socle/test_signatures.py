"""Links from mails: one purpose, an expiry."""

import pytest
import time_machine

from socle.signatures import LienInvalide, read, sign


def test_a_link_gives_back_what_it_was_made_with():
    assert read("presence", sign("presence", {"reunion": 3}, days=5)) == {"reunion": 3}


def test_a_link_made_for_one_purpose_serves_no_other():
    token = sign("presence", {"reunion": 3}, days=5)
    with pytest.raises(LienInvalide):
        read("signature", token)


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_forged_link_is_refused(place):
    token = list(sign("presence", {"reunion": 3}, days=5))
    token[place] = "A" if token[place] != "A" else "B"
    with pytest.raises(LienInvalide):
        read("presence", "".join(token))


def test_a_link_expires():
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False) as clock:
        token = sign("presence", {"reunion": 3}, days=5)
        clock.move_to("2026-03-07 08:59+00:00")
        assert read("presence", token) == {"reunion": 3}
        clock.move_to("2026-03-07 09:01+00:00")
        with pytest.raises(LienInvalide):
            read("presence", token)
