"""The ministry's list of accredited certification authorities (TSL), read from its XML file and imported.

The file is hostile until proven otherwise: no entities, no DTD, no network, a bound on its size. Elements it has
beyond those named here are passed over, since the list has grown before.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from lxml import etree

from signing.certificate import Certificate
from signing.errors import AccreditationListUnreadable, CertificateUnreadable
from signing.files import replace_file
from signing.sentence import Sentence
from signing.trust.accreditation import ACCREDITED_FILE, AccreditedAuthorities, AccreditedAuthority, StatusChange
from signing.trust.path import check_path
from signing.trust.store import TrustStore
from signing.trust.xml_signature import BrokenXmlSignature, XmlSigner, signer_of

_ROOT = "АккредитованныеУдостоверяющиеЦентры"
_AUTHORITY = "УдостоверяющийЦентр"
_CERTIFICATES = (
    "ПрограммноАппаратныеКомплексы/ПрограммноАппаратныйКомплекс/КлючиУполномоченныхЛиц/Ключ/"
    "Сертификаты/ДанныеСертификата/Данные"
)
MOST_BYTES = 128 * 2**20
_MOSCOW = timezone(timedelta(hours=3))
"""The list writes times without a zone; the ministry's clock shows Moscow."""
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class AccreditationList:
    """The list, how many certificates in it could not be read, and who signed it."""

    authorities: AccreditedAuthorities
    unreadable: int
    signer: XmlSigner | None

    @classmethod
    def from_xml(cls, encoded: bytes) -> "AccreditationList":
        """Raises AccreditationListUnreadable, for a list whose own signature does not hold, too."""
        root = _parsed(encoded)
        try:
            signer = signer_of(root)
        except BrokenXmlSignature as broken:
            raise _unreadable("подпись перечня не сходится", f"its signature does not hold: {broken}") from broken
        found = [_authority(one) for one in root.iterfind(_AUTHORITY)]
        listed = AccreditedAuthorities(
            version=_text(root, "Версия"),
            issued_at=_moment(_text(root, "Дата")),
            authorities=tuple(authority for authority, _ in found),
            signed_by=signer.certificate.common_name if signer else "",
        )
        return cls(listed, sum(unreadable for _, unreadable in found), signer)

    def doubt(self, trust: TrustStore, at: datetime) -> Sentence | None:
        """Why the list cannot be believed on its own word; None when a trusted authority vouches for its signer."""
        if self.signer is None:
            return Sentence("Перечень не подписан.", "The list is not signed.")
        others = [one.der for one in self.signer.others]
        path = check_path(self.signer.certificate, others, trust, at)
        if path.trouble:
            return Sentence(
                f"Подпись перечня верна, но её сертификату нельзя доверять: {path.sentence.ru}",
                f"The list's signature holds, but its certificate is not trusted: {path.sentence.en}",
            )
        return None


def import_accredited(listed: AccreditationList, directory: Path, *, verified: bool) -> None:
    """Puts the list where `TrustStore.from_directory` finds it; the file is whole or the old one stays.

    The signer's name is kept only when the caller has verified who it is.
    """
    kept = listed.authorities if verified else replace(listed.authorities, signed_by="")
    replace_file(directory / ACCREDITED_FILE, kept.to_json())


def _parsed(encoded: bytes) -> etree._Element:
    if len(encoded) > MOST_BYTES:
        raise _unreadable("файл слишком велик", "the file is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError as broken:
        raise _unreadable("это не XML", f"it is not XML ({broken})") from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable("в нём есть DTD", "it has a DTD")
    if root.tag != _ROOT:
        raise _unreadable(f"корневой элемент – не {_ROOT}", f"its root is {root.tag}")
    return root


def _authority(element: etree._Element) -> tuple[AccreditedAuthority, int]:
    encoded = [one.text or "" for one in element.iterfind(_CERTIFICATES)]
    certificates = tuple(_certificates(encoded))
    authority = AccreditedAuthority(
        name=_text(element, "Название"),
        inn=_text(element, "ИНН"),
        ogrn=_text(element, "ОГРН"),
        changes=_changes(element),
        certificates=certificates,
    )
    return authority, len(encoded) - len(certificates)


def _changes(element: etree._Element) -> tuple[StatusChange, ...]:
    """History and the present status; a status without a date is taken as having always been so."""
    found = [
        *element.iterfind("ИсторияСтатусовАккредитации/СтатусАккредитации"),
        *element.iterfind("СтатусАккредитации"),
    ]
    changes = {StatusChange(_text(one, "Статус"), _moment(_text(one, "ДействуетС")) or _ALWAYS) for one in found}
    return tuple(sorted(changes, key=lambda change: change.since))


def _certificates(encoded: list[str]) -> Iterator[Certificate]:
    for text in encoded:
        try:
            yield Certificate.from_bytes(base64.b64decode("".join(text.split()), validate=True))
        except (binascii.Error, ValueError, CertificateUnreadable):
            continue


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_MOSCOW)


def _unreadable(ru: str, en: str) -> AccreditationListUnreadable:
    return AccreditationListUnreadable(
        ru=f"Перечень аккредитованных удостоверяющих центров не принят: {ru}. Скачайте его заново с портала.",
        en=f"The list of accredited authorities is not accepted: {en}. Download it again.",
    )
