"""How an organisation's documents are approved and signed before they leave."""

from __future__ import annotations

from dataclasses import dataclass, field

from edo_gateway.domain.approval import Stage
from edo_gateway.domain.document import DocumentFunction
from edo_gateway.domain.signature import SignatureLevel

_QUALIFIED = frozenset({SignatureLevel.QUALIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The stages of approval, and the signatures a function needs where that is not a qualified one.

    An invoice is signed with a qualified signature whatever the policy says (НК РФ, статья 169, пункт 6); a
    primary document may go with another by agreement of the parties (63-ФЗ, статья 6).
    """

    stages: tuple[Stage, ...] = ()
    signatures: dict[DocumentFunction, frozenset[SignatureLevel]] = field(default_factory=dict)

    def signatures_for(self, function: DocumentFunction) -> frozenset[SignatureLevel]:
        agreed = self.signatures.get(function, _QUALIFIED)
        is_invoice = function in (DocumentFunction.INVOICE, DocumentFunction.INVOICE_AND_TRANSFER)
        return agreed | _QUALIFIED if is_invoice else agreed
