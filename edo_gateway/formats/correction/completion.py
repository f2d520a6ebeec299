"""Completing the correction document: what stays, sums, differences, totals, names by codes, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.correction.document import Agreement, BasisDocument, CorrectionDocument, CorrectionFunction
from edo_gateway.formats.correction.lines import CorrectionLine
from edo_gateway.formats.correction.parties import (
    AnyCorrectionParty,
    CorrectionCompany,
    CorrectionEntrepreneur,
)
from edo_gateway.formats.correction.signatories import (
    AnyCorrectionSignatory,
    AuthorityScope,
    CompanySignatory,
    EntrepreneurSignatory,
    SignatoryPlace,
)
from edo_gateway.formats.correction.sums import ChangedLine, changed_batch, totals
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.parts.party_completion import composer_of
from edo_gateway.formats.parts.short_addresses import FieldsAddress, PlainAddress
from edo_gateway.formats.wording import wording

_F = CorrectionFunction
_SCOPES = {_F.INVOICE: AuthorityScope.INVOICE, _F.INVOICE_AND_AGREEMENT: AuthorityScope.BOTH}
_SIDES = ("before", "after")


def completed_correction_document(document: CorrectionDocument, findings: list[Finding]) -> CorrectionDocument:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _Completion(document, findings).done()


@dataclass(slots=True)
class _Completion:
    document: CorrectionDocument
    findings: list[Finding]

    def done(self) -> CorrectionDocument:
        document = self.document
        lines = tuple(self._line(line, index) for index, line in enumerate(document.lines))
        changes: dict[str, Any] = {
            **self._heading(),
            **self._currency(),
            "seller": self._party(document.seller, "/seller"),
            "buyer": self._party(document.buyer, "/buyer"),
            "lines": lines,
            "agreement": self._agreement(),
            "signatories": self._signatories(),
        }
        if lines and not any(found.layer.value == "arithmetic" for found in self.findings):
            given = {name: getattr(document, name) for name in ("total_increase", "total_decrease")}
            changes |= totals(lines, given, self.findings)
        return document.model_copy(update=changes)

    def _heading(self) -> dict[str, Any]:
        document, words = self.document, wording()
        is_invoice = document.function is _F.INVOICE
        return {
            "fact_name": document.fact_name or (None if is_invoice else words.correction["fact"]),
            "title": document.title or words.correction_title.get(document.function.value),
            "composer": document.composer or composer_of(document.seller),
            "sender": document.sender or document.seller.participant_id,
            "recipient": document.recipient or document.buyer.participant_id,
        }

    def _currency(self) -> dict[str, Any]:
        """The name of the rouble goes without saying."""
        document = self.document
        code = classifiers.currency_code(document.currency) or document.currency
        known = classifiers.currency_name(code)
        if known is None and document.currency_name is None:
            self._note("request.currency_unknown", "/currency", given=document.currency)
        return {"currency": code, "currency_name": document.currency_name or (None if code == "643" else known)}

    def _party(self, party: AnyCorrectionParty, pointer: str) -> AnyCorrectionParty:
        address = party.address
        if isinstance(address, FieldsAddress) and classifiers.region_name(address.region) is None:
            self._note("request.region_unknown", f"{pointer}/address/region", given=address.region)
        if isinstance(address, PlainAddress) and classifiers.country_name(address.country) is None:
            self._note("request.country_unknown", f"{pointer}/address/country", given=address.country)
        return party.model_copy(update={"participant_id": None, "signatory": None})

    def _agreement(self) -> Agreement | None:
        agreement = self.document.agreement
        if agreement is None:
            return None
        named = agreement.transfer_documents or tuple(
            BasisDocument(name=wording().correction["corrected_document"], number=known.number, date=known.date)
            for known in self.document.corrected
        )
        operation = agreement.operation or wording().correction["operation"]
        return agreement.model_copy(update={"transfer_documents": named, "operation": operation})

    def _signatories(self) -> tuple[AnyCorrectionSignatory, ...]:
        signatories = self.document.signatories
        if not signatories and self.document.seller.signatory is not None:
            signatories = (self.document.seller.signatory,)
        if not signatories:
            self._note("request.signatory_missing", "/signatories")
        return tuple(self._signatory(known, f"/signatories/{index}") for index, known in enumerate(signatories))

    def _signatory(self, signatory: AnyCorrectionSignatory, pointer: str) -> AnyCorrectionSignatory:
        changes: dict[str, Any] = self._identity(signatory)
        inn = changes.get("inn", signatory.inn)
        if inn is None and isinstance(signatory, CompanySignatory | EntrepreneurSignatory):
            self._note("request.signatory_inn_missing", f"{pointer}/inn")
        is_employee = isinstance(signatory, CompanySignatory)
        place = SignatoryPlace.AUTHORIZED_PERSON
        if is_employee:
            is_own = inn == self.document.seller.inn
            place = SignatoryPlace.SELLER if is_own else SignatoryPlace.AUTHORIZED_ORGANIZATION
        changes["scope"] = signatory.scope or _SCOPES.get(self.document.function, AuthorityScope.AGREEMENT)
        changes["status"] = signatory.status or place
        changes["basis"] = signatory.basis or wording().correction_basis.get(signatory.kind)
        if changes["basis"] is None:
            self._note("request.signatory_basis_missing", f"{pointer}/basis")
        return signatory.model_copy(update=changes)

    def _identity(self, signatory: AnyCorrectionSignatory) -> dict[str, Any]:
        """A signatory who names nobody else acts for the seller."""
        seller = self.document.seller
        if isinstance(signatory, CompanySignatory) and isinstance(seller, CorrectionCompany):
            is_own = signatory.inn in (None, seller.inn)
            return {"inn": seller.inn, "organization": signatory.organization or seller.name} if is_own else {}
        if isinstance(signatory, EntrepreneurSignatory) and isinstance(seller, CorrectionEntrepreneur):
            return {"inn": signatory.inn or seller.inn}
        return {}

    def _line(self, line: CorrectionLine, index: int) -> CorrectionLine:
        pointer = f"/lines/{index}"
        changes: dict[str, Any] = {"number": index + 1 if line.number is None else line.number}
        for side in _SIDES:
            changes |= self._unit(line, side, pointer)
        if line.traceability:
            batches = enumerate(line.traceability)
            changes["traceability"] = tuple(
                changed_batch(batch, f"{pointer}/traceability/{place}", self.findings) for place, batch in batches
            )
        known = line.changed(changes)
        work = ChangedLine(known, pointer)
        sums = work.worked_out()
        self.findings += work.findings
        return known.changed(sums)

    def _unit(self, line: CorrectionLine, side: str, pointer: str) -> dict[str, Any]:
        """A code stands for the name and a known name for the code."""
        unit, code = getattr(line, f"unit_{side}"), getattr(line, f"unit_code_{side}")
        if unit is not None and code is None and unit.isdigit() and len(unit) in (3, 4):
            unit, code = None, unit
        if code is not None and unit is None:
            unit = classifiers.unit_name(code)
            if unit is None:
                self._note("request.unit_unknown", f"{pointer}/unit_{side}", given=code)
        elif code is None and unit is not None:
            code = classifiers.unit_code(unit)
        return {f"unit_{side}": unit, f"unit_code_{side}": code}

    def _note(self, rule: str, pointer: str, **facts: Any) -> None:
        self.findings.append(finding(rule, pointer, **facts))
