"""How an organisation's documents are approved and signed before they leave."""

from __future__ import annotations

from dataclasses import dataclass, field

from edo_gateway.domain.approval import Stage
from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.signature import SignatureLevel

_QUALIFIED = frozenset({SignatureLevel.QUALIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The stages of approval, and the signatures a kind of document needs where that is not a qualified one.

    A kind is a function, or a type where the format has but one function. An invoice is signed with a qualified
    signature whatever the policy says (НК РФ, статья 169, пункт 6); another document may go with another by agreement
    of the parties (63-ФЗ, статья 6). ``accepts_plain_cms`` lets in signatures made elsewhere that are not bound to
    their certificate (no signingCertificateV2); the verdict warns of it.
    """

    stages: tuple[Stage, ...] = ()
    signatures: dict[DocumentFunction | DocumentType, frozenset[SignatureLevel]] = field(default_factory=dict)
    accepts_plain_cms: bool = True

    def signatures_for(self, type: DocumentType, function: DocumentFunction) -> frozenset[SignatureLevel]:
        kind = type if function is DocumentFunction.DEFAULT else function
        agreed = self.signatures.get(kind, _QUALIFIED)
        return agreed | _QUALIFIED if function.is_invoice else agreed


def kind_named(word: str) -> DocumentFunction | DocumentType:
    """The kind a policy calls by this word. Raises :class:`ValueError` for a word that is neither."""
    return DocumentFunction(word) if word in set(DocumentFunction) else DocumentType(word)
