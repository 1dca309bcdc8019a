"""Segments of text messages, by the published sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.notifications.channels.sms.numbers import e164
from runtime.notifications.channels.sms.segments import GSM, UCS2, Segments, measure
from runtime.notifications.inbound.keywords import meaning


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Segments(GSM, 0, 1)),
        ("a" * 160, Segments(GSM, 160, 1)),
        ("a" * 161, Segments(GSM, 161, 2)),
        ("a" * 306, Segments(GSM, 306, 2)),
        ("a" * 307, Segments(GSM, 307, 3)),
        ("€" * 80, Segments(GSM, 160, 1)),
        ("a" * 159 + "€", Segments(GSM, 161, 2)),
        ("a" * 152 + "€" + "a" * 152, Segments(GSM, 306, 3)),
        ("é" * 160, Segments(GSM, 160, 1)),
        ("ê" * 70, Segments(UCS2, 70, 1)),
        ("ê" * 71, Segments(UCS2, 71, 2)),
        ("ê" * 134, Segments(UCS2, 134, 2)),
        ("ê" * 135, Segments(UCS2, 135, 3)),
        ("😀" * 35, Segments(UCS2, 70, 1)),
        ("😀" * 36, Segments(UCS2, 72, 2)),
        ("ê" * 66 + "😀" + "ê" * 66, Segments(UCS2, 134, 3)),
        ("’", Segments(UCS2, 1, 1)),
    ],
)
def test_sizes(text: str, found: Segments) -> None:
    assert measure(text) == found


@given(st.text(max_size=400))
def test_parts_are_as_few_as_can_be(text: str) -> None:
    found = measure(text)
    alone, part = (160, 153) if found.encoding == GSM else (70, 67)
    if found.count == 1:
        assert found.units <= alone
    else:
        assert found.units > alone and part * (found.count - 1) - (found.count - 1) < found.units <= part * found.count
    assert measure(text + "a").count >= found.count


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (303) 555-0100", "+13035550100"),
        ("303.555.0100", "+13035550100"),
        ("+48 601 234 567", "+48601234567"),
        ("011 48 601234567", "+48601234567"),
        ("911", None),
        ("", None),
        ("+1", None),
        ("call me", None),
        ("303555010", None),
        ("3035550100;DROP TABLE", None),
        ("303-555-0100 ext 5", None),
        ("1" * 1000, None),
        ("+1303555\x000100", None),
    ],
)
def test_phone_numbers(text: str, number: str | None) -> None:
    assert e164(text, "US") == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("STOP", "stop"),
        (" Stop. ", "stop"),
        ("stop!!", "stop"),
        ("Opt-Out", "stop"),
        ("opt out", "stop"),
        ("STOPALL", "stop"),
        ("Unsubscribe", "stop"),
        ("revoke", "stop"),
        ("end", "stop"),
        ("START", "start"),
        ("Yes", "start"),
        ("unstop", "start"),
        ("HELP", "help"),
        ("info?", "help"),
        ("please stop calling my work", None),
        ("yes I paid", None),
        ("", None),
        ("\u202eSTOP", "stop"),
        ("🛑", None),
    ],
)
def test_words_that_end_and_begin_messages(text: str, found: str | None) -> None:
    assert meaning(text) == found
