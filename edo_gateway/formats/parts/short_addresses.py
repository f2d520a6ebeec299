"""АдресТип of the orders that ask for less than 970@: АдрРФ by the region, КодГАР, or АдрИнф as text."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.addresses import address_from_text, tag_of_address


class FieldsAddress(Part):
    """АдрРФ: by the code of the region."""

    when: ClassVar[str] = "АдрРФ"

    kind: Literal["russian"] = "russian"
    postcode: Annotated[str | None, At("АдрРФ/@Индекс")] = None
    region: Annotated[str, At("АдрРФ/@КодРегион")]
    district: Annotated[str | None, At("АдрРФ/@Район")] = None
    city: Annotated[str | None, At("АдрРФ/@Город")] = None
    settlement: Annotated[str | None, At("АдрРФ/@НаселПункт")] = None
    street: Annotated[str | None, At("АдрРФ/@Улица")] = None
    house: Annotated[str | None, At("АдрРФ/@Дом")] = None
    block: Annotated[str | None, At("АдрРФ/@Корпус")] = None
    flat: Annotated[str | None, At("АдрРФ/@Кварт")] = None


class PlainAddress(Part):
    """АдрИнф: one line of text, in Russia or abroad."""

    when: ClassVar[str] = "АдрИнф"

    kind: Literal["text"] = "text"
    country: Annotated[str, At("АдрИнф/@КодСтр")] = "643"
    text: Annotated[str, At("АдрИнф/@АдрТекст")]


class RegisterNumber(Part):
    """КодГАР: the unique number in the state address register and nothing else."""

    when: ClassVar[str] = "КодГАР"

    kind: Literal["register"] = "register"
    gar_id: Annotated[str, At("КодГАР")]


class PostalAddress(FieldsAddress):
    """АдрРФ where the postcode is obligatory."""

    postcode: Annotated[str, At("АдрРФ/@Индекс")]


ShortAddress = Annotated[
    Annotated[FieldsAddress, Tag(":russian")]
    | Annotated[RegisterNumber, Tag(":register")]
    | Annotated[PlainAddress, Tag(":text")],
    Discriminator(tag_of_address),
    BeforeValidator(address_from_text, json_schema_input_type=FieldsAddress | RegisterNumber | PlainAddress | str),
]
"""An address; in JSON also one string, which is an address in Russia as text."""

ShortPostalAddress = Annotated[
    Annotated[PostalAddress, Tag(":russian")]
    | Annotated[RegisterNumber, Tag(":register")]
    | Annotated[PlainAddress, Tag(":text")],
    Discriminator(tag_of_address),
    BeforeValidator(address_from_text, json_schema_input_type=PostalAddress | RegisterNumber | PlainAddress | str),
]
"""The same with an obligatory postcode."""
