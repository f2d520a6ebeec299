"""Addresses of the transport waybill: of a party (АдресТип), and of a place of loading or delivery (АдресПользТип)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.addresses import address_from_text, tag_of_address


class Coordinates(Part):
    """КоордТип: 15 to 17 and 15 to 18 characters; the schema tells no more of their form."""

    latitude: Annotated[str, At("@Широта")]
    longitude: Annotated[str, At("@Долгота")]


class _Place(Part):
    """What the format puts before the address of a place."""

    comment: Annotated[str | None, At("@АдрКоммент")] = None
    gln: Annotated[str | None, At("ГЛН")] = None
    coordinates: Annotated[Coordinates | None, At("Коорд")] = None


class RussianPlace(_Place):
    """АдресРФ: a place by the code of the region."""

    when: ClassVar[str] = "АдресРФ"

    kind: Literal["russian"] = "russian"
    postcode: Annotated[str, At("АдресРФ/@Индекс")]
    region: Annotated[str, At("АдресРФ/@КодРегион")]
    district: Annotated[str | None, At("АдресРФ/@Район")] = None
    city: Annotated[str | None, At("АдресРФ/@Город")] = None
    settlement: Annotated[str | None, At("АдресРФ/@НаселПункт")] = None
    street: Annotated[str | None, At("АдресРФ/@Улица")] = None
    house: Annotated[str | None, At("АдресРФ/@Дом")] = None
    block: Annotated[str | None, At("АдресРФ/@Корпус")] = None
    flat: Annotated[str | None, At("АдресРФ/@Кварт")] = None


class TextPlace(_Place):
    """АдресИнф: a place in one line of text."""

    when: ClassVar[str] = "АдресИнф"

    kind: Literal["text"] = "text"
    country: Annotated[str, At("АдресИнф/@КодСтр")] = "643"
    text: Annotated[str, At("АдресИнф/@АдрТекст")]


class RegisterPlace(_Place):
    """КодГАР: a place by its number in the state address register."""

    when: ClassVar[str] = "КодГАР"

    kind: Literal["register"] = "register"
    gar_id: Annotated[str, At("КодГАР")]


Place = Annotated[
    Annotated[RussianPlace, Tag(":russian")]
    | Annotated[TextPlace, Tag(":text")]
    | Annotated[RegisterPlace, Tag(":register")],
    Discriminator(tag_of_address),
    BeforeValidator(address_from_text, json_schema_input_type=RussianPlace | TextPlace | RegisterPlace | str),
]
"""A place of loading, unloading or delivery; in JSON also one string."""
