"""Completing the transfer document: names by codes, titles by function, sums by lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edo_gateway.domain.document import DocumentFunction
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.parts.party_completion import completed_party, composer_of, with_country_names
from edo_gateway.formats.parts.references import Reference
from edo_gateway.formats.parts.values import VatRate
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transfer.facts import InvoiceCircumstance, Transfer
from edo_gateway.formats.transfer.lines import Line, LineKind, Traceability
from edo_gateway.formats.transfer.sums import LineSums, by_rates, is_vat_of_totals, total, total_vat
from edo_gateway.formats.wording import wording

_F = DocumentFunction
_NEEDS_TRANSFER = frozenset({_F.INVOICE_AND_TRANSFER, _F.TRANSFER})
_WITHOUT_EXCISE = "без акциза"
_UNTAXED = frozenset({VatRate.WITHOUT_VAT, VatRate.TAX_AGENT})


def completed_transfer_document(document: TransferDocument, findings: list[Finding]) -> TransferDocument:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _Completion(document, findings).done()


@dataclass(slots=True)
class _Completion:
    document: TransferDocument
    findings: list[Finding]

    def done(self) -> TransferDocument:
        document = self.document
        lines = tuple(self._line(line, index) for index, line in enumerate(document.lines))
        changes: dict[str, Any] = {
            **self._heading(),
            **self._parties(),
            **self._currency(),
            **(self._totals(lines) if lines else {}),
            "lines": lines,
            "price_includes_vat": None,
            "shipment_documents": self._shipment_documents(),
            "transfer": self._transfer(),
            "signatories": self._signatories(),
        }
        return with_country_names(document.changed(changes), self.findings)

    def _heading(self) -> dict[str, Any]:
        document = self.document
        contents = document.contents
        fact = document.fact_name if document.function is _F.INVOICE else document.fact_name or wording().fact
        announced = contents is not None and any(contents.__dict__.values())
        return {
            "fact_name": fact,
            "title": document.title or wording().title.get(document.function.value),
            "composer": document.composer or composer_of(document.seller),
            "contents": contents if announced else None,
            "sender": document.sender or document.seller.participant_id,
            "recipient": document.recipient or document.buyer.participant_id,
        }

    def _parties(self) -> dict[str, Any]:
        document, findings = self.document, self.findings
        changes: dict[str, Any] = {
            "seller": completed_party(document.seller, "/seller", findings),
            "buyer": completed_party(document.buyer, "/buyer", findings),
        }
        if document.factor is not None:
            changes["factor"] = completed_party(document.factor, "/factor", findings)
        for name in ("other_sellers", "other_buyers", "consignors", "consignees"):
            changes[name] = tuple(
                party if isinstance(party, str) else completed_party(party, f"/{name}/{index}", findings)
                for index, party in enumerate(getattr(document, name))
            )
        return changes

    def _currency(self) -> dict[str, Any]:
        document = self.document
        code = classifiers.currency_code(document.currency) or document.currency
        name = document.currency_name or classifiers.currency_name(code)
        if name is None:
            self._note("request.currency_unknown", "/currency", given=document.currency)
        return {"currency": code, "currency_name": name}

    def _shipment_documents(self) -> tuple[Reference, ...]:
        document = self.document
        is_demanded = document.function is _F.INVOICE and document.circumstance is not InvoiceCircumstance.ADVANCE
        if document.shipment_documents or not is_demanded:
            return document.shipment_documents
        return (Reference(name=wording().shipment_document, number=document.number, date=document.date),)

    def _transfer(self) -> Transfer | None:
        transfer = self.document.transfer
        if transfer is None:
            if self.document.function in _NEEDS_TRANSFER:
                self._note("request.basis_missing", "/transfer")
            return None
        if transfer.basis and transfer.no_basis_document:
            self._note("request.basis_twice", "/transfer/no_basis_document")
        if not transfer.basis and not transfer.no_basis_document:
            self._note("request.basis_missing", "/transfer/basis")
        has_period = transfer.period_start or transfer.period_end
        date = transfer.date or (None if has_period else self.document.date)
        return transfer.changed({"operation": transfer.operation or self._operation(), "date": date})

    def _operation(self) -> str:
        kinds = {line.kind for line in self.document.lines}
        kind = kinds.pop() if len(kinds) == 1 else None
        said = wording().operation
        return said.get(kind.value, said[LineKind.GOODS.value]) if kind else said[LineKind.GOODS.value]

    def _signatories(self) -> tuple[Any, ...]:
        signatories = self.document.signatories
        if not signatories and self.document.seller.signatory is not None:
            signatories = (self.document.seller.signatory,)
        if not signatories:
            self._note("request.signatory_missing", "/signatories")
        return tuple(signatory.completed() for signatory in signatories)

    def _line(self, line: Line, index: int) -> Line:
        pointer = f"/lines/{index}"
        changes: dict[str, Any] = {"price_includes_vat": None}
        if line.number is None:
            changes["number"] = index + 1
        if line.excise is None:
            changes["excise"] = _WITHOUT_EXCISE
        self._unit(line, pointer, changes)
        if line.customs and not line.origin_names:
            changes["origin_names"] = self._origin_names(line, pointer)
        if line.traceability:
            changes["traceability"] = tuple(self._batch(batch, pointer) for batch in line.traceability)
        changes.update(self._sums(line, pointer))
        return line.changed(changes)

    def _sums(self, line: Line, pointer: str) -> dict[str, Any]:
        document = self.document
        inclusive = line.price_includes_vat
        if inclusive is None:
            inclusive = bool(document.price_includes_vat)
        work = LineSums(line, pointer, inclusive, document.circumstance is InvoiceCircumstance.ADVANCE)
        sums = work.worked_out()
        if work.findings:
            self.findings.extend(work.findings)
            return {}
        if sums is not None:
            return sums
        if self._demands_sums or (line.vat is None and line.vat_rate not in _UNTAXED):
            self._note("arithmetic.amount_missing", pointer, number=int(pointer.rsplit("/", 1)[-1]) + 1)
            return {}
        return {"vat": line.vat if line.vat is not None else "без НДС"}

    @property
    def _demands_sums(self) -> bool:
        document = self.document
        if document.function is _F.TRANSFER:
            return document.transfer_circumstance is None
        return document.function in (_F.INVOICE, _F.INVOICE_AND_TRANSFER)

    def _unit(self, line: Line | Traceability, pointer: str, changes: dict[str, Any]) -> None:
        """A code stands for the name and a known name for the code."""
        unit, code = line.unit, line.unit_code
        if unit is not None and code is None and unit.isdigit() and len(unit) in (3, 4):
            unit, code = None, unit
        if code is not None and unit is None:
            unit = classifiers.unit_name(code)
            if unit is None:
                self._note("request.unit_unknown", f"{pointer}/unit", given=code)
        elif code is None and unit is not None:
            code = classifiers.unit_code(unit)
        changes["unit"], changes["unit_code"] = unit, code

    def _batch(self, batch: Traceability, pointer: str) -> Traceability:
        changes: dict[str, Any] = {}
        self._unit(batch, f"{pointer}/traceability", changes)
        return batch.changed(changes)

    def _origin_names(self, line: Line, pointer: str) -> tuple[str, ...]:
        names: list[str] = []
        for index, customs in enumerate(line.customs):
            if customs.country is None:
                continue
            name = classifiers.country_name(customs.country)
            if name is None:
                self._note("request.country_unknown", f"{pointer}/customs/{index}/country", given=customs.country)
            elif name not in names:
                names.append(name)
        return tuple(names)

    def _totals(self, lines: tuple[Line, ...]) -> dict[str, Any]:
        if any(item.layer.value == "arithmetic" for item in self.findings):
            return {}
        expected: dict[str, Decimal | str | None] = {
            "total_net": total(line.net for line in lines),
            "total_vat": total_vat(line.vat for line in lines),
            "total_gross": total(line.gross for line in lines),
        }
        expected |= self._rounded_otherwise(expected["total_net"], lines)
        for name, value in expected.items():
            given = getattr(self.document, name)
            if given is not None and given != value:
                self._note(f"arithmetic.{name}", f"/{name}", given=given, expected=value if value is not None else "-")
        return expected

    def _rounded_otherwise(self, net: Decimal | str | None, lines: tuple[Line, ...]) -> dict[str, Decimal | str | None]:
        """The given total VAT and what it makes with the net, where it is reckoned from totals and not from lines."""
        vat = self.document.total_vat
        if not isinstance(vat, Decimal) or not isinstance(net, Decimal) or not is_vat_of_totals(vat, by_rates(lines)):
            return {}
        return {"total_vat": vat, "total_gross": net + vat}

    def _note(self, rule: str, pointer: str, **facts: Any) -> None:
        self.findings.append(finding(rule, pointer, **facts))
