"""Limits per address and hour: high enough for a care home, forgotten with the day."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_service.errors import TooMany
from survey_service.web.limits import Limits

NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


def passed(limits: Limits, address: str, *, tries: int, most: int, now: datetime = NOON) -> int:
    """How many of so many tries pass."""
    count = 0
    for _ in range(tries):
        try:
            limits.check("begin", address, most=most, now=now)
        except TooMany:
            continue
        count += 1
    return count


def test_more_than_the_limit_is_refused_with_a_sentence() -> None:
    limits = Limits()
    assert passed(limits, "192.0.2.1", tries=61, most=60) == 60
    with pytest.raises(TooMany, match="in einer Stunde noch einmal"):
        limits.check("begin", "192.0.2.1", most=60, now=NOON)


def test_addresses_purposes_and_hours_are_counted_apart() -> None:
    limits = Limits()
    assert passed(limits, "192.0.2.1", tries=9, most=5) == 5
    assert passed(limits, "192.0.2.2", tries=9, most=5) == 5
    limits.check("receipt", "192.0.2.1", most=5, now=NOON)
    assert passed(limits, "192.0.2.1", tries=9, most=5, now=NOON + timedelta(hours=1)) == 5
    assert passed(limits, "192.0.2.1", tries=9, most=5, now=NOON + timedelta(days=1)) == 5


def test_an_ipv6_network_counts_as_one_address() -> None:
    limits = Limits()
    assert passed(limits, "2001:db8::1", tries=4, most=5) == 4
    assert passed(limits, "2001:db8::ffff:2", tries=4, most=5) == 1
    assert passed(limits, "2001:db8:0:1::1", tries=9, most=5) == 5
    assert passed(limits, "", tries=9, most=5) == 5


def test_no_address_is_kept() -> None:
    limits = Limits()
    limits.check("begin", "192.0.2.1", most=5, now=NOON)
    assert "192.0.2.1" not in repr(vars(limits))
