"""By which right somebody signs: the certificate, the powers of attorney kept here, and the policy put together."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from edo_gateway.docflow.powers import KnownPowers, holder_of
from edo_gateway.domain.authority import BY_AGREEMENT, Authority, judge, judge_named, with_others
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.covering import Signed
from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.domain.text import Text
from edo_gateway.formats.power.named import named_powers
from edo_gateway.storage.contract import Unit
from signing import Certificate, SignatureKind, SignatureVerdict, TrustStore


class NotAuthorised(GatewayError):
    """The signature is refused before it is made, or before one made elsewhere is kept."""

    code = "not_authorised_to_sign"
    text = Text("Подписать нельзя: {reason}", "This may not be signed: {reason}")


@dataclass(frozen=True, kw_only=True)
class Authorise:
    """The authority of a certificate to sign a document of ours now."""

    clock: Clock
    trust: Callable[[], TrustStore]

    def __call__(
        self,
        unit: Unit,
        document: Document,
        certificate: Certificate,
        level: SignatureLevel,
    ) -> Authority:
        """Raises :class:`NotAuthorised`, before the key is used."""
        if level is not SignatureLevel.QUALIFIED:
            return BY_AGREEMENT
        organization, heading = document.organization_id, document.heading
        ours, policy = unit.organizations.get(organization), unit.organizations.policy(organization)
        signed = Signed(
            inn=ours.tax.inn,
            ogrn=str(json.loads(ours.card).get("ogrn") or ""),
            on=self.clock().astimezone(MOSCOW).date(),
            holder=holder_of(certificate),
            sufficient=policy.powers_for(heading.type, heading.function),
        )
        powers = KnownPowers.of(unit, organization, self.trust())
        begun = document.joint.power_number if document.joint else ""
        authority = judge(signed, powers.of_holder(signed.holder), begun=begun)
        if not authority.holds:
            raise NotAuthorised(reason=authority.text)
        if policy.are_powers_enclosed:
            return authority
        _, file = unit.documents.title(document.id, FileRole.SELLER_TITLE)
        return _compared(authority, file)

    def of_other_side(
        self, unit: Unit, document: Document, file: ExchangeFile | None, verdicts: Sequence[SignatureVerdict]
    ) -> Authority | None:
        """The authority behind a qualified signature of the counterparty; None where there is nothing to judge.

        A power is looked for by the numbers their ``file`` names, among those kept here. A bare signature under a file
        of ours (None) has no place to name one: then any power kept for its holder is taken. A joint power asks for
        all of its representatives among the signers.
        """
        signers = [one.signer for one in verdicts if one.kind is SignatureKind.QUALIFIED and one.signer]
        if not signers:
            return None
        signed = Signed(
            inn=document.heading.counterparty_inn,
            on=self.clock().astimezone(MOSCOW).date(),
            holder=holder_of(signers[0]),
        )
        named = named_powers(file) if file else ()
        powers = KnownPowers.of(unit, document.organization_id, self.trust())
        chains = [powers.links(number) for number in named] if file else powers.of_holder(signed.holder)
        authority = judge_named(signed, named, [chain for chain in chains if chain])
        return with_others(authority, [holder_of(signer) for signer in signers[1:]])


def marked(signature: Signature, authority: Authority) -> Signature:
    """The signature with the authority it rests on."""
    return replace(signature, authority=json.dumps(authority_json(authority), ensure_ascii=False))


def authority_json(authority: Authority) -> dict[str, Any]:
    """The fact beside the verdict: basis, power_number, holds, summary, objections and warnings in both languages;
    ``jointly_with`` are all who must sign under a joint power, null under any other."""
    return {
        "basis": authority.basis,
        "holds": authority.holds,
        "power_number": authority.power_number or None,
        "representative_inn": authority.representative_inn or None,
        "jointly_with": [one.name for one in authority.parties] or None,
        "summary": _both(authority.text),
        "objections": [{"fault": one.fault, **_both(one.text)} for one in authority.objections],
        "warnings": [_both(one) for one in authority.warnings],
    }


def _compared(authority: Authority, file: ExchangeFile) -> Authority:
    """Whether the document names the power it is signed by."""
    named = named_powers(file)
    if authority.power_number.lower() in named or not (authority.power_number or named):
        return authority
    if not authority.power_number:
        return _doubted(authority, _NAMED_IN_VAIN.filled(named=", ".join(named)))
    return _doubted(
        authority, (_OTHER_NAMED if named else _NOT_NAMED).filled(number=authority.power_number, named=", ".join(named))
    )


def _doubted(authority: Authority, doubt: Text) -> Authority:
    return replace(authority, warnings=(*authority.warnings, doubt))


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}


_NOT_NAMED = Text(
    "В документе не названа доверенность {number}, по которой он подписан.",
    "The document does not name the power of attorney {number} it is signed by.",
)
_OTHER_NAMED = Text(
    "В документе названа другая доверенность ({named}), а подписан он по {number}.",
    "The document names another power of attorney ({named}); it is signed by {number}.",
)
_NAMED_IN_VAIN = Text(
    "В документе названа доверенность {named}, а подписан он сертификатом самой организации.",
    "The document names the power of attorney {named}; it is signed with the organisation's own certificate.",
)
