"""АдресТип of 970@: by region (АдрРФ), by the state address register (АдрГАР), or free text (АдрИнф)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part


class RussianAddress(Part):
    """АдрРФ: by the code of the region."""

    when: ClassVar[str] = "АдрРФ"

    gln: Annotated[str | None, At("@ГЛНМеста")] = None
    kind: Literal["russian"] = "russian"
    postcode: Annotated[str | None, At("АдрРФ/@Индекс")] = None
    region: Annotated[str, At("АдрРФ/@КодРегион")]
    region_name: Annotated[str | None, At("АдрРФ/@НаимРегион")] = None
    district: Annotated[str | None, At("АдрРФ/@Район")] = None
    city: Annotated[str | None, At("АдрРФ/@Город")] = None
    settlement: Annotated[str | None, At("АдрРФ/@НаселПункт")] = None
    street: Annotated[str | None, At("АдрРФ/@Улица")] = None
    house: Annotated[str | None, At("АдрРФ/@Дом")] = None
    block: Annotated[str | None, At("АдрРФ/@Корпус")] = None
    flat: Annotated[str | None, At("АдрРФ/@Кварт")] = None
    details: Annotated[str | None, At("АдрРФ/@ИныеСвед")] = None


class CodedName(Part):
    """ВидНаимКодТип."""

    code: Annotated[str, At("@ВидКод")]
    name: Annotated[str, At("@Наим")]


class KindName(Part):
    """ВидНаимТип."""

    kind: Annotated[str, At("@Вид")]
    name: Annotated[str, At("@Наим")]


class TypeName(Part):
    """ТипНаимТип."""

    type: Annotated[str, At("@Тип")]
    name: Annotated[str, At("@Наим")]


class TypeNumber(Part):
    """НомерТип."""

    type: Annotated[str, At("@Тип")]
    number: Annotated[str, At("@Номер")]


class RegisterAddress(Part):
    """АдрГАР: by the unique number in the state address register."""

    when: ClassVar[str] = "АдрГАР"

    gln: Annotated[str | None, At("@ГЛНМеста")] = None
    kind: Literal["register"] = "register"
    gar_id: Annotated[str, At("АдрГАР/@ИдНом")]
    postcode: Annotated[str | None, At("АдрГАР/@Индекс")] = None
    region: Annotated[str, At("АдрГАР/Регион")]
    region_name: Annotated[str | None, At("АдрГАР/НаимРегион")] = None
    municipal_district: Annotated[CodedName | None, At("АдрГАР/МуниципРайон")] = None
    municipal_settlement: Annotated[CodedName | None, At("АдрГАР/ГородСелПоселен")] = None
    settlement: Annotated[KindName | None, At("АдрГАР/НаселенПункт")] = None
    planning_element: Annotated[TypeName | None, At("АдрГАР/ЭлПланСтруктур")] = None
    street: Annotated[TypeName | None, At("АдрГАР/ЭлУлДорСети")] = None
    land_plot: Annotated[str | None, At("АдрГАР/ЗемелУчасток")] = None
    buildings: Annotated[tuple[TypeNumber, ...], At("АдрГАР/Здание")] = ()
    room: Annotated[TypeNumber | None, At("АдрГАР/ПомещЗдания")] = None
    flat_room: Annotated[TypeNumber | None, At("АдрГАР/ПомещКвартиры")] = None


class TextAddress(Part):
    """АдрИнф: one line of text, in Russia or abroad."""

    when: ClassVar[str] = "АдрИнф"

    gln: Annotated[str | None, At("@ГЛНМеста")] = None
    kind: Literal["text"] = "text"
    country: Annotated[str, At("АдрИнф/@КодСтр")] = "643"
    country_name: Annotated[str | None, At("АдрИнф/@НаимСтран")] = None
    text: Annotated[str, At("АдрИнф/@АдрТекст")]


def address_from_text(value: Any) -> Any:
    """One string stands for an address as text."""
    return {"text": value} if isinstance(value, str) else value


def tag_of_address(value: Any) -> str:
    """The variant: the ``kind`` said, else by the fields given."""
    if isinstance(value, Part):
        return f":{value.kind}" if hasattr(value, "kind") else ":text"
    if not isinstance(value, dict):
        return ":text"
    if isinstance(value.get("kind"), str):
        return f":{value['kind']}"
    if "gar_id" in value:
        return ":register"
    return ":russian" if "region" in value else ":text"


Address = Annotated[
    Annotated[RussianAddress, Tag(":russian")]
    | Annotated[RegisterAddress, Tag(":register")]
    | Annotated[TextAddress, Tag(":text")],
    Discriminator(tag_of_address),
    BeforeValidator(address_from_text, json_schema_input_type=RussianAddress | RegisterAddress | TextAddress | str),
]
"""An address; in JSON also one string, which is an address in Russia as text."""
