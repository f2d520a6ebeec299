"""Signing when the keys are in a process of their own, and that process is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edo_gateway.docflow.confirm import Consent
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.domain.text import Language
from signing import MasterKey
from signing.keeper.keeper import KeptKey
from tests.house import House
from tests.house import house as opened_house
from tests.keepers import keeping


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened_house(tmp_path, f"sqlite:///{tmp_path / 'gateway.db'}") as house:
        yield house


def test_a_helper_that_is_gone_leaves_the_document_as_it_was_until_it_is_back(house: House) -> None:
    director = house.actor("director")
    with house.docflow.units.look() as unit:
        key = unit.people.signing_key(house.organization.id, director.person.id, SignatureLevel.QUALIFIED)
    kept = {"director": KeptKey(MasterKey(house.config.master).open(key.location))}
    document_id = house.approved("счёт-фактура")
    with keeping(kept, clock=house.clock) as path:
        gone = replace(key, location=f"helper:{path}#director")
    house.docflow.register.signing_key(gone)
    with pytest.raises(SignatureFailed, match="does not answer") as failed:
        house.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=director)
    assert "Служба подписи не отвечает" in failed.value.said_in(Language.RUSSIAN)
    assert house.document(document_id).signatures == frozenset()
    assert house.document(document_id).status is DocumentStatus.SIGNING
    with keeping(kept, clock=house.clock) as path:
        house.docflow.register.signing_key(replace(key, location=f"helper:{path}#director"))
        house.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=director)
    assert house.document(document_id).status is DocumentStatus.SIGNED
