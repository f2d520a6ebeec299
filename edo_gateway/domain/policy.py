"""How an organisation's documents are approved and signed before they leave."""

from __future__ import annotations

from dataclasses import dataclass, field

from edo_gateway.domain.approval import Stage
from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.signature import SignatureLevel

_QUALIFIED = frozenset({SignatureLevel.QUALIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The stages of approval, and the signatures a kind of document needs where that is not a qualified one.

    A kind is a function, or a type where the format has but one function. An invoice is signed with a qualified
    signature whatever the policy says (НК РФ, статья 169, пункт 6); another document may go with another by agreement
    of the parties (63-ФЗ, статья 6). ``accepts_plain_cms`` lets in signatures made elsewhere that are not bound to
    their certificate (no signingCertificateV2); the verdict warns of it. ``confirmations`` are the proofs, one of
    which is enough for a simple signature; a spare code stands in for a one-time code.
    """

    stages: tuple[Stage, ...] = ()
    signatures: dict[DocumentFunction | DocumentType, frozenset[SignatureLevel]] = field(default_factory=dict)
    accepts_plain_cms: bool = True
    confirmations: frozenset[Method] = frozenset({Method.PASSWORD})
    powers: dict[DocumentFunction | DocumentType, frozenset[str]] = field(default_factory=dict)
    are_powers_enclosed: bool = False

    def signatures_for(self, type: DocumentType, function: DocumentFunction) -> frozenset[SignatureLevel]:
        agreed = self.signatures.get(_kind(type, function), _QUALIFIED)
        return agreed | _QUALIFIED if function.is_invoice else agreed

    def powers_for(self, type: DocumentType, function: DocumentFunction) -> frozenset[str] | None:
        """Codes of which any one is enough; None where the policy does not say."""
        return self.powers.get(_kind(type, function))


def _kind(type: DocumentType, function: DocumentFunction) -> DocumentFunction | DocumentType:
    return type if function is DocumentFunction.DEFAULT else function


def kind_named(word: str) -> DocumentFunction | DocumentType:
    """The kind a policy calls by this word. Raises :class:`ValueError` for a word that is neither."""
    return DocumentFunction(word) if word in set(DocumentFunction) else DocumentType(word)
