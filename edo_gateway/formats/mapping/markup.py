"""Elements the format leaves to the parties: kept as XML text in canonical form, so that nothing of them is lost.

A structured field may hold any elements, in the words of whoever agreed on them. They come as text and go into the file
as they are, so the text is parsed first: what is kept is well-formed, balanced, without DTD, comments or instructions.
"""

from __future__ import annotations

from lxml import etree
from pydantic_core import core_schema

from edo_gateway.formats.mapping.declaration import Scalar

ANY = "*"
"""The name of a place that takes any elements."""


class Markup(str):
    """One or more elements as canonical XML (C14N 1.0) without a declaration; written into the file unescaped."""

    __slots__ = ()


def markup_of(element: etree._Element) -> Markup:
    """The children of an element."""
    return Markup("".join(_canonical(child) for child in element.iterchildren(etree.Element)))


def _canonical(child: etree._Element) -> str:
    return etree.tostring(child, method="c14n", with_comments=False).decode()


def read_markup(text: str) -> Markup:
    """The elements of a text. Raises :class:`ValueError` where it is not one or more elements and nothing else."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        around = etree.fromstring(f"<around>{text}</around>", parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ValueError("not XML") from None
    between = [around.text, *(child.tail for child in around)]
    if not len(around) or any((said or "").strip() for said in between):
        raise ValueError("not elements alone")
    return markup_of(around)


MARKUP_SCALAR = Scalar(
    rule="request.markup",
    pattern=r"^\s*<",
    write=str,
    read=read_markup,
    inner=lambda: core_schema.no_info_plain_validator_function(read_markup),
    python_type=Markup,
    schema={"examples": ["<КодОбъекта>7</КодОбъекта>"]},
)
