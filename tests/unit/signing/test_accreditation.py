"""The ministry's list: who was accredited on the day a certificate was issued, and whose word that is."""

import base64
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from signing import (
    AccreditationList,
    CheckName,
    Outcome,
    SamplePki,
    SignatureKind,
    SignatureVerdict,
    TrustStore,
    import_accredited,
    oids,
    verify,
)
from signing.authority.issuance import SIGNING, Profile, self_signed
from signing.errors import AccreditationListUnreadable, TrustUnreadable
from signing.keys.key import GostKey
from signing.keys.key_files import write_key
from signing.keys.pyca_key import PycaKey
from signing.trust.qualification import Accredited
from tests.tools import requires_tool
from tests.unit.signing import forgery, listing
from tests.unit.signing.conftest import DOCUMENT, NOW
from tests.unit.signing.listing import Listed, encoded, signed, tsl

LONG_AGO, IN_FORCE, SUSPENDED = "2020-01-01T00:00:00", "Действует", "Приостановлена"
SAMPLE = tuple[tuple[str, str], ...]


def listed(pki: SamplePki, *statuses: tuple[str, str]) -> etree._Element:
    authority = pki.issuer("authority").certificate
    return tsl([Listed("Учебный центр", (authority,), statuses or ((IN_FORCE, LONG_AGO),))])


def judged(pki: SamplePki, trust: TrustStore, signature: bytes, *statuses: tuple[str, str]) -> SignatureVerdict:
    found = AccreditationList.from_xml(encoded(listed(pki, *statuses)))
    (verdict,) = verify(DOCUMENT, signature, replace(trust, accredited=found.authorities), at=NOW)
    return verdict


class TestTheDayOfIssue:
    """Certificates of the sample were issued on 31 May 2026."""

    @pytest.mark.parametrize(
        ("statuses", "accredited"),
        [
            (((IN_FORCE, LONG_AGO),), True),
            (((IN_FORCE, ""),), True),
            (((IN_FORCE, LONG_AGO), ("Прекращена", "2026-05-31T23:00:00")), True),
            (((IN_FORCE, LONG_AGO), ("Прекращена", "2026-05-30T00:00:00")), False),
            (
                ((IN_FORCE, LONG_AGO), ("Приостановлена", "2026-05-01T00:00:00"), (IN_FORCE, "2026-06-01T00:00:00")),
                False,
            ),
            (
                ((IN_FORCE, LONG_AGO), ("Приостановлена", "2026-05-01T00:00:00"), (IN_FORCE, "2026-05-20T00:00:00")),
                True,
            ),
            ((("Аннулирована", ""),), False),
            (((IN_FORCE, "2026-06-01T00:00:00"),), False),
            ((("Слово, которого не было", LONG_AGO),), False),
        ],
    )
    def test_it_decides_whether_the_signature_is_qualified(
        self, pki: SamplePki, trust: TrustStore, signature: bytes, statuses: SAMPLE, accredited: bool
    ) -> None:
        verdict = judged(pki, trust, signature, *statuses)
        assert verdict.passed, "accreditation decides the kind, not whether the signature is good"
        assert verdict.kind is (SignatureKind.QUALIFIED if accredited else SignatureKind.UNQUALIFIED)
        assert verdict.qualification is not None
        assert verdict.qualification.accredited is (Accredited.YES if accredited else Accredited.NO)
        outcome = {one.name: one.outcome for one in verdict.checks}[CheckName.QUALIFICATION]
        assert outcome is (Outcome.OK if accredited else Outcome.WARNING)

    def test_an_authority_that_is_not_listed_makes_no_qualified_certificates(
        self, trust: TrustStore, signature: bytes
    ) -> None:
        found = AccreditationList.from_xml(encoded(tsl([])))
        (verdict,) = verify(DOCUMENT, signature, replace(trust, accredited=found.authorities), at=NOW)
        assert verdict.kind is SignatureKind.UNQUALIFIED
        assert any("not listed" in one.en for one in verdict.warnings)


class TestImport:
    def test_listed_certificates_are_anchors_when_their_own_issuer_is_unknown(
        self, pki: SamplePki, trust: TrustStore, signature: bytes, folder: Path
    ) -> None:
        folder.mkdir()
        found = AccreditationList.from_xml(encoded(listed(pki)))
        import_accredited(found, folder, verified=False)
        (folder / "a.crl").write_bytes(trust.crls[0])
        store = TrustStore.from_directory(folder)
        assert [one.common_name for one in store.anchors] == ["Учебный удостоверяющий центр (не аккредитован)"]
        assert store.accredited == replace(found.authorities, signed_by="")
        (verdict,) = verify(DOCUMENT, signature, store, at=NOW)
        assert verdict.passed
        assert verdict.kind is SignatureKind.QUALIFIED
        (folder / "root.cer").write_bytes(trust.anchors[0].der)
        assert TrustStore.from_directory(folder).anchors == trust.anchors

    def test_what_the_list_says_survives(self, pki: SamplePki) -> None:
        found = AccreditationList.from_xml(encoded(listed(pki, (IN_FORCE, LONG_AGO), ("Прекращена", "2026-01-01"))))
        (authority,) = found.authorities.authorities
        assert (found.authorities.version, authority.inn, authority.ogrn) == ("777", "7701000019", "1027700000019")
        assert found.authorities.issued_at == NOW - timedelta(hours=12)
        assert [change.word for change in authority.changes] == [IN_FORCE, "Прекращена"]
        assert authority.changes[0].since == datetime(2019, 12, 31, 21, tzinfo=UTC), "Moscow time"

    def test_a_certificate_that_cannot_be_read_is_counted_and_left_out(self, pki: SamplePki) -> None:
        root = listed(pki)
        data = next(root.iter("Данные"))
        data.text = base64.b64encode(b"nothing").decode()
        found = AccreditationList.from_xml(encoded(root))
        assert (found.unreadable, found.authorities.certificates) == (1, ())

    @pytest.mark.parametrize(
        "hostile",
        [
            b"",
            b"not xml",
            b"<Other/>",
            b'<!DOCTYPE a [<!ENTITY b "c">]><\xd0\x90/>',
            b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        ],
    )
    def test_what_is_no_such_list_is_refused(self, hostile: bytes) -> None:
        with pytest.raises(AccreditationListUnreadable):
            AccreditationList.from_xml(hostile)

    def test_an_entity_brings_nothing_in(self, pki: SamplePki, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("secret")
        body = encoded(listed(pki)).replace(b"<?xml version='1.0' encoding='utf-8'?>", b"")
        dtd = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{tmp_path}/secret">]>'.encode()
        with pytest.raises(AccreditationListUnreadable, match="DTD"):
            AccreditationList.from_xml(dtd + body.replace(b"777", b"&b;"))

    def test_a_damaged_import_is_named(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "accredited.json").write_text("{}")
        with pytest.raises(TrustUnreadable, match=r"accredited\.json"):
            TrustStore.from_directory(folder)


class TestItsOwnSignature:
    @pytest.mark.parametrize("c14n", [listing.C14N, listing.EXCLUSIVE])
    def test_a_trusted_signer_vouches_for_it(self, pki: SamplePki, trust: TrustStore, c14n: str) -> None:
        root = signed(listed(pki), forgery.seller_key(pki), pki.certificate("seller"), c14n=c14n)
        found = AccreditationList.from_xml(encoded(root))
        assert found.authorities.signed_by == "ООО «Учебный продавец»"
        assert found.doubt(trust, NOW) is None

    def test_an_unsigned_one_and_one_by_a_stranger_are_doubted(self, pki: SamplePki, trust: TrustStore) -> None:
        unsigned = AccreditationList.from_xml(encoded(listed(pki))).doubt(trust, NOW)
        assert unsigned is not None
        assert "not signed" in unsigned.en
        key = GostKey.generate()
        stranger = self_signed(key, Profile(((oids.COMMON_NAME, "Я"),), NOW, NOW + timedelta(days=9), SIGNING))
        doubt = AccreditationList.from_xml(encoded(signed(listed(pki), key, stranger))).doubt(trust, NOW)
        assert doubt is not None
        assert "not trusted" in doubt.en

    @pytest.mark.parametrize("change", ["text", "comment kept", "value", "reference", "moved", "two", "transform"])
    def test_a_broken_one_is_refused(self, pki: SamplePki, change: str) -> None:
        root = signed(listed(pki), forgery.seller_key(pki), pki.certificate("seller"))
        signature = root[-1]
        ds = f"{{{listing.DS}}}"
        value, reference = signature.find(f"{ds}SignatureValue"), signature.find(f"{ds}SignedInfo/{ds}Reference")
        assert value is not None
        assert reference is not None
        changes: dict[str, Callable[[], object]] = {
            "text": lambda: root.find("Версия").__setattr__("text", "778"),
            "comment kept": lambda: root.append(etree.Element("УдостоверяющийЦентр")),
            "value": lambda: value.__setattr__("text", base64.b64encode(bytes(64)).decode()),
            "reference": lambda: reference.set("URI", "#part"),
            "moved": lambda: root[0].append(signature),
            "two": lambda: root.append(etree.fromstring(etree.tostring(signature))),
            "transform": lambda: reference[0][0].set("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        }
        changes[change]()
        with pytest.raises(AccreditationListUnreadable, match="signature"):
            AccreditationList.from_xml(encoded(root))

    def test_what_xmlsec_signs_holds(self, pki: SamplePki, tmp_path: Path) -> None:
        """Canonical form and digests by other hands; its build here knows no GOST, so the key is RSA."""
        xmlsec = requires_tool("xmlsec1", "xmlsec1")
        key = PycaKey.generate_rsa()
        profile = Profile(((oids.COMMON_NAME, "Подписант"),), NOW, NOW + timedelta(days=9), SIGNING)
        certificate = self_signed(key, profile)
        write_key(tmp_path / "key.pem", key.encode())
        (tmp_path / "key.cer").write_bytes(certificate.to_pem())
        root = listed(pki)
        root.append(etree.fromstring(TEMPLATE))
        root[-1].tail = "\n  \n"
        (tmp_path / "template.xml").write_bytes(encoded(root))
        key_files = f"{tmp_path / 'key.pem'},{tmp_path / 'key.cer'}"
        command = [xmlsec, "--sign", "--privkey-pem", key_files, "--output", "signed.xml", "template.xml"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
        done = (tmp_path / "signed.xml").read_bytes()
        assert AccreditationList.from_xml(done).authorities.signed_by == "Подписант"
        with pytest.raises(AccreditationListUnreadable):
            AccreditationList.from_xml(done.replace(b"777", b"778"))

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(where=st.floats(0, 1), gone=st.integers(0, 5), new=st.binary(max_size=5))
    def test_a_mutilated_list_is_answered_with_one_error_only(
        self, signed_list: bytes, where: float, gone: int, new: bytes
    ) -> None:
        at = int(where * len(signed_list))
        changed = signed_list[:at] + new + signed_list[at + gone :]
        with suppress(AccreditationListUnreadable):
            AccreditationList.from_xml(changed)


@pytest.fixture(scope="module")
def signed_list(pki: SamplePki) -> bytes:
    return encoded(signed(listed(pki), forgery.seller_key(pki), pki.certificate("seller")))


TEMPLATE = f"""<Signature xmlns="{listing.DS}"><SignedInfo>
<CanonicalizationMethod Algorithm="{listing.C14N}"/>
<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
<Reference URI=""><Transforms><Transform Algorithm="{listing.DS}enveloped-signature"/></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo>
<SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature>"""
