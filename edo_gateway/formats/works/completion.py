"""Completing both titles of КС-2: numbers, units and sums of the lines, of sections and of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.transfer.lines import LineKind
from edo_gateway.formats.wording import wording
from edo_gateway.formats.works.act import ActTotal, WorksAct, WorksTransfer
from edo_gateway.formats.works.answer import WorksAcceptanceResult, WorksActAnswer
from edo_gateway.formats.works.lines import WorkLine, Works, WorksSection, WorksTraceability
from edo_gateway.formats.works.parties import AnyConstructionParty
from edo_gateway.formats.works.sums import TotalSums, section_sums, worked_line
from edo_gateway.formats.works.values import DASH

_NO_UNIT = "0000"
"""ОКЕИ_Стройка of a unit the classifier does not have."""
_ROUBLE = "643"
_CUMULATIVE = "1"


def completed_works_act(act: WorksAct, findings: list[Finding]) -> WorksAct:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    return _Completion(act, findings).done()


def completed_works_act_answer(answer: WorksActAnswer, _findings: list[Finding]) -> WorksActAnswer:
    """See :func:`~edo_gateway.formats.completion.complete`."""
    operation = answer.operation
    if operation is None and answer.result is not WorksAcceptanceResult.NOT_ACCEPTED:
        operation = wording().works_accepted
    signatories = tuple(signatory.completed() for signatory in answer.signatories)
    return answer.model_copy(update={"operation": operation, "signatories": signatories})


def composed_by(party: AnyConstructionParty) -> str:
    """НаимЭкСубСост: the name with ИНН and КПП."""
    if party.inn and party.kpp:
        return f"{party.display_name}, ИНН/КПП {party.inn}/{party.kpp}"
    return f"{party.display_name}, ИНН {party.inn}" if party.inn else party.display_name


@dataclass(slots=True)
class _Completion:
    act: WorksAct
    findings: list[Finding]
    counted: int = 0

    def done(self) -> WorksAct:
        act = self.act
        works = tuple(self._works(item, f"/works/{index}") for index, item in enumerate(act.works))
        lines = tuple(_lines_of(works))
        changes: dict[str, Any] = {
            "composer": act.composer or composed_by(act.contractor),
            "sender": act.sender or act.contractor.participant_id,
            "recipient": act.recipient or act.customer.participant_id,
            "contractor": _bare(act.contractor),
            "customer": _bare(act.customer),
            **self._currencies(),
            "works": works,
            "transfer": self._transfer(),
            "signatories": self._signatories(),
        }
        if not self.findings:
            changes["total"] = self._total(act.total, lines)
            changes["cumulative_total"] = self._cumulative_total(lines)
        return act.model_copy(update=changes)

    def _currencies(self) -> dict[str, Any]:
        act = self.act
        code = classifiers.currency_code(act.currency) or act.currency
        name = act.currency_name or classifiers.currency_name(code)
        if name is None:
            self._note("request.currency_unknown", "/currency", given=act.currency)
        contract = classifiers.currency_code(act.contract_currency) or act.contract_currency
        return {"currency": code, "currency_name": name, "contract_currency": contract}

    def _transfer(self) -> WorksTransfer:
        transfer = self.act.transfer or WorksTransfer()
        operation = transfer.operation or wording().operation[LineKind.WORK.value]
        return transfer.model_copy(update={"operation": operation})

    def _signatories(self) -> tuple[Any, ...]:
        signatories = self.act.signatories
        if not signatories and self.act.contractor.signatory is not None:
            signatories = (self.act.contractor.signatory,)
        if not signatories:
            self._note("request.signatory_missing", "/signatories")
        return tuple(signatory.completed() for signatory in signatories)

    def _works(self, works: Works, pointer: str) -> Works:
        return works.model_copy(
            update={
                "lines": self._lines(works.lines, f"{pointer}/lines"),
                "sections": tuple(
                    self._section(section, f"{pointer}/sections/{index}")
                    for index, section in enumerate(works.sections)
                ),
                "resources": tuple(
                    self._resource(line, f"{pointer}/resources/{index}") for index, line in enumerate(works.resources)
                ),
            }
        )

    def _lines(self, lines: tuple[WorkLine, ...], pointer: str) -> tuple[WorkLine, ...]:
        return tuple(self._line(line, f"{pointer}/{index}") for index, line in enumerate(lines))

    def _line(self, line: WorkLine, pointer: str) -> WorkLine:
        changes: dict[str, Any] = {"number": self._number(line.number)}
        unit, code = self._unit(line.unit, line.unit_code, f"{pointer}/unit")
        changes["unit"], changes["unit_code"] = unit, code or (_NO_UNIT if unit else None)
        if line.country is not None and line.country_name is None:
            changes["country_name"] = self._country(line.country, f"{pointer}/country")
        if line.traceability:
            changes["traceability"] = tuple(self._batch(batch, pointer) for batch in line.traceability)
        changes.update(worked_line(line, pointer, self.findings))
        return line.changed(changes)

    def _resource(self, line: WorkLine, pointer: str) -> WorkLine:
        """An element of a base price has neither unit nor tax; its cost is given."""
        return line.changed({"number": self._number(line.number), **worked_line(line, pointer, self.findings)})

    def _section(self, section: WorksSection, pointer: str) -> WorksSection:
        number = self._number(section.number)
        lines = self._lines(section.lines, f"{pointer}/lines")
        composition = self.act.composition
        is_vat_shown = composition is not None and not composition.is_vat_in_totals_only
        sums = section_sums(lines, is_vat_shown=is_vat_shown)
        if not self.findings:
            for name, expected in sums.items():
                self._expect(section, name, expected, f"{pointer}/{name}")
        if is_vat_shown:  # the check demands dashes for what is not reckoned
            sums["estimate_vat"] = section.estimate_vat or DASH
            sums["cumulative_vat"] = section.cumulative_vat or DASH
        return section.changed({"number": number, "lines": lines, **sums})

    def _number(self, given: int | None) -> int:
        """Lines, sections and elements of prices are numbered together."""
        self.counted = self.counted + 1 if given is None else given
        return self.counted

    def _unit(self, unit: str | None, code: str | None, pointer: str) -> tuple[str | None, str | None]:
        """A code stands for the name and a known name for the code."""
        if unit is not None and code is None and unit.isdigit() and len(unit) in (3, 4):
            unit, code = None, unit
        if code not in (None, _NO_UNIT) and unit is None:
            unit = classifiers.unit_name(str(code))
            if unit is None:
                self._note("request.unit_unknown", pointer, given=code)
        elif code is None and unit is not None:
            code = classifiers.unit_code(unit)
        return unit, code

    def _batch(self, batch: WorksTraceability, pointer: str) -> WorksTraceability:
        unit, code = self._unit(batch.unit, batch.unit_code, f"{pointer}/traceability")
        return batch.changed({"unit": unit, "unit_code": code})

    def _country(self, code: str, pointer: str) -> str | None:
        name = classifiers.country_name(code)
        if name is None:
            self._note("request.country_unknown", pointer, given=code)
        return name

    def _total(self, given: ActTotal | None, lines: tuple[WorkLine, ...]) -> ActTotal:
        sums = TotalSums(given or ActTotal(), lines, "/total")
        worked = sums.of_period()
        self.findings.extend(sums.findings)
        return self._in_contract_currency(worked)

    def _cumulative_total(self, lines: tuple[WorkLine, ...]) -> ActTotal | None:
        act = self.act
        is_demanded = act.composition is not None and act.composition.cumulative == _CUMULATIVE
        if act.cumulative_total is None and not is_demanded:
            return None
        sums = TotalSums(act.cumulative_total or ActTotal(), lines, "/cumulative_total")
        worked = sums.cumulative()
        self.findings.extend(sums.findings)
        return self._in_contract_currency(worked)

    def _in_contract_currency(self, total: ActTotal) -> ActTotal:
        """The act is in the currency of the contract: the same sums, told where the format wants them again."""
        act = self.act
        if act.contract_currency in (_ROUBLE, "RUB") or act.contract_currency != act.currency:
            return total
        vat = None if isinstance(total.vat, str) else total.vat
        return total.changed(
            {
                "contract_currency_gross": total.contract_currency_gross or total.gross,
                "contract_currency_vat": total.contract_currency_vat or vat,
            }
        )

    def _expect(self, section: WorksSection, name: str, expected: Any, pointer: str) -> None:
        given = getattr(section, name)
        if given is not None and given != expected:
            self._note("arithmetic.section_sum", pointer, section=section.name, given=given, expected=expected)

    def _note(self, rule: str, pointer: str, **facts: Any) -> None:
        self.findings.append(finding(rule, pointer, **facts))


def _bare(party: AnyConstructionParty) -> AnyConstructionParty:
    """What belongs to the card and not to the file is taken off."""
    return party.model_copy(update={"participant_id": None, "signatory": None})


def _lines_of(works: tuple[Works, ...]) -> Iterator[WorkLine]:
    for item in works:
        yield from item.lines
        for section in item.sections:
            yield from section.lines
