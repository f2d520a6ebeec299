"""Marking codes as documents carry them: the code of identification without the crypto tail, and codes of packages.

The forms are those published for goods under marking: GS1 with the identifiers 01 and 21, the short form of tobacco,
signs of furs, series of medicines, stamps of alcohol. New kinds of goods come with new forms, so nothing here refuses a
file: what is not of a known form is only warned of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.control_digits import is_gtin, is_sscc
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, shortened

_MOST_REPEATED = 100
_SERIAL = r"[A-Za-z0-9!\"%&'()*+,\-./:;<=>?_]"  # the characters of GS1 that AI 21 may hold
_GS1 = re.compile(rf"01(\d{{14}})21({_SERIAL}{{1,20}})")
_WITH_PRICE = re.compile(rf"01(\d{{14}})21{_SERIAL}{{7}}8005\d{{6}}")  # a block of tobacco
_TOBACCO = re.compile(rf"(\d{{14}}){_SERIAL}{{7}}")
_OTHERS = (
    re.compile(r"[A-Z]{2}-\d{6}-[A-Z0-9]{10}"),  # the sign of a fur
    re.compile(rf"\d{{14}}{_SERIAL}{{13}}"),  # a medicine: GTIN and series
    re.compile(r"[0-9A-Z]{68}|[0-9A-Z]{150}"),  # stamps of alcohol
)
_TAILS = (
    re.compile(r"01\d{14}21.{1,20}?\x1d?91.{4}\x1d?92.{44}(.{44})?"),
    re.compile(r"01\d{14}21(.{5}|.{6}|.{7}|.{8}|.{13})\x1d?93.{4}(\x1d?\d{4,})?"),
    re.compile(rf"\d{{14}}{_SERIAL}{{7}}[A-Za-z]{{4}}{_SERIAL}{{4}}"),  # tobacco: price and check
)
_RUSSIAN = re.compile("[\u0400-\u04ff\u2116]")
_SSCC = re.compile(r"(?:00)?(\d{18})")


def unit_fault(code: str) -> str | None:
    """The rule that the code of a good breaks, if any."""
    if fault := _typed_fault(code):
        return fault
    if any(tail.fullmatch(code) for tail in _TAILS):
        return "values.marking_tail"
    match = _GS1.fullmatch(code) or _WITH_PRICE.fullmatch(code) or _TOBACCO.fullmatch(code)
    if match:
        return None if is_gtin(match[1]) else "values.marking_gtin"
    if _is_transport_code(code):
        return "values.marking_package_as_unit"
    return None if any(form.fullmatch(code) for form in _OTHERS) else "values.marking_form"


def package_fault(code: str) -> str | None:
    """The rule that the code of a package breaks: a transport package or a group of goods."""
    if match := _SSCC.fullmatch(code):
        return None if is_sscc(match[1]) else "values.marking_sscc"
    fault = unit_fault(code)
    return "values.marking_package_form" if fault == "values.marking_form" else fault


def transport_fault(code: str) -> str | None:
    """The rule that the code of a transport package breaks; parties may agree on codes of their own."""
    match = _SSCC.fullmatch(code)
    if match:
        return None if is_sscc(match[1]) else "values.marking_sscc"
    return "values.marking_russian" if _RUSSIAN.search(code) and code[:2] in ("00", "01") else None


def repeated(codes: Iterable[etree._Element], places: Places) -> list[Finding]:
    """Codes told twice in one place of the document: before and after a change the same code is no repetition.

    There may be hundreds of thousands, so what is remembered of each is a number.
    """
    seen: set[int] = set()
    found: list[Finding] = []
    for code in codes:
        if len(found) == _MOST_REPEATED:
            break
        key = hash((*_kind(code), code.text))
        if key in seen:
            path, line = places.path(code), places.line(code)
            found.append(finding("values.marking_repeated", path=path, line=line, value=shortened(code.text or "")))
        seen.add(key)
    return found


def _kind(code: etree._Element) -> tuple[object, object]:
    parent = code.getparent()
    above = None if parent is None else parent.getparent()
    return (None if parent is None else parent.tag, None if above is None else above.tag)


def _typed_fault(code: str) -> str | None:
    if _RUSSIAN.search(code):
        return "values.marking_russian"
    return "values.marking_brackets" if code.startswith(("(01)", "(00)", "(02)")) else None


def _is_transport_code(code: str) -> bool:
    match = _SSCC.fullmatch(code)
    return match is not None and is_sscc(match[1])
