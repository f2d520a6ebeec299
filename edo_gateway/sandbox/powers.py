"""Powers of attorney sent with signatures: taken in by exactly one of the protocol's ways, kept, and judged.

What only the registry of the tax service could tell is not made up: a power named by number alone is compared with
the signer, and is then one that cannot be validated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edo_gateway.domain.authority import judge_named
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.covering import Holder, Link, Signed
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Language, Text
from edo_gateway.formats.power.reading import read_power
from edo_gateway.sandbox.checking import SignatureCheck
from edo_gateway.sandbox.errors import Malformed
from edo_gateway.sandbox.records import PowerFile, PowerStatus, SentPower
from edo_gateway.sandbox.wire import Fields
from signing.certificate import Certificate

_WAYS = ("FullId", "Contents")
_UNDONE = ("Content", "UseDocumentContent")


def posted_power(fields: Fields) -> SentPower | None:
    """``PowerOfAttorneyToPost`` beside a signature. Raises :class:`Malformed` unless exactly one way is taken."""
    if not fields.has("PowerOfAttorney"):
        return None
    given = fields.fields("PowerOfAttorney")
    if given.flag("UseDefault") or any(given.has(name) for name in _UNDONE):
        raise Malformed(what=f"the sandbox takes a power of attorney by {' or '.join(_WAYS)} only")
    if sum(given.has(name) for name in _WAYS) != 1:
        raise Malformed(what=f"a power of attorney is given in exactly one way: {', '.join(_WAYS)}")
    if given.has("Contents"):
        return _by_files(given)
    named = given.fields("FullId")
    return SentPower(
        number=named.guid("RegistrationNumber"),
        issuer_inn=named.required("IssuerInn"),
        representative_inn=named.required("RepresentativeInn"),
    )


def _by_files(given: Fields) -> SentPower:
    files = tuple(PowerFile(one.content("Content"), one.content("Signature")) for one in given.items("Contents"))
    if not files or not all(file.content and file.signature for file in files):
        raise Malformed(what="every one of Contents must hold Content and Signature")
    try:
        powers = [read_power(ExchangeFile("", file.content)) for file in files]
    except GatewayError:
        raise Malformed(what="Contents must be powers of attorney of the unified format") from None
    return SentPower(
        number=powers[0].number,
        issuer_inn=powers[-1].principals[0].inn,
        representative_inn=powers[0].representatives[0].inn,
        files=files,
    )


@dataclass(frozen=True, slots=True)
class PowerCheck:
    """Judges what was sent against whoever signed."""

    signatures: SignatureCheck

    def opinion(self, power: SentPower, signer: Certificate, sender_inn: str, at: datetime) -> tuple[PowerStatus, str]:
        """The status of the protocol and a Russian sentence; ``sender_inn`` is of the box that posted."""
        if not power.files:
            return _by_number(power, signer, sender_inn)
        holder = Holder(
            name=signer.common_name, inn=signer.inn, snils=signer.snils, company_inn=signer.innle, ogrn=signer.ogrn
        )
        signed = Signed(inn=sender_inn, on=at.astimezone(MOSCOW).date(), holder=holder)
        chain = tuple(self._link(file, at) for file in power.files)
        found = judge_named(signed, [power.number], [chain])
        return (PowerStatus.VALID if found.holds else PowerStatus.NOT_VALID), found.text.said_in(Language.RUSSIAN)

    def _link(self, file: PowerFile, at: datetime) -> Link:
        opinion = self.signatures.opinion(file.content, file.signature, at)
        defect = None if opinion.is_good else Text(opinion.reason, opinion.reason)
        return Link(power=read_power(ExchangeFile("", file.content)), defect=defect)


def _by_number(power: SentPower, signer: Certificate, sender_inn: str) -> tuple[PowerStatus, str]:
    if power.issuer_inn != sender_inn:
        return PowerStatus.NOT_VALID, f"ИНН доверителя {power.issuer_inn}, а отправляет {sender_inn}."
    if power.representative_inn != signer.inn:
        return PowerStatus.NOT_VALID, f"ИНН представителя {power.representative_inn}, а в сертификате {signer.inn}."
    return PowerStatus.CANNOT_BE_VALIDATED, "Реестра доверенностей у песочницы нет: по номеру не проверить."
