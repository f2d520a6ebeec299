"""Settings: a wrong one is a sentence that names it."""

from __future__ import annotations

import pytest

from edo_gateway.config import BadSetting, from_environment


@pytest.mark.parametrize("seconds", ["", "0", "-1", "nan", "inf", "1e300", "soon"])
@pytest.mark.parametrize("name", ["EDO_GATEWAY_POLL_SECONDS", "EDO_GATEWAY_LEASE_SECONDS"])
def test_seconds_nobody_can_wait_are_refused(name: str, seconds: str) -> None:
    with pytest.raises(BadSetting, match=name):
        from_environment({name: seconds})
