"""What is asked before a key is used, wherever it lies: the turn, the certificate, whose it is, by which right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edo_gateway.docflow.authority import Authorise
from edo_gateway.docflow.joint import check_place
from edo_gateway.docflow.signatory import require_own
from edo_gateway.docflow.turn import check_turn
from edo_gateway.domain.access import Actor
from edo_gateway.domain.authority import Authority
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Unit
from signing import Certificate, SigningError, TrustStore, require_ready


class SignatureFailed(GatewayError):
    code = "signature_failed"
    text = Text(
        "Подпись не поставлена: {reason} Документ не изменился.",
        "The document was not signed: {reason} Nothing has changed.",
    )


@dataclass(frozen=True, kw_only=True)
class MaySign:
    """The authority a signature by the certificate would rest on now.

    Raises :class:`~edo_gateway.docflow.signatory.CertificateOfAnother`, :class:`SignatureFailed` for one nobody would
    believe (dates, chain, revocation), :class:`~edo_gateway.domain.joint.AlreadySignedJointly`, and what
    :func:`~edo_gateway.docflow.turn.check_turn` and :class:`~edo_gateway.docflow.authority.Authorise` raise.
    """

    clock: Clock
    trust: Callable[[], TrustStore]
    authorise: Authorise

    def __call__(
        self, unit: Unit, document: Document, certificate: Certificate, level: SignatureLevel, *, actor: Actor
    ) -> Authority:
        check_turn(document, level)
        authority = self.authorise(unit, document, certificate, level)
        check_place(document, authority)
        require_own(certificate, actor.person, unit.organizations.get(actor.organization_id))
        try:
            self.require_ready(certificate)
        except SigningError as error:
            raise SignatureFailed(reason=Text(error.ru, error.en)) from error
        return authority

    def require_ready(self, certificate: Certificate) -> None:
        """Whether a signature by the certificate would be believed here and now. Raises SigningError."""
        require_ready(certificate, self.trust(), at=self.clock())
