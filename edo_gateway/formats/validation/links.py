"""Fifth layer: the file name. ИдФайл names the file, its recipient and sender, the day, and what goods are inside.

Only the tax service's own check – the name equals ИдФайл – is an error: real files with names of another composition
are accepted by operators, so the rest is a warning.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from edo_gateway.domain.validation import Finding, Severity
from edo_gateway.formats.catalogue import Format, prefix_of
from edo_gateway.formats.validation.selecting import first, holds
from edo_gateway.formats.validation.sentences import finding, phrase, shortened

_PATH = "/Файл/@ИдФайл"
_PARTICIPANT = re.compile(r"[A-Za-z0-9@.-]{4,46}\Z|[A-Za-z0-9@.-]{3}\Z")  # an operator writes its three characters
_GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")
_DAY = re.compile(r"[0-9]{8}\Z")
_DIGITS = re.compile(r"[01](_[01]){4}_[0-9]{2}\Z")
_PARTS_OF_THREE = 6
_LONGEST = 300  # characters of a name; three participants, the day and the digits take two hundred
_SIDE = r"_(?:[A-Za-z0-9@.-]{4,46}|[A-Za-z0-9@.-]{3})"
_SOUND = re.compile(
    rf"[^_]+_[^_]+{_SIDE}{_SIDE}_(?P<day>[0-9]{{8}})_[0-9A-Fa-f]{{8}}(?:-[0-9A-Fa-f]{{4}}){{3}}-[0-9A-Fa-f]{{12}}"
    r"(?P<digits>(?:_[01]){5}_[0-9]{2})?"
)
# A name of two participants with nothing wrong in its form.
# The day of forming, as each format names it.
_FORMED = (
    "ДатаИнфПр",
    "ДатаИнфПок",
    "ДатаДок",
    "ДатаИнфОтпр",
    "ДатаИнфПол",
    "ДатаИнфПодр",
    "ДатаИнфИсп",
    "ДатаИнфЗак",
    "ДатИнфЗак",
    "ДатИнфГО",
    "ДатИнфПрвПрием",
    "ДатИнфГП",
    "ДатИнфПрвВыд",
)
_TRACEABLE = etree.XPath("boolean(/Файл/Документ/ТаблСчФакт/СведТов/ДопСведТов/СведПрослеж)")
_MARKED_CHANGE = etree.XPath("boolean(/Файл/Документ/ТаблКСчФ/СведТов[НомСредИдентТовДо or НомСредИдентТовПосле])")
_MARKED = etree.XPath("boolean(/Файл/Документ/ТаблСчФакт/СведТов/ДопСведТов/НомСредИдентТов)")


READS = {"links.name_date": " ".join(f"Документ/@{name}" for name in _FORMED)}
"""The fields of the file that a finding here depends on, by its rule."""


def check(root: etree._Element, format_: Format, file_name: str) -> list[Finding]:
    """Findings of the links layer."""
    if format_.is_named_by_number:
        return _of_numbered(root, format_, file_name)
    identifier = root.get("ИдФайл", "")
    found = []
    if identifier and stem(file_name) != identifier:
        found.append(_misnamed(format_, file_name, identifier))
        if _is_name_sound(format_, file_name, identifier):
            return found
    if prefix_of(root) not in (format_.prefix, format_.marked_prefix or format_.prefix):
        found.append(_named("links.prefix", value=shortened(prefix_of(root)), format=format_.prefix))
        return found
    if format_.is_official:  # a schema says nothing of what a name is made of
        return found
    return found + _composition(root, format_, identifier) + _marked(root, format_) + _participants(root, identifier)


def _of_numbered(root: etree._Element, format_: Format, file_name: str) -> list[Finding]:
    """A name of the day and the number of the document; no participants are in it."""
    identifier = root.get("ИдФайл", "")
    found = [_misnamed(format_, file_name, identifier)] if identifier and stem(file_name) != identifier else []
    day, _, guid = identifier.removeprefix(f"{format_.prefix}_").partition("_")
    if not (identifier.startswith(f"{format_.prefix}_") and _DAY.match(day) and _GUID.match(guid)):
        found.append(_named("links.name_form", id=shortened(identifier), form=phrase("name_form_number")))
    return [replace(one, path=f"/{root.tag}/@ИдФайл") for one in found]


def _misnamed(format_: Format, file_name: str, identifier: str) -> Finding:
    """An error by the tax service's own check, where its schema has that check."""
    put = "put_identifier" if _is_name_sound(format_, file_name, identifier) else "name_it"
    advice = phrase(put, id=shortened(identifier, _LONGEST))  # whole, or nobody could name the file so
    found = _named("links.file_name", file=shortened(file_name), advice=advice)
    return found if format_.is_name_checked else replace(found, severity=Severity.WARNING, clause="")


def _is_name_sound(format_: Format, file_name: str, identifier: str) -> bool:
    """Whether of the two the identifier is the one that is wrong, for it does not even begin as the format says."""
    return stem(file_name).startswith(format_.prefix) and not identifier.startswith(format_.prefix)


def stem(file_name: str) -> str:
    """The name of the file as ИдФайл has it: without folders and «.xml»."""
    name = file_name.rpartition("/")[2]
    return name[:-4] if name.lower().endswith(".xml") else name


def _composition(root: etree._Element, format_: Format, identifier: str) -> list[Finding]:
    if len(identifier) > _LONGEST:
        return [_named("links.name_form", id=shortened(identifier), form=phrase(_form_of(format_)))]
    sound = _SOUND.fullmatch(identifier)
    if sound and not format_.has_third_participant and format_.has_name_digits == bool(sound["digits"]):
        digits = (sound["digits"] or "").split("_")[1:]
        return _day(root, sound["day"]) + (_contents(root, digits) if digits else [])
    return _faults(root, format_, identifier)


def _faults(root: etree._Element, format_: Format, identifier: str) -> list[Finding]:
    """What is wrong with a name, part by part."""
    _, _, *parts = identifier.split("_")
    third = _third(parts) if format_.has_third_participant else []
    recipient, sender, day, guid, *digits = (*parts, "", "", "", "")
    is_whole = bool(_DAY.match(day)) and len(parts) in ((10,) if format_.has_name_digits else (4,))
    is_whole = is_whole and len(third) == int(format_.has_third_participant)
    if not is_whole or (format_.has_name_digits and not _DIGITS.match("_".join(parts[4:]))):
        return [_named("links.name_form", id=shortened(identifier), form=phrase(_form_of(format_)))]
    found = [
        _named("links.participant_id", value=shortened(id_))
        for id_ in (recipient, *third, sender)
        if not _PARTICIPANT.match(id_)
    ]
    if not _GUID.match(guid):
        found.append(_named("links.name_guid", value=shortened(guid)))
    return found + _day(root, day) + (_contents(root, digits) if format_.has_name_digits else [])


def _third(parts: list[str]) -> list[str]:
    """Take the third participant and the digit after the sender out of the parts of a name that has them."""
    if len(parts) != _PARTS_OF_THREE or parts[3] != "0":
        return []
    del parts[3]
    return [parts.pop(1)]


def _form_of(format_: Format) -> str:
    if format_.has_third_participant:
        return "name_form_three"
    return "name_form_digits" if format_.has_name_digits else "name_form"


def _day(root: etree._Element, day: str) -> list[Finding]:
    document = first(root, "Документ")
    formed = "" if document is None else next(filter(None, map(document.get, _FORMED)), "")
    written = f"{day[6:]}.{day[4:6]}.{day[:4]}"
    return [_named("links.name_date", value=written, date=formed)] if formed and formed != written else []


def _contents(root: etree._Element, digits: list[str]) -> list[Finding]:
    document = first(root, "Документ")
    if document is None or first(document, "СвСчФакт") is None:  # the buyer's title repeats the digits of the seller's
        return []
    is_told = next(root.iter("СведПрослеж", "НомСредИдентТов"), None) is not None
    if not is_told and digits[:2] == ["0", "0"]:
        return []
    found = []
    inside = (is_told and holds(_TRACEABLE, root), is_told and holds(_MARKED, root))
    for rule, digit, is_inside in zip(("links.name_traceable", "links.name_marked"), digits[:2], inside, strict=True):
        if digit != str(int(is_inside)):
            found.append(_named(rule, value=digit, expected=int(is_inside)))
    return found


def _marked(root: etree._Element, format_: Format) -> list[Finding]:
    """Before names had digits, another prefix told operators that goods are marked."""
    if not format_.marked_prefix or format_.answers:  # an answer does not tell what goods it is about
        return []
    is_marked = holds(_MARKED_CHANGE, root) or holds(_MARKED, root)
    expected = format_.marked_prefix if is_marked else format_.prefix
    return [] if prefix_of(root) == expected else [_named("links.marked_prefix", expected=expected)]


def _participants(root: etree._Element, identifier: str) -> list[Finding]:
    """Formats that name the participants inside must name those of the file name."""
    inside = first(root, "СвУчДокОбор")
    if inside is None:
        return []
    _, _, recipient, sender, *_ = (*identifier.split("_"), "", "", "", "")
    pairs = (("ИдОтпр", sender), ("ИдПол", recipient), ("ИдПок", recipient))
    return [
        finding(
            "links.participant_inside",
            path=f"/Файл/СвУчДокОбор/@{name}",
            line=1,
            value=shortened(inside.get(name, "")),
            named=shortened(id_),
        )
        for name, id_ in pairs
        if name in inside.attrib and inside.get(name) != id_
    ]


def _named(rule: str, **facts: object) -> Finding:
    return finding(rule, path=_PATH, line=1, **facts)
