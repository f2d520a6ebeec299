"""What a verdict tells beyond yes and no: who, by which algorithm, how qualified; as JSON and as a page to print."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from signing import (
    Certificate,
    CheckName,
    Outcome,
    ProtocolHead,
    SamplePki,
    SignatureKind,
    SignatureVerdict,
    SubIndication,
    TrustStore,
    der,
    oids,
    to_html,
    to_json,
    verify,
)
from signing.authority.issuance import ISSUING, SIGNING, Issuer, Profile, issue, revocation_list, self_signed
from signing.extension import Extension
from signing.keys.key import GostKey
from signing.keys.key_files import write_key
from signing.keys.pyca_key import PycaKey
from tests.tools import requires_tool
from tests.unit.signing import forgery
from tests.unit.signing.conftest import DOCUMENT, NOW


def judge(message: bytes, trust: TrustStore) -> SignatureVerdict:
    (verdict,) = verify(DOCUMENT, message, trust, at=NOW)
    return verdict


def outcome(verdict: SignatureVerdict, name: CheckName) -> Outcome:
    return {one.name: one.outcome for one in verdict.checks}[name]


@pytest.fixture(scope="module")
def company() -> Issuer:
    key = PycaKey.generate()
    profile = Profile(((oids.COMMON_NAME, "Центр"),), NOW, NOW + timedelta(days=90), ISSUING, authority=True)
    return Issuer(self_signed(key, profile), key)


@pytest.fixture(scope="module")
def own_trust(company: Issuer) -> TrustStore:
    crl = revocation_list(company, (), number=1, this_update=NOW, next_update=NOW + timedelta(days=9))
    return TrustStore.of([company.certificate], [crl])


class TestUnqualifiedAlgorithms:
    def _signed(self, company: Issuer, key: PycaKey, folder: Path, *options: str) -> bytes:
        openssl = requires_tool("openssl", "openssl")
        wanted = Profile(((oids.COMMON_NAME, "Сотрудник"),), NOW, NOW + timedelta(days=30), SIGNING)
        (folder / "signer.cer").write_bytes(issue(company, key.public_key, wanted).to_pem())
        write_key(folder / "signer.pem", key.encode())
        (folder / "document").write_bytes(DOCUMENT)
        command = [openssl, "cms", "-sign", "-cades", "-binary", "-outform", "DER", "-in", "document", "-nosmimecap"]
        files = ["-signer", "signer.cer", "-inkey", "signer.pem", "-out", "signature"]
        subprocess.run([*command, *files, *options], cwd=folder, check=True, capture_output=True, timeout=60)
        return (folder / "signature").read_bytes()

    @pytest.mark.parametrize(
        "options",
        [
            (),
            ("-md", "sha512"),
            ("-keyopt", "rsa_padding_mode:pss"),
            ("-md", "sha384", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"),
        ],
        ids=" ".join,
    )
    def test_rsa_is_read_in_both_paddings(
        self, company: Issuer, own_trust: TrustStore, tmp_path: Path, options: tuple[str, ...]
    ) -> None:
        message = self._signed(company, PycaKey.generate_rsa(), tmp_path, *options)
        verdict = judge(message, own_trust)
        assert verdict.passed, verdict.sentence
        assert verdict.kind is SignatureKind.UNQUALIFIED
        damaged = message[:-1] + bytes((message[-1] ^ 1,))
        assert judge(damaged, own_trust).sub_indication is SubIndication.SIG_CRYPTO_FAILURE

    @pytest.mark.parametrize(
        "options",
        [
            ("-md", "sha1"),
            ("-md", "sha1", "-keyopt", "rsa_padding_mode:pss"),
            ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:sha1"),
        ],
        ids=" ".join,
    )
    def test_weak_digests_are_refused_wherever_they_hide(
        self, company: Issuer, own_trust: TrustStore, tmp_path: Path, options: tuple[str, ...]
    ) -> None:
        verdict = judge(self._signed(company, PycaKey.generate_rsa(), tmp_path, *options), own_trust)
        assert verdict.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE

    def test_a_short_rsa_key_is_refused(self, company: Issuer, own_trust: TrustStore, tmp_path: Path) -> None:
        short = PycaKey(rsa.generate_private_key(65537, 1024))  # noqa: S505 – that is the point
        verdict = judge(self._signed(company, short, tmp_path), own_trust)
        assert verdict.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE


class TestQualifiedAttributes:
    def test_they_are_facts_of_the_verdict(self, signature: bytes, trust: TrustStore) -> None:
        (entry,) = to_json((judge(signature, trust),))["signatures"]  # type: ignore[misc]
        found = entry["qualification"]
        assert found["holds"] is True
        assert found["classes"] == ["КС1", "КС2"]
        assert found["subject_sign_tool"].startswith("Учебное средство")
        assert found["issuer_sign_tool"]["authority_tool"].startswith("Учебный удостоверяющий центр")
        assert (found["identification_kind"], found["accredited"]) == (0, "not-asked")

    def test_ogrnip_is_not_ogrn(self, pki: SamplePki) -> None:
        wanted = replace(forgery.profile(at=NOW), subject=((oids.COMMON_NAME, "ИП"), (oids.OGRNIP, "304500000000128")))
        _, certificate = forgery.certified(pki, wanted)
        assert (certificate.ogrn, certificate.ogrnip) == ("", "304500000000128")

    @pytest.mark.parametrize(
        ("change", "missing"),
        [
            (lambda one: one.oid != oids.SUBJECT_SIGN_TOOL, "subjectSignTool"),
            (lambda one: one.oid != oids.ISSUER_SIGN_TOOL, "issuerSignTool"),
            (lambda one: one.oid != oids.IDENTIFICATION_KIND, "identificationKind"),
        ],
    )
    def test_one_left_out_is_pointed_out(
        self, pki: SamplePki, trust: TrustStore, change: Callable[[Extension], bool], missing: str
    ) -> None:
        profile = forgery.profile(at=NOW)
        key, certificate = forgery.certified(pki, replace(profile, more=tuple(filter(change, profile.more))))
        verdict = judge(forgery.plain_cms(key, certificate, DOCUMENT), trust)
        assert verdict.kind is SignatureKind.QUALIFIED
        assert outcome(verdict, CheckName.QUALIFICATION) is Outcome.WARNING
        assert any(missing in one.ru for one in verdict.warnings)

    @pytest.mark.parametrize(("end", "warned"), [(NOW - timedelta(hours=1), True), (NOW + timedelta(hours=1), False)])
    def test_a_key_used_outside_its_own_period_is_a_warning(
        self, pki: SamplePki, trust: TrustStore, end: datetime, warned: bool
    ) -> None:
        times = [der.generalized_time(one) for one in (NOW - timedelta(days=1), end)]
        period = der.sequence(*(bytes((0x80 + index,)) + one[1:] for index, one in enumerate(times)))
        profile = forgery.profile(at=NOW)
        more = (*profile.more, Extension(oids.PRIVATE_KEY_USAGE_PERIOD, period))
        key, certificate = forgery.certified(pki, replace(profile, more=more))
        verdict = judge(forgery.plain_cms(key, certificate, DOCUMENT), trust)
        assert verdict.passed
        assert outcome(verdict, CheckName.PURPOSE) is (Outcome.WARNING if warned else Outcome.OK)
        assert any("usage period" in one.en for one in verdict.warnings) is warned


class TestBinding:
    def test_a_plain_cms_has_a_doubt_of_its_own(self, pki: SamplePki, trust: TrustStore) -> None:
        verdict = judge(forgery.plain_cms(forgery.seller_key(pki), pki.certificate("seller"), DOCUMENT), trust)
        assert verdict.passed
        assert outcome(verdict, CheckName.BINDING) is Outcome.WARNING
        assert outcome(verdict, CheckName.CERTIFICATE) is Outcome.OK


class TestProtocol:
    HEAD = ProtocolHead("<b>договор</b>.xml", "a.sig", "0" * 64, datetime(2026, 6, 2, tzinfo=UTC))

    def test_names_of_strangers_are_text(self, pki: SamplePki, trust: TrustStore) -> None:
        hostile = "<script>alert(1)</script>"
        wanted = replace(forgery.profile(at=NOW), subject=((oids.COMMON_NAME, hostile), (oids.TITLE, '"><img>')))
        key, certificate = forgery.certified(pki, wanted)
        page = to_html([judge(forgery.plain_cms(key, certificate, DOCUMENT), trust)], self.HEAD)
        assert hostile not in page
        assert "&lt;script&gt;" in page
        assert "<img>" not in page
        assert "&lt;b&gt;договор" in page

    def test_every_check_and_every_certificate_is_on_it(self, pki: SamplePki, trust: TrustStore) -> None:
        verdict = judge(pki.signer("seller").sign(DOCUMENT, at=NOW), trust)
        page = to_html([verdict, verdict], self.HEAD)
        assert page.count("Подпись верна") == 2
        assert page.count(verdict.evidence[0].sha256) == 2
        for words in ("КС1, КС2", "7701000019", "1027700000019", "11223344595", "при личном присутствии"):
            assert words in page

    def test_what_could_not_be_read_has_a_page_too(self, trust: TrustStore) -> None:
        page = to_html(verify(DOCUMENT, b"nothing", trust, at=NOW), self.HEAD)
        assert "FORMAT_FAILURE" in page


def test_a_certificate_of_another_maker_may_say_odd_things_of_its_tools(pki: SamplePki, trust: TrustStore) -> None:
    """A text of another type, or of another number of texts, is no reason to refuse a signature."""
    profile = forgery.profile(at=NOW)
    odd = (
        Extension(oids.SUBJECT_SIGN_TOOL, der.tlv(der.PRINTABLE_STRING, b"tool")),
        Extension(oids.ISSUER_SIGN_TOOL, der.sequence(der.utf8("один"))),
    )
    key = GostKey.generate()
    certificate: Certificate
    _, certificate = forgery.certified(pki, replace(profile, more=odd), key)
    verdict = judge(forgery.plain_cms(key, certificate, DOCUMENT), trust)
    assert verdict.passed
    assert verdict.qualification is not None
    assert (verdict.qualification.subject_sign_tool, verdict.qualification.issuer_sign_tool) == ("tool", None)
