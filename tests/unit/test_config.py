"""Settings: a wrong one is a sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from edo_gateway.config import BadSetting, from_environment


@pytest.mark.parametrize("seconds", ["", "0", "-1", "nan", "inf", "1e300", "soon"])
@pytest.mark.parametrize("name", ["EDO_GATEWAY_POLL_SECONDS", "EDO_GATEWAY_LEASE_SECONDS"])
def test_seconds_nobody_can_wait_are_refused(name: str, seconds: str) -> None:
    with pytest.raises(BadSetting, match=name):
        from_environment({name: seconds})


def test_a_password_nobody_can_read_stops_the_program_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "absent", tmp_path, tmp_path / "binary"):
        with pytest.raises(BadSetting, match="EDO_GATEWAY_OPERATOR_PASSWORD_FILE"):
            from_environment({"EDO_GATEWAY_OPERATOR_PASSWORD_FILE": str(path)})
    (tmp_path / "password").write_text("secret\n")
    found = from_environment({"EDO_GATEWAY_OPERATOR_PASSWORD_FILE": str(tmp_path / "password")})
    assert found.operator_password == tmp_path / "password"
