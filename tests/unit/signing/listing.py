"""A list of accredited authorities as the ministry publishes it, written for tests."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from signing import Certificate
from signing.digest import Digest
from signing.keys.key import Key

DS = "http://www.w3.org/2000/09/xmldsig#"
GOST = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


@dataclass(frozen=True)
class Listed:
    name: str
    certificates: tuple[Certificate, ...]
    statuses: tuple[tuple[str, str], ...]
    """Word and ISO time; the last one is the present."""


def tsl(authorities: Iterable[Listed]) -> etree._Element:
    root = etree.Element("АккредитованныеУдостоверяющиеЦентры")
    _add(root, "Версия", "777")
    _add(root, "Дата", "2026-06-01T03:00:00.0000000+03:00")
    for one in authorities:
        authority = _add(root, "УдостоверяющийЦентр")
        _add(authority, "Название", one.name)
        complexes = _add(authority, "ПрограммноАппаратныеКомплексы")
        keys = _add(_add(complexes, "ПрограммноАппаратныйКомплекс"), "КлючиУполномоченныхЛиц")
        for certificate in one.certificates:
            key = _add(keys, "Ключ")
            _add(_add(key, "АдресаСписковОтзыва"), "Адрес", "http://lists.example/ca.crl")
            data = _add(_add(key, "Сертификаты"), "ДанныеСертификата")
            _add(data, "Отпечаток", certificate.thumbprint_sha1.upper())
            _add(data, "Данные", base64.encodebytes(certificate.der).decode())
        _add(authority, "ИНН", "7701000019")
        _add(authority, "ОГРН", "1027700000019")
        *past, present = one.statuses
        _status(authority, present)
        history = _add(authority, "ИсторияСтатусовАккредитации")
        for status in past:
            _status(history, status)
    return root


def encoded(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def signed(root: etree._Element, key: Key, certificate: Certificate, *, c14n: str = C14N) -> etree._Element:
    """An enveloped signature by a 256-bit GOST key, as the last child."""
    exclusive = c14n == EXCLUSIVE
    digest = Digest.STREEBOG256.of(etree.tostring(root, method="c14n", exclusive=exclusive))
    signature = etree.SubElement(root, f"{{{DS}}}Signature", nsmap={None: DS})
    info = _add(signature, f"{{{DS}}}SignedInfo")
    _add(info, f"{{{DS}}}CanonicalizationMethod").set("Algorithm", c14n)
    _add(info, f"{{{DS}}}SignatureMethod").set("Algorithm", f"{GOST}gostr34102012-gostr34112012-256")
    reference = _add(info, f"{{{DS}}}Reference")
    reference.set("URI", "")
    transforms = _add(reference, f"{{{DS}}}Transforms")
    for transform in (f"{DS}enveloped-signature", c14n):
        _add(transforms, f"{{{DS}}}Transform").set("Algorithm", transform)
    _add(reference, f"{{{DS}}}DigestMethod").set("Algorithm", f"{GOST}gostr34112012-256")
    _add(reference, f"{{{DS}}}DigestValue", base64.b64encode(digest).decode())
    alone = etree.fromstring(etree.tostring(info))  # of an inner element lxml's canonical form is wrong
    value = key.sign(etree.tostring(alone, method="c14n", exclusive=exclusive))
    _add(signature, f"{{{DS}}}SignatureValue", base64.b64encode(value).decode())
    data = _add(_add(signature, f"{{{DS}}}KeyInfo"), f"{{{DS}}}X509Data")
    _add(data, f"{{{DS}}}X509Certificate", base64.b64encode(certificate.der).decode())
    return root


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = text or None
    return element


def _status(parent: etree._Element, status: tuple[str, str]) -> None:
    word, since = status
    element = _add(parent, "СтатусАккредитации")
    _add(element, "Статус", word)
    if since:
        _add(element, "ДействуетС", since)
