"""Small secrets at rest."""

from pathlib import Path

import pytest

from signing import KeyPlace, MasterKey, SigningError
from signing.keys.sealing import Sealer


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    return MasterKey(f"file:{tmp_path / 'master.key'}")


def sealer(folder: Path, master: MasterKey) -> Sealer:
    return Sealer(KeyPlace(folder / "keys" / "sealing.pem", master))


def test_what_is_sealed_opens_for_another_process_and_about_the_same_alone(tmp_path: Path, master: MasterKey) -> None:
    sealed = sealer(tmp_path, master).seal(b"secret", about="person 1")
    assert b"secret" not in sealed
    assert sealer(tmp_path, master).open(sealed, about="person 1") == b"secret"
    with pytest.raises(SigningError):
        sealer(tmp_path, master).open(sealed, about="person 2")


@pytest.mark.parametrize("change", [b"", b"x", b"\0" * 40])
def test_what_was_changed_does_not_open(tmp_path: Path, master: MasterKey, change: bytes) -> None:
    with pytest.raises(SigningError):
        sealer(tmp_path, master).open(change, about="person 1")


def test_a_renewed_master_key_opens_what_was_sealed_before(tmp_path: Path, master: MasterKey) -> None:
    sealed = sealer(tmp_path, master).seal(b"secret", about="person 1")
    path = tmp_path / "keys" / "sealing.pem"
    assert master.renew([path]) == [path]
    assert sealer(tmp_path, master).open(sealed, about="person 1") == b"secret"
    assert b"ENCRYPTED" in path.read_bytes()
