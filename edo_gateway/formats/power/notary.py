"""What a notary adds to a power of attorney (EMCHD_1)."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import Money, Whole
from edo_gateway.formats.power.parties import YesNo


class Notary(Part):
    """СвНотДейств."""

    position: Annotated[str, At("@Должность")]
    registration_number: Annotated[str, At("@РегНомНот")]
    name: Annotated[FullName, At("ФИОНотДейств")]


class ActingNotary(Part):
    """ВриоНот."""

    position: Annotated[str, At("@Должность")]
    registration_number: Annotated[str, At("@РегНомНот")]
    name: Annotated[FullName, At("ФИОВриоНот")]


class HandSignature(Part):
    """ПодпРукопис: ``signed_at`` is the number the format asks for, in seconds."""

    document_hash: Annotated[str, At("ХешPDFДок")]  # noqa: RUF001 - the name in the format
    image: Annotated[str, At("ПодпИзобр")]
    hash: Annotated[str, At("ХешПодп")]
    signed_at: Annotated[Whole, At("ДатаВремПодп")]
    name: Annotated[FullName, At("ФИООтв")]


class NotarialCertification(Part):
    """СвНотУд."""

    place: Annotated[str, At("@МестоДовер")]
    to_principal_by_state_portal: Annotated[YesNo | None, At("@НапрДокДовЕПГУ")] = None
    to_representative_by_state_portal: Annotated[YesNo | None, At("@НапрДокПовЕПГУ")] = None
    to_applicant_by_notaries: Annotated[YesNo | None, At("@НапрДокЗвлФНП")] = None
    to_representative_by_notaries: Annotated[YesNo | None, At("@НапрДокПовФНП")] = None
    paid: Annotated[Money, At("@УплНотДейст")]
    exempt: Annotated[Money | None, At("@ЛьготаСум")] = None
    issued_by: Annotated[str | None, At("@ДрИнфСист")] = None
    issued_otherwise: Annotated[str | None, At("@ДрСпосВыд")] = None
    note: Annotated[str | None, At("@ДопСвНотДовер")] = None
    inscription: Annotated[str | None, At("ИнСвУдНадпис")] = None
    notary: Annotated[Notary, At("СвНотДейств")]
    signatures: Annotated[tuple[HandSignature, ...], At("ПодпРукопис")]
    acting_notary: Annotated[ActingNotary | None, At("ВриоНот")] = None
