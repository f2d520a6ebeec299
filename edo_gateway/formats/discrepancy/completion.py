"""Completing the discrepancy act and its answer: names by codes, shortage and surplus, VAT, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.discrepancy.act import (
    ActCompanySignatory,
    ActEntrepreneurSignatory,
    ActPersonSignatory,
    DiscrepancyAct,
)
from edo_gateway.formats.discrepancy.answer import (
    AnswerCompanySignatory,
    AnswerEntrepreneurSignatory,
    AnswerPersonSignatory,
    DiscrepancyAnswer,
)
from edo_gateway.formats.discrepancy.circumstances import Cargo
from edo_gateway.formats.discrepancy.lines import AcceptanceLine, GoodsCount, GoodsDifference
from edo_gateway.formats.discrepancy.parties import (
    AcceptanceCompany,
    AnyAcceptanceParty,
    CompanyPerson,
    SignatoryStatus,
)
from edo_gateway.formats.discrepancy.sums import Difference, is_vat_of, vat_inside
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.parts.party_completion import composer_of
from edo_gateway.formats.wording import wording

AnyActSignatory = ActCompanySignatory | ActEntrepreneurSignatory | ActPersonSignatory
AnyAnswerSignatory = AnswerCompanySignatory | AnswerEntrepreneurSignatory | AnswerPersonSignatory
AnyMeasured = TypeVar("AnyMeasured", AcceptanceLine, Cargo)
_PARTIES = ("seller", "buyer", "consignor", "consignee", "insurer")
_DIFFERENCES = ("defects", "breakage", "shortage", "surplus")


def completed_discrepancy_act(act: DiscrepancyAct, findings: list[Finding]) -> DiscrepancyAct:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _Completion(act, findings).done()


def completed_discrepancy_answer(answer: DiscrepancyAnswer, findings: list[Finding]) -> DiscrepancyAnswer:
    """See :func:`~edo_gateway.formats.completion.complete`. The composer is the organisation of the first signatory."""
    signatories = tuple(
        signatory.changed(_authority(signatory, SignatoryStatus.SELLER, f"/signatories/{index}", findings))
        for index, signatory in enumerate(answer.signatories)
    )
    composer = answer.composer or next(filter(None, map(_employer, signatories)), None)
    if composer is None:
        findings.append(finding("request.missing", "/composer", name="composer", hint_term=""))
    return answer.model_copy(update={"signatories": signatories, "composer": composer})


def _employer(signatory: AnyAnswerSignatory) -> str | None:
    if isinstance(signatory, CompanyPerson) and signatory.organization:
        return f"{signatory.organization}, ИНН {signatory.inn}"
    return None if isinstance(signatory, CompanyPerson) else signatory.name.full


def _authority(
    signatory: AnyActSignatory | AnyAnswerSignatory, own: SignatoryStatus, pointer: str, findings: list[Finding]
) -> dict[str, Any]:
    """Status and basis by the kind of the signatory; ``own`` is the status of the title's own employees."""
    is_employee = isinstance(signatory, CompanyPerson)
    if signatory.inn is None and is_employee:
        findings.append(finding("request.signatory_inn_missing", f"{pointer}/inn"))
    basis = signatory.basis or wording().correction_basis.get(signatory.kind)
    if basis is None:
        findings.append(finding("request.signatory_basis_missing", f"{pointer}/basis"))
    status = signatory.status or (own if is_employee else SignatoryStatus.AUTHORIZED_PERSON)
    return {"status": status, "basis": basis}


@dataclass(slots=True)
class _Completion:
    act: DiscrepancyAct
    findings: list[Finding]

    def done(self) -> DiscrepancyAct:
        act, said = self.act, wording().discrepancy
        return act.model_copy(
            update={
                "sender": act.sender or act.buyer.participant_id,
                "recipient": act.recipient or act.seller.participant_id,
                "fact_name": act.fact_name or said["fact"],
                "title": act.title or said["title"],
                "composer": act.composer or composer_of(act.buyer),
                "summary": act.summary or said["summary"],
                **{name: _bare(getattr(act, name)) for name in _PARTIES},
                **self._other_circumstances(),
                "cargo": tuple(self._unit(one, f"/cargo/{index}") for index, one in enumerate(act.cargo)),
                "lines": tuple(self._line(line, index) for index, line in enumerate(act.lines)),
                "signatories": tuple(self._signatory(one, index) for index, one in enumerate(act.signatories)),
            }
        )

    def _other_circumstances(self) -> dict[str, Any]:
        other = self.act.other_circumstances
        return {} if other is None else {"other_circumstances": other.changed({"carrier": _bare(other.carrier)})}

    def _signatory(self, signatory: AnyActSignatory, index: int) -> AnyActSignatory:
        """A representative who names no organisation acts for the buyer."""
        buyer, own = self.act.buyer, SignatoryStatus.BUYER
        if isinstance(signatory, ActCompanySignatory) and isinstance(buyer, AcceptanceCompany):
            if signatory.inn in (None, buyer.inn):
                name = signatory.organization or buyer.name
                signatory = signatory.changed({"inn": buyer.inn, "organization": name})
            else:
                own = SignatoryStatus.OTHER_ORGANIZATION
        return signatory.changed(_authority(signatory, own, f"/signatories/{index}", self.findings))

    def _unit(self, one: AnyMeasured, pointer: str) -> AnyMeasured:
        """A code stands for the name and a known name for the code."""
        unit, code = one.unit, one.unit_code
        if unit is not None and code is None and unit.isdigit() and len(unit) in (3, 4):
            unit, code = None, unit
        if code is not None and unit is None:
            unit = classifiers.unit_name(code)
            if unit is None:
                self.findings.append(finding("request.unit_unknown", f"{pointer}/unit", given=code))
        elif code is None and unit is not None:
            code = classifiers.unit_code(unit)
        return one.changed({"unit": unit, "unit_code": code})

    def _line(self, line: AcceptanceLine, index: int) -> AcceptanceLine:
        pointer, number = f"/lines/{index}", index + 1
        measured = self._unit(line, pointer)
        counts = {
            name: self._taxed(count, f"{pointer}/{name}", number)
            for name, count in (("documented", line.documented), ("actual", line.actual))
        }
        counted = measured.changed(counts)
        return counted.changed(self._differences(counted, pointer, number))

    def _taxed(self, count: GoodsCount | None, pointer: str, number: int) -> GoodsCount | None:
        """With the VAT the cost holds."""
        if count is None or count.gross is None or count.vat_rate is None:
            return count
        rate = count.vat_rate.code
        if count.vat is None:
            return count.changed({"vat": vat_inside(count.gross, rate)})
        if not is_vat_of(count.vat, count.gross, rate):
            facts = {"given": count.vat, "gross": count.gross, "expected": vat_inside(count.gross, rate)}
            self._note("arithmetic.goods_vat", f"{pointer}/vat", number, **facts)
        return count

    def _differences(self, line: AcceptanceLine, pointer: str, number: int) -> dict[str, Any]:
        """What the counts differ by, when no difference is given; otherwise the check of what is."""
        documented, actual = line.documented, line.actual
        if documented is None or actual is None:
            return {}
        work = difference_of(line, documented, actual)
        if any(getattr(line, name) is not None for name in _DIFFERENCES):
            if not work.is_explained:
                place = "shortage" if line.surplus is None else "surplus"
                facts = {"documented": work.documented, "actual": work.actual, "given": work.told}
                self._note("arithmetic.goods_difference", f"{pointer}/{place}", number, **facts)
            return {}
        if work.missing > 0:
            return {"shortage": _difference(work.missing, documented, actual)}
        return {"surplus": _difference(-work.missing, actual, documented)} if work.missing else {}

    def _note(self, rule: str, pointer: str, number: int, **facts: Any) -> None:
        self.findings.append(finding(rule, pointer, number=number, **facts))


def difference_of(line: AcceptanceLine, documented: GoodsCount, actual: GoodsCount) -> Difference:
    """The quantities of a line."""
    shortage, surplus, defects, breakage = (
        part.quantity if part is not None else Decimal(0)
        for part in (line.shortage, line.surplus, line.defects, line.breakage)
    )
    return Difference(
        documented=documented.quantity,
        actual=actual.quantity,
        shortage=shortage,
        surplus=surplus,
        damaged=defects + breakage,
    )


def _difference(quantity: Decimal, more: GoodsCount, less: GoodsCount) -> GoodsDifference:
    """Sums only where both counts tell them and they differ the same way as the quantity."""
    return GoodsDifference(quantity=quantity, gross=_less(more.gross, less.gross), vat=_less(more.vat, less.vat))


def _less(more: Decimal | None, less: Decimal | None) -> Decimal | None:
    if more is None or less is None or more < less:
        return None
    return more - less


def _bare(party: AnyAcceptanceParty | None) -> AnyAcceptanceParty | None:
    """As the file will hold it: the participant id lives elsewhere."""
    return None if party is None else party.changed({"participant_id": None})
