"""By which right a signature was made, for the command line: the powers of attorney given, and those the file names."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from edo_gateway.docflow.powers import KnownPower, KnownPowers, holder_of
from edo_gateway.domain.authority import Authority, judge_named
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.covering import Signed
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.power import KeptPower
from edo_gateway.formats.power.named import named_powers
from edo_gateway.formats.power.reading import read_power
from signing import SignatureVerdict, SubIndication, TrustStore, verify


def authority_of(
    given: argparse.Namespace, verdicts: Sequence[SignatureVerdict], trust: TrustStore
) -> Authority | None:
    """None where neither the file nor the command line speaks of a power. Raises GatewayError for a bad power."""
    verdict = next((one for one in verdicts if one.signer), None)
    named = named_powers(ExchangeFile(given.file.name, given.file.read_bytes()))
    if verdict is None or verdict.signer is None or not (named or given.power):
        return None
    signatures = [path.read_bytes() for path in given.power_signature]
    known = KnownPowers({one.kept.number: one for one in (_known(path, signatures, trust) for path in given.power)})
    numbers = [one.power.number for one in known.powers.values() if not _is_parent(one, known)]
    chains = [known.links(number) for number in numbers]
    inn = given.inn or (chains[0][-1].power.principals[0].inn if chains else "")
    signed = Signed(inn=inn, on=verdict.time.astimezone(MOSCOW).date(), holder=holder_of(verdict.signer))
    return judge_named(signed, named, chains)


def _known(path: Path, signatures: Sequence[bytes], trust: TrustStore) -> KnownPower:
    """The power with those of the signatures that are of its bytes."""
    file = ExchangeFile(path.name, path.read_bytes())
    power, now = read_power(file), datetime.now(UTC)
    own = [
        one
        for one in signatures
        if all(v.sub_indication is not SubIndication.HASH_FAILURE for v in verify(file.content, one, trust, at=now))
    ]
    kept = KeptPower(
        organization_id=OrganizationId(uuid4()),
        number=power.number.lower(),
        file=file,
        signatures=tuple(own),
        added_at=now,
        added_by="",
    )
    return KnownPower(kept=kept, power=power, trust=trust)


def _is_parent(one: KnownPower, known: KnownPowers) -> bool:
    return any(one.power.number.lower() == other.power.parent.lower() for other in known.powers.values())
