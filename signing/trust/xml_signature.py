"""Enveloped XML signatures (XMLDSig Core 1.1), verified only in the one form lists of authorities are signed in:
one reference to the whole document, less the signature itself. Anything else is refused, not interpreted.
"""

import base64
import copy
from dataclasses import dataclass

from lxml import etree

from signing import oids
from signing.algorithms import SignatureAlgorithm, check_combination, verify_signature
from signing.certificate import Certificate
from signing.digest import Digest
from signing.errors import AlgorithmUnsupported, CertificateUnreadable

_DS = "http://www.w3.org/2000/09/xmldsig#"
_GOST = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:"
_ENVELOPED = f"{_DS}enveloped-signature"
_EXCLUSIVE = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": False,
    "http://www.w3.org/2001/10/xml-exc-c14n#": True,
}
_DIGESTS = {
    f"{_GOST}gostr34112012-256": Digest.STREEBOG256,
    f"{_GOST}gostr34112012-512": Digest.STREEBOG512,
    "http://www.w3.org/2001/04/xmlenc#sha256": Digest.SHA256,
    "http://www.w3.org/2001/04/xmlenc#sha512": Digest.SHA512,
}
_METHODS = {
    f"{_GOST}gostr34102012-gostr34112012-256": (oids.GOST_SIGNATURE_256, Digest.STREEBOG256),
    f"{_GOST}gostr34102012-gostr34112012-512": (oids.GOST_SIGNATURE_512, Digest.STREEBOG512),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": (oids.SHA256_WITH_RSA, Digest.SHA256),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": (oids.SHA512_WITH_RSA, Digest.SHA512),
}


class BrokenXmlSignature(Exception):
    """The signature is not of this form, or it does not hold; the text says why, in English."""


@dataclass(frozen=True)
class XmlSigner:
    """Whose key signed; whether the certificate is to be trusted is the caller's question."""

    certificate: Certificate
    others: tuple[Certificate, ...]
    """Further certificates the signature brings."""


def signer_of(root: etree._Element) -> XmlSigner | None:
    """None when the document carries no signature; BrokenXmlSignature when it carries one that does not hold."""
    signatures = list(root.iter(f"{{{_DS}}}Signature"))
    if not signatures:
        return None
    if len(signatures) > 1 or signatures[0].getparent() is not root:
        raise BrokenXmlSignature("there is more than one signature, or it is not in its place")
    try:
        return _verified(root, signatures[0])
    except (ValueError, IndexError, KeyError, AttributeError, AlgorithmUnsupported, CertificateUnreadable) as odd:
        raise BrokenXmlSignature(f"the signature cannot be read ({odd})") from odd


def _verified(root: etree._Element, signature: etree._Element) -> XmlSigner:
    info = _one(signature, "SignedInfo")
    method = _one(info, "CanonicalizationMethod").get("Algorithm", "")
    _require_reference(root, _one(info, "Reference"))
    certificates = [Certificate.from_der(_bytes(one)) for one in signature.iterfind(f".//{{{_DS}}}X509Certificate")]
    value, octets = _bytes(_one(signature, "SignatureValue")), _canonical(info, exclusive=_EXCLUSIVE[method])
    oid, digest = _METHODS[_one(info, "SignatureMethod").get("Algorithm", "")]
    for certificate in certificates:
        if _is_signed(certificate, oid, digest, octets, value):
            return XmlSigner(certificate, tuple(one for one in certificates if one != certificate))
    raise BrokenXmlSignature("the value does not verify with any certificate in it")


def _is_signed(certificate: Certificate, oid: str, digest: Digest, octets: bytes, value: bytes) -> bool:
    try:
        check_combination(public_key=certificate.public_key, algorithm=SignatureAlgorithm(oid), digest=digest)
    except AlgorithmUnsupported:
        return False
    return verify_signature(public_key=certificate.public_key, digest=digest, message=octets, signature=value)


def _require_reference(root: etree._Element, reference: etree._Element) -> None:
    if reference.get("URI") != "":
        raise BrokenXmlSignature("not the whole document is signed")
    transforms = [one.get("Algorithm", "") for one in reference.iterfind(f"{{{_DS}}}Transforms/{{{_DS}}}Transform")]
    enveloped, *canonical = transforms
    if enveloped != _ENVELOPED or len(canonical) > 1:
        raise BrokenXmlSignature("the transforms are not those of an enveloped signature")
    exclusive = _EXCLUSIVE[canonical[0]] if canonical else False
    digest = _DIGESTS[_one(reference, "DigestMethod").get("Algorithm", "")]
    if digest.of(_without_signature(root, exclusive=exclusive)) != _bytes(_one(reference, "DigestValue")):
        raise BrokenXmlSignature("the document was changed after signing")


def _without_signature(root: etree._Element, *, exclusive: bool) -> bytes:
    """Text that follows the signature stays: the transform takes out the element alone."""
    tree = copy.deepcopy(root.getroottree())
    whole = tree.getroot()
    signature = _one(whole, "Signature")
    before, tail = signature.getprevious(), signature.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        whole.text = (whole.text or "") + tail
    whole.remove(signature)
    return etree.tostring(tree, method="c14n", exclusive=exclusive, with_comments=False)


def _canonical(element: etree._Element, *, exclusive: bool) -> bytes:
    """Of an element as a document of its own, which declares what its ancestors did: of an inner element lxml writes
    `xmlns=""` where nothing of the kind stands."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(alone, method="c14n", exclusive=exclusive, with_comments=False)


def _one(parent: etree._Element, name: str) -> etree._Element:
    found = parent.findall(f"{{{_DS}}}{name}")
    if len(found) != 1:
        raise ValueError(f"{len(found)} × {name}")
    return found[0]


def _bytes(element: etree._Element) -> bytes:
    return base64.b64decode("".join((element.text or "").split()), validate=True)
