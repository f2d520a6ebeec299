"""Keys of the sandbox: one for the operator and one for every company it plays, made at the first start.

The certificates are of the qualified style and issued by a test authority of the sandbox's own, whose roots lie in
``trust/`` under the key directory: hand that directory to whoever has to believe the sandbox.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from edo_gateway.sandbox.records import Box
from signing.authority.sample_pki import Description, Holder, SamplePki, make_sample_pki
from signing.signers.contract import Signer

_OPERATOR: Final = "operator"
_SURNAMES: Final = ("Васильков", "Ромашкин", "Колокольчиков", "Лютиков", "Фиалкин", "Пионов", "Астров", "Ландышев")
_GIVEN_NAMES: Final = ("Лев", "Пётр", "Глеб", "Марк", "Олег", "Иван", "Яков", "Фёдор")
_ENTREPRENEUR_INN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs for a company the sandbox plays: an invented person, always the same for the same company."""

    surname: str
    given_name: str
    position: str


class SealRing:
    """Signs for the operator and for any box; keys are made when first needed and kept in the key directory."""

    def __init__(self, directory: Path, operator: Holder) -> None:
        self._directory = directory
        self._operator = operator
        self._lock = threading.Lock()
        self._signers: dict[str, Signer] = {}

    @property
    def trust_directory(self) -> Path:
        """Roots, intermediate certificates and revocation lists of the sandbox's authority."""
        return self._directory / "trust"

    def prepare(self, boxes: Iterable[Box], at: datetime) -> None:
        """Make what is missing and publish fresh revocation lists."""
        with self._lock:
            self._pki([self._operator, *(holder_of(box) for box in boxes)], at)

    def sign_as_operator(self, content: bytes, at: datetime) -> bytes:
        """Detached CMS in DER."""
        return self._signer(self._operator, at).sign(content, at=at)

    def sign_as(self, box: Box, content: bytes, at: datetime) -> bytes:
        """Detached CMS in DER by the invented head of the box's company."""
        return self._signer(holder_of(box), at).sign(content, at=at)

    def _signer(self, holder: Holder, at: datetime) -> Signer:
        with self._lock:
            if holder.file not in self._signers:
                self._signers[holder.file] = self._pki([holder], at).signer(holder.file)
            return self._signers[holder.file]

    def _pki(self, holders: list[Holder], at: datetime) -> SamplePki:
        return make_sample_pki(self._directory, Description(holders=holders), at=at)


def operator_holder(name: str, inn: str) -> Holder:
    return Holder(
        file=_OPERATOR,
        surname="Операторов",
        given_name="Семён",
        title="Уполномоченное лицо оператора",
        organisation=name,
        innle=inn,
        ogrn=_ogrn(inn),
        inn=_person_inn(inn),
        snils=_snils(inn),
    )


def holder_of(box: Box) -> Holder:
    person = signatory_of(box)
    is_company = len(box.inn) != _ENTREPRENEUR_INN
    return Holder(
        file=f"{box.inn}-{box.kpp}" if box.kpp else box.inn,
        surname=person.surname,
        given_name=person.given_name,
        title=person.position,
        organisation=box.name if is_company else "",
        innle=box.inn if is_company else "",
        ogrn=_ogrn(box.inn) if is_company else "",
        inn=_person_inn(box.inn) if is_company else box.inn,
        snils=_snils(box.inn),
    )


def signatory_of(box: Box) -> Signatory:
    number = int(box.inn)
    is_company = len(box.inn) != _ENTREPRENEUR_INN
    return Signatory(
        surname=_SURNAMES[number % len(_SURNAMES)],
        given_name=_GIVEN_NAMES[number // 10 % len(_GIVEN_NAMES)],
        position="Генеральный директор" if is_company else "Индивидуальный предприниматель",
    )


def _ogrn(inn: str) -> str:
    """Thirteen digits, the last of them the control digit."""
    body = f"1027{int(inn) % 10**8:08d}"
    return f"{body}{int(body) % 11 % 10}"


def _person_inn(inn: str) -> str:
    """Twelve digits, the last two of them control digits."""
    body = [int(digit) for digit in f"77{int(inn) % 10**8:08d}"]
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        body.append(sum(weight * digit for weight, digit in zip(weights, body, strict=True)) % 11 % 10)
    return "".join(map(str, body))


def _snils(inn: str) -> str:
    """Eleven digits: nine and a control number."""
    body = f"{int(inn) % 10**9:09d}"
    control = sum(int(digit) * (9 - index) for index, digit in enumerate(body)) % 101 % 100
    return f"{body}{control:02d}"
