"""`edo-gateway doctor`: nothing to say of a sound installation, a line for each thing that needs a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edo_gateway.cli import main
from edo_gateway.domain.signature import SignatureLevel
from signing import load_key, write_key
from signing.keys.pyca_key import PycaKey
from tests.house import House
from tests.house import house as opened_house


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with opened_house(tmp_path, f"sqlite:///{tmp_path / 'gateway.db'}") as house:
        monkeypatch.setenv("EDO_GATEWAY_DATA", str(house.config.data))
        monkeypatch.setenv("EDO_GATEWAY_DATABASE_URL", house.config.database_url)
        yield house


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    main(["doctor", "--json"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_key_that_cannot_sign_is_a_line(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    director = house.actor("director")
    with house.docflow.units.look() as unit:
        key = unit.people.signing_key(house.organization.id, director.person.id, SignatureLevel.QUALIFIED)
    plain = Path(key.location.removeprefix("file:"))
    lying_plain = [one["place"] for one in findings(capsys)]  # the sample's keys
    assert str(plain) in lying_plain
    assert main(["key", "protect", *lying_plain]) == 0
    capsys.readouterr()
    assert findings(capsys) == []
    assert main(["doctor"]) == 0
    plain.chmod(0o644)
    stranger = house.config.data / "stranger.pem"
    write_key(stranger, PycaKey.generate().encode())
    assert load_key(stranger.read_bytes())
    for location, said in (
        (key.location, "chmod 600"),
        (f"file:{stranger}", "не подходит"),
        ("helper:/nowhere#director", "не отвечает"),
        ("pkcs11:object=x?module-path=/nowhere.so", "module-path"),
    ):
        house.docflow.register.signing_key(replace(key, location=location))
        (found,) = findings(capsys)
        assert said in found["ru"]
        assert "Вера Орлова" in found["place"]
    assert main(["doctor"]) == 1
    capsys.readouterr()
    house.docflow.register.signing_key(replace(key, location="browser:"))  # nothing of it is here to be opened
    assert findings(capsys) == []
