"""What a verifier must refuse, and by which name; what it must accept."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asn1crypto import cms

from signing import (
    Certificate,
    CheckName,
    Indication,
    KeySigner,
    Outcome,
    SamplePki,
    SignatureKind,
    SignatureVerdict,
    SubIndication,
    TimeSource,
    TrustStore,
    der,
    make_sample_pki,
    oids,
    to_json,
    verify,
)
from signing.authority.issuance import ISSUING, Issuer, Profile, Revocation, issue, revocation_list, self_signed
from signing.extension import Extension
from signing.gost import GostProvider
from signing.keys.key import GostKey
from signing.keys.pyca_key import PycaKey
from signing.verification.verdict import Form
from tests.unit.signing import forgery
from tests.unit.signing.conftest import DOCUMENT, NOW

LATER = NOW + timedelta(hours=1)


def judge(signature: bytes, trust: TrustStore, content: bytes = DOCUMENT) -> SignatureVerdict:
    (verdict,) = verify(content, signature, trust, at=LATER)
    return verdict


def test_a_good_signature_passes_every_check(signature: bytes, trust: TrustStore) -> None:
    verdict = judge(signature, trust)
    assert (verdict.indication, verdict.sub_indication) == (Indication.TOTAL_PASSED, None)
    assert [check.name for check in verdict.checks] == list(CheckName)
    assert {check.outcome for check in verdict.checks} == {Outcome.OK}
    assert verdict.kind is SignatureKind.QUALIFIED
    assert verdict.form is Form.CADES_BES
    assert verdict.claimed_time == NOW
    assert verdict.signer is not None
    assert verdict.signer.innle == "7701000019"
    assert verdict.warnings == ()


def test_both_providers_sign_and_verify_the_whole_chain(
    provider: GostProvider, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pki = make_sample_pki(tmp_path_factory.mktemp(provider.name), at=NOW)
    signature = pki.signer("buyer").sign(DOCUMENT, at=NOW)
    assert judge(signature, TrustStore.from_directory(pki.trust_directory)).passed


def test_a_changed_document_is_refused(signature: bytes, trust: TrustStore) -> None:
    verdict = judge(signature, trust, DOCUMENT + b" ")
    assert verdict.sub_indication is SubIndication.HASH_FAILURE
    assert verdict.indication is Indication.TOTAL_FAILED
    outcomes = {check.name: check.outcome for check in verdict.checks}
    assert outcomes[CheckName.INTEGRITY] is Outcome.FAILED
    assert outcomes[CheckName.CHAIN] is Outcome.UNKNOWN


def test_no_flipped_bit_of_what_the_signature_covers_is_accepted(pki: SamplePki, trust: TrustStore) -> None:
    """The signer's certificate, the signed attributes and the value. The pointer to the certificate is not
    covered: a name in other letters is the same name, and the binding decides which certificate it is."""
    certificate = pki.certificate("seller")
    signature = KeySigner(forgery.seller_key(pki), certificate, SignatureKind.QUALIFIED).sign(DOCUMENT, at=NOW)
    first, attributes = signature.index(certificate.der), signature.index(forgery.content_type())
    covered = [*range(first, first + len(certificate.der)), *range(attributes, len(signature))]
    for position in covered[::5]:
        flipped = bytearray(signature)
        flipped[position] ^= 1 << position % 8
        assert not any(one.passed for one in verify(DOCUMENT, bytes(flipped), trust, at=LATER)), position


@pytest.mark.parametrize("keep", [0, 1, 2, 5, 20, 100, -1, -64])
def test_a_truncated_signature_is_a_format_failure(signature: bytes, trust: TrustStore, keep: int) -> None:
    assert judge(signature[:keep], trust).sub_indication is SubIndication.FORMAT_FAILURE


@pytest.mark.parametrize(
    "garbage", [b"", b"0", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x00" * 100, b"PK\x03\x04", b"MII=", b"\xff" * 9]
)
def test_garbage_is_a_format_failure(garbage: bytes, trust: TrustStore) -> None:
    assert judge(garbage, trust).sub_indication is SubIndication.FORMAT_FAILURE


def test_bytes_after_the_signature_are_refused(signature: bytes, trust: TrustStore) -> None:
    assert judge(signature + b"\x00", trust).sub_indication is SubIndication.FORMAT_FAILURE


def test_a_huge_signature_is_refused_unread(trust: TrustStore) -> None:
    assert judge(bytes(9 * 2**20), trust).sub_indication is SubIndication.FORMAT_FAILURE


def test_deep_nesting_is_refused_quietly(trust: TrustStore) -> None:
    assert judge(b"\x30\x80" * 50_000, trust).sub_indication is SubIndication.FORMAT_FAILURE


def test_pem_and_base64_are_read_as_well(signature: bytes, trust: TrustStore) -> None:
    text = base64.encodebytes(signature)
    assert judge(text, trust).passed
    assert judge(b"-----BEGIN CMS-----\n" + text + b"-----END CMS-----\n", trust).passed


def test_a_certificate_of_the_same_key_cannot_take_the_place(
    pki: SamplePki, signature: bytes, trust: TrustStore
) -> None:
    other = _twin(pki, pki.certificate("seller"))
    swapped = forgery.with_certificates(signature, other)
    assert judge(swapped, trust).sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


def test_plain_cms_passes_with_a_warning(pki: SamplePki, trust: TrustStore) -> None:
    verdict = judge(forgery.plain_cms(forgery.seller_key(pki), pki.certificate("seller"), DOCUMENT), trust)
    assert verdict.passed
    assert verdict.form is Form.CMS
    assert any("signingCertificateV2" in warning.en for warning in verdict.warnings)


def test_a_plain_cms_cannot_tell_its_certificate_from_a_twin(pki: SamplePki, trust: TrustStore) -> None:
    """Why the binding matters: same key, issuer and number, another person. It passes, and the doubt is told."""
    certificate = pki.certificate("seller")
    message = forgery.plain_cms(forgery.seller_key(pki), certificate, DOCUMENT)
    verdict = judge(forgery.with_certificates(message, _twin(pki, certificate)), trust)
    assert verdict.passed
    assert verdict.signer is not None
    assert verdict.signer.common_name == "Другой человек"
    assert {check.name: check.outcome for check in verdict.checks}[CheckName.BINDING] is Outcome.WARNING


def test_a_message_without_the_signers_certificate_is_indeterminate(
    pki: SamplePki, signature: bytes, trust: TrustStore
) -> None:
    verdict = judge(forgery.with_certificates(signature, pki.certificate("buyer")), trust)
    assert verdict.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert verdict.indication is Indication.INDETERMINATE


def test_the_signers_certificate_may_lie_in_the_trust_directory(
    pki: SamplePki, signature: bytes, trust: TrustStore
) -> None:
    known = replace(trust, intermediates=(*trust.intermediates, pki.certificate("seller")))
    assert judge(forgery.with_certificates(signature, pki.certificate("buyer")), known).passed


def test_a_signature_by_another_key_is_refused(pki: SamplePki, trust: TrustStore) -> None:
    certificate = pki.certificate("seller")
    forged = forgery.plain_cms(GostKey.generate(), certificate, DOCUMENT)
    assert judge(forged, trust).sub_indication is SubIndication.SIG_CRYPTO_FAILURE


class TestSignedAttributes:
    def test_they_are_required(self, pki: SamplePki, signature: bytes, trust: TrustStore) -> None:
        bare = forgery.without_signed_attributes(signature, forgery.seller_key(pki).sign(DOCUMENT))
        assert judge(bare, trust).sub_indication is SubIndication.FORMAT_FAILURE

    def test_attributes_cannot_be_passed_off_as_content(self, signature: bytes, trust: TrustStore) -> None:
        """The known attack: the signed attributes become the document and the attributes are dropped."""
        signer = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]
        attributes = signer["signed_attrs"].untag().dump()
        bare = forgery.without_signed_attributes(signature, signer["signature"].native)
        assert judge(bare, trust, attributes).sub_indication is SubIndication.FORMAT_FAILURE

    def test_the_digest_is_required(self, pki: SamplePki, trust: TrustStore) -> None:
        message = forgery.signed(forgery.seller_key(pki), pki.certificate("seller"), forgery.content_type())
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE

    def test_the_content_type_is_required(self, pki: SamplePki, trust: TrustStore) -> None:
        certificate = pki.certificate("seller")
        digest = forgery.message_digest(certificate, DOCUMENT)
        message = forgery.signed(forgery.seller_key(pki), certificate, digest)
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE

    def test_the_content_type_must_be_that_of_the_content(self, pki: SamplePki, trust: TrustStore) -> None:
        certificate = pki.certificate("seller")
        digest = forgery.message_digest(certificate, DOCUMENT)
        kind = forgery.content_type(oids.TST_INFO)
        message = forgery.signed(forgery.seller_key(pki), certificate, kind, digest)
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE

    @pytest.mark.parametrize("content", [DOCUMENT, b"other"])
    def test_a_repeated_digest_is_refused(self, pki: SamplePki, trust: TrustStore, content: bytes) -> None:
        certificate = pki.certificate("seller")
        extra = forgery.message_digest(certificate, content)
        message = forgery.plain_cms(forgery.seller_key(pki), certificate, DOCUMENT, extra)
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE

    def test_a_second_value_in_an_attribute_is_refused(self, pki: SamplePki, trust: TrustStore) -> None:
        times = forgery.attribute(oids.SIGNING_TIME, der.time(NOW), der.time(LATER))
        message = forgery.plain_cms(forgery.seller_key(pki), pki.certificate("seller"), DOCUMENT, times)
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE

    def test_a_repeated_certificate_binding_is_refused(self, pki: SamplePki, trust: TrustStore) -> None:
        binding = forgery.attribute(oids.SIGNING_CERTIFICATE_V2, der.sequence())
        message = forgery.plain_cms(forgery.seller_key(pki), pki.certificate("seller"), DOCUMENT, binding, binding)
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE

    @pytest.mark.parametrize("value", [der.null(), der.utf8("now"), der.tlv(der.UTC_TIME, b"999999999999Z")])
    def test_a_time_that_is_none_is_refused(self, pki: SamplePki, trust: TrustStore, value: bytes) -> None:
        time = forgery.attribute(oids.SIGNING_TIME, value)
        message = forgery.plain_cms(forgery.seller_key(pki), pki.certificate("seller"), DOCUMENT, time)
        assert judge(message, trust).sub_indication is SubIndication.FORMAT_FAILURE


class TestTwoSigners:
    def test_each_has_a_verdict_of_its_own(self, pki: SamplePki, signature: bytes, trust: TrustStore) -> None:
        other = pki.signer("buyer").sign(DOCUMENT, at=NOW)
        verdicts = verify(DOCUMENT, forgery.joined(signature, other), trust, at=LATER)
        assert [one.passed for one in verdicts] == [True, True]
        assert {one.signer.organisation for one in verdicts if one.signer} == {
            "ООО «Учебный продавец»",
            "ООО «Учебный покупатель»",
        }

    def test_a_bad_one_does_not_hide_behind_a_good_one(
        self, pki: SamplePki, signature: bytes, trust: TrustStore
    ) -> None:
        bad = pki.signer("buyer").sign(b"another document", at=NOW)
        verdicts = verify(DOCUMENT, forgery.joined(signature, bad), trust, at=LATER)
        assert sorted(one.passed for one in verdicts) == [False, True]


class TestTime:
    def test_an_expired_certificate_is_not_enough_without_proof(self, signature: bytes, trust: TrustStore) -> None:
        (verdict,) = verify(DOCUMENT, signature, trust, at=NOW + timedelta(days=1000))
        assert verdict.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
        assert verdict.indication is Indication.INDETERMINATE

    def test_a_certificate_that_was_not_valid_yet_fails(self, signature: bytes, trust: TrustStore) -> None:
        (verdict,) = verify(DOCUMENT, signature, trust, at=NOW - timedelta(days=10))
        assert verdict.sub_indication is SubIndication.NOT_YET_VALID

    def test_the_signers_claim_moves_nothing(self, pki: SamplePki, trust: TrustStore) -> None:
        """An expired certificate cannot be revived by writing an earlier time into the signature."""
        claim = forgery.attribute(oids.SIGNING_TIME, der.time(NOW))
        message = forgery.plain_cms(forgery.seller_key(pki), pki.certificate("seller"), DOCUMENT, claim)
        (verdict,) = verify(DOCUMENT, message, trust, at=NOW + timedelta(days=1000))
        assert verdict.claimed_time == NOW
        assert verdict.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE

    def test_a_claim_later_than_the_proof_is_pointed_out(self, signature: bytes, trust: TrustStore) -> None:
        (verdict,) = verify(DOCUMENT, signature, trust, at=NOW - timedelta(hours=1))
        assert any("later than the proven time" in warning.en for warning in verdict.warnings)

    def test_the_source_of_time_is_told(self, signature: bytes, trust: TrustStore) -> None:
        (received,) = verify(DOCUMENT, signature, trust, at=LATER)
        (operator,) = verify(DOCUMENT, signature, trust, at=LATER, time_source=TimeSource.OPERATOR)
        (now,) = verify(DOCUMENT, signature, trust)
        assert [one.time_source for one in (received, operator, now)] == [
            TimeSource.RECEIVED,
            TimeSource.OPERATOR,
            TimeSource.NOW,
        ]

    def test_a_remembered_path_does_not_outlive_the_certificate(self, pki: SamplePki, trust: TrustStore) -> None:
        key, certificate = forgery.certified(
            pki, replace(forgery.profile(at=NOW), not_after=NOW + timedelta(seconds=30))
        )
        message = KeySigner(key, certificate, SignatureKind.QUALIFIED).sign(DOCUMENT, at=NOW)
        (fresh,) = verify(DOCUMENT, message, trust, at=NOW + timedelta(seconds=20))
        (stale,) = verify(DOCUMENT, message, trust, at=NOW + timedelta(seconds=40))
        assert fresh.passed
        assert stale.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


class TestRevocation:
    def test_a_revoked_certificate_is_refused(self, pki: SamplePki, signature: bytes, trust: TrustStore) -> None:
        revoked = _with_revocation(pki, trust, NOW - timedelta(hours=1))
        verdict = judge(signature, revoked)
        assert verdict.sub_indication is SubIndication.REVOKED
        assert verdict.indication is Indication.TOTAL_FAILED
        assert verdict.kind is SignatureKind.QUALIFIED

    def test_revoked_between_claim_and_proof_is_indeterminate(
        self, pki: SamplePki, signature: bytes, trust: TrustStore
    ) -> None:
        revoked = _with_revocation(pki, trust, NOW + timedelta(minutes=30))
        assert judge(signature, revoked).sub_indication is SubIndication.REVOKED_NO_POE

    def test_a_signature_proven_earlier_than_the_revocation_stays_good(
        self, pki: SamplePki, signature: bytes, trust: TrustStore
    ) -> None:
        revoked = _with_revocation(pki, trust, LATER + timedelta(days=1), published=LATER + timedelta(days=2))
        assert judge(signature, revoked).passed

    def test_a_revoked_authority_takes_its_certificates_along(
        self, pki: SamplePki, signature: bytes, trust: TrustStore
    ) -> None:
        authority = pki.issuer("authority").certificate
        root_list = _list(pki, "root", Revocation(int(authority.serial, 16), NOW - timedelta(hours=1)))
        verdict = judge(signature, replace(trust, crls=(_list(pki, "authority"), root_list)))
        assert verdict.sub_indication in (SubIndication.REVOKED, SubIndication.REVOKED_NO_POE)

    def test_without_lists_the_answer_is_try_later(self, signature: bytes, trust: TrustStore) -> None:
        verdict = judge(signature, replace(trust, crls=()))
        assert verdict.sub_indication is SubIndication.TRY_LATER
        assert verdict.indication is Indication.INDETERMINATE
        outcomes = {check.name: check.outcome for check in verdict.checks}
        assert outcomes[CheckName.CHAIN] is Outcome.OK
        assert outcomes[CheckName.REVOCATION] is Outcome.UNKNOWN

    def test_an_outdated_list_is_no_list(self, signature: bytes, trust: TrustStore) -> None:
        (verdict,) = verify(DOCUMENT, signature, trust, at=NOW + timedelta(days=60))
        assert verdict.sub_indication is SubIndication.TRY_LATER

    def test_a_list_signed_by_another_is_no_list(self, pki: SamplePki, signature: bytes, trust: TrustStore) -> None:
        false_issuer = replace(pki.issuer("authority"), key=GostKey.generate())
        false_list = revocation_list(false_issuer, (), number=9, this_update=NOW, next_update=NOW + timedelta(days=30))
        forged = replace(trust, crls=(false_list, _list(pki, "root")))
        assert judge(signature, forged).sub_indication is SubIndication.TRY_LATER

    def test_a_missing_list_does_not_hide_a_false_chain(self, pki: SamplePki, trust: TrustStore) -> None:
        """Without lists the library stops early; the chain must not be called good for that."""
        authority = pki.issuer("authority")
        impostor = replace(authority, key=GostKey.generate())
        key = GostKey.generate()
        certificate = issue(impostor, key.public_key, forgery.profile(at=NOW))
        message = KeySigner(key, certificate, SignatureKind.QUALIFIED).sign(DOCUMENT, at=NOW)
        verdict = judge(message, replace(trust, crls=()))
        assert verdict.kind is None
        assert {check.name: check.outcome for check in verdict.checks}[CheckName.CHAIN] is Outcome.FAILED


class TestChain:
    def test_an_unknown_root_is_not_believed(self, signature: bytes, folder_pki: SamplePki) -> None:
        stranger = TrustStore.from_directory(folder_pki.trust_directory)
        verdict = judge(signature, stranger)
        assert verdict.sub_indication in (
            SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
            SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        )
        assert verdict.kind is None

    def test_an_empty_trust_store_believes_nobody(self, signature: bytes) -> None:
        verdict = judge(signature, TrustStore.of([]))
        assert verdict.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND

    def test_a_root_that_travels_in_the_message_is_not_believed(self, folder_pki: SamplePki, trust: TrustStore) -> None:
        message = folder_pki.signer("seller").sign(DOCUMENT, at=NOW)
        chain = (
            folder_pki.certificate("seller"),
            *(folder_pki.issuer(one).certificate for one in ("authority", "root")),
        )
        assert not judge(forgery.with_certificates(message, *chain), trust).passed

    def test_a_holder_cannot_issue_certificates(self, pki: SamplePki, trust: TrustStore) -> None:
        holder = replace(pki.issuer("authority"), certificate=pki.certificate("seller"), key=forgery.seller_key(pki))
        key = GostKey.generate()
        certificate = issue(holder, key.public_key, forgery.profile(at=NOW))
        signer = KeySigner(key, certificate, SignatureKind.QUALIFIED, chain=(pki.certificate("seller"),))
        verdict = judge(signer.sign(DOCUMENT, at=NOW), trust)
        assert verdict.sub_indication is SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE

    def test_path_length_is_kept(self, pki: SamplePki, trust: TrustStore) -> None:
        """The sample authority may not certify further authorities."""
        sub_key, sub = forgery.certified(
            pki,
            Profile(
                subject=((oids.COMMON_NAME, "Лишний центр"),),
                not_before=NOW,
                not_after=NOW + timedelta(days=9),
                key_usage=ISSUING,
                authority=True,
            ),
        )
        key = GostKey.generate()
        certificate = issue(
            replace(pki.issuer("authority"), certificate=sub, key=sub_key), key.public_key, forgery.profile(at=NOW)
        )
        signer = KeySigner(key, certificate, SignatureKind.QUALIFIED, chain=(sub,))
        assert not judge(signer.sign(DOCUMENT, at=NOW), trust).passed

    def test_a_maze_of_certificates_is_not_walked(self, trust: TrustStore) -> None:
        """Six authorities that certify each other in every way: their paths would take hours to try."""
        names = [((oids.COMMON_NAME, f"Центр {number}"),) for number in range(6)]
        keys = [PycaKey.generate() for _ in names]
        life = {"not_before": NOW, "not_after": NOW + timedelta(days=9), "key_usage": ISSUING, "authority": True}
        profiles = [Profile(subject=name, **life) for name in names]  # type: ignore[arg-type]
        issuers = [Issuer(self_signed(key, one), key) for key, one in zip(keys, profiles, strict=True)]
        maze = [
            issue(issuer, key.public_key, one)
            for issuer in issuers
            for key, one in zip(keys, profiles, strict=True)
            if key is not issuer.key
        ]
        key = PycaKey.generate()
        certificate = issue(issuers[0], key.public_key, forgery.profile(at=NOW))
        signer = KeySigner(key, certificate, SignatureKind.UNQUALIFIED, chain=maze)
        verdict = judge(signer.sign(DOCUMENT, at=NOW), trust)
        assert verdict.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND

    def test_an_authority_in_the_message_completes_the_chain(self, signature: bytes, trust: TrustStore) -> None:
        assert judge(signature, replace(trust, intermediates=())).passed

    def test_authorities_in_the_message_may_come_in_any_order(self) -> None:
        root_key, key = PycaKey.generate(), PycaKey.generate()
        life = {"not_before": NOW, "not_after": NOW + timedelta(days=9), "key_usage": ISSUING, "authority": True}
        issuers = [Issuer(self_signed(root_key, Profile(((oids.COMMON_NAME, "0"),), **life)), root_key)]  # type: ignore[arg-type]
        for number in "123":
            next_key = PycaKey.generate()
            profile = Profile(((oids.COMMON_NAME, number),), **life)  # type: ignore[arg-type]
            issuers.append(Issuer(issue(issuers[-1], next_key.public_key, profile), next_key))
        certificate = issue(issuers[-1], key.public_key, forgery.profile(at=NOW))
        crls = [
            revocation_list(one, (), number=1, this_update=NOW, next_update=NOW + timedelta(days=9)) for one in issuers
        ]
        chain = [one.certificate for one in reversed(issuers[1:])]
        message = KeySigner(key, certificate, SignatureKind.UNQUALIFIED, chain=chain).sign(DOCUMENT, at=NOW)
        assert judge(message, TrustStore.of([issuers[0].certificate], crls)).passed


class TestPurpose:
    @pytest.mark.parametrize("usage", [oids.TIME_STAMPING, "1.3.6.1.5.5.7.3.9", oids.SIMPLE_SIGNATURE_SERVICE])
    def test_a_certificate_for_something_else_cannot_sign_documents(
        self, pki: SamplePki, trust: TrustStore, usage: str
    ) -> None:
        verdict = self._verdict(pki, trust, replace(forgery.profile(at=NOW), extended_key_usage=(usage,)))
        assert verdict.sub_indication is SubIndication.CHAIN_CONSTRAINTS_FAILURE

    def test_key_usage_must_allow_signatures(self, pki: SamplePki, trust: TrustStore) -> None:
        verdict = self._verdict(pki, trust, replace(forgery.profile(at=NOW), key_usage=ISSUING))
        assert verdict.sub_indication is SubIndication.CHAIN_CONSTRAINTS_FAILURE

    def test_a_critical_extension_nobody_understands_is_refused(self, pki: SamplePki, trust: TrustStore) -> None:
        unknown = Extension("1.2.3.4.5", der.null(), critical=True)
        assert not self._verdict(pki, trust, replace(forgery.profile(at=NOW), more=(unknown,))).passed

    def _verdict(self, pki: SamplePki, trust: TrustStore, profile: Profile) -> SignatureVerdict:
        key, certificate = forgery.certified(pki, profile)
        return judge(forgery.plain_cms(key, certificate, DOCUMENT), trust)


class TestKind:
    def test_a_gost_certificate_without_a_class_is_unqualified(self, pki: SamplePki, trust: TrustStore) -> None:
        key, certificate = forgery.certified(pki, replace(forgery.profile(at=NOW), policies=()))
        assert judge(forgery.plain_cms(key, certificate, DOCUMENT), trust).kind is SignatureKind.UNQUALIFIED

    def test_an_authority_that_is_not_qualified_makes_no_qualified_certificates(self) -> None:
        """A company's own authority may write any policy into what it issues."""
        root_key, key = GostKey.generate(), GostKey.generate()
        plain = Profile(
            subject=((oids.COMMON_NAME, "Центр компании"),),
            not_before=NOW,
            not_after=NOW + timedelta(days=9),
            key_usage=ISSUING,
            authority=True,
        )
        root = self_signed(root_key, plain)
        issuer = Issuer(root, root_key)
        certificate = issue(issuer, key.public_key, forgery.profile(at=NOW))
        crl = revocation_list(issuer, (), number=1, this_update=NOW, next_update=NOW + timedelta(days=9))
        verdict = judge(forgery.plain_cms(key, certificate, DOCUMENT), TrustStore.of([root], [crl]))
        assert verdict.passed
        assert verdict.kind is SignatureKind.UNQUALIFIED


class TestAttached:
    def test_the_enclosed_document_must_be_the_document(self, pki: SamplePki, trust: TrustStore) -> None:
        key, certificate = forgery.seller_key(pki), pki.certificate("seller")
        parts = (forgery.content_type(), forgery.message_digest(certificate, DOCUMENT))
        message = forgery.signed(key, certificate, *parts, enclosed=DOCUMENT)
        assert judge(message, trust).passed
        assert judge(message, trust, b"another").sub_indication is SubIndication.HASH_FAILURE

    def test_the_enclosed_document_must_be_the_signed_one(self, pki: SamplePki, trust: TrustStore) -> None:
        key, certificate = forgery.seller_key(pki), pki.certificate("seller")
        parts = (forgery.content_type(), forgery.message_digest(certificate, b"another"))
        message = forgery.signed(key, certificate, *parts, enclosed=DOCUMENT)
        assert judge(message, trust).sub_indication is SubIndication.HASH_FAILURE


def test_a_digest_that_is_not_allowed_is_refused(signature: bytes, trust: TrustStore) -> None:
    weak = signature.replace(der.oid(oids.STREEBOG_256), der.oid("1.2.643.2.2.9.0.0"))
    info = cms.ContentInfo.load(signature)
    info["content"]["signer_infos"][0]["digest_algorithm"]["algorithm"] = "1.3.14.3.2.26"
    verdict = judge(info.dump(force=True), trust)
    assert verdict.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE
    assert not judge(weak, trust).passed


def test_the_verdict_becomes_the_promised_json(signature: bytes, trust: TrustStore) -> None:
    entry = json.loads(json.dumps(to_json((judge(signature, trust),))))["signatures"][0]
    assert {"indication", "sub_indication", "level", "time", "time_source", "signer", "warnings", "checks"} <= set(
        entry
    )
    assert entry["indication"] == "TOTAL_PASSED"
    assert entry["level"] == "qualified"
    assert entry["signer"]["inn"] == "770100000142"


@pytest.fixture(scope="module")
def folder_pki(tmp_path_factory: pytest.TempPathFactory) -> SamplePki:
    """Another infrastructure with the same names and other keys."""
    return make_sample_pki(tmp_path_factory.mktemp("stranger"), at=NOW)


def _twin(pki: SamplePki, certificate: Certificate) -> Certificate:
    """Same key, issuer and serial number, another subject: issued by a dishonest authority."""
    wanted = replace(forgery.profile(at=NOW), subject=((oids.COMMON_NAME, "Другой человек"),))
    twin = issue(pki.issuer("authority"), certificate.public_key, wanted)
    old, new = (der.integer(int(one.serial, 16)) for one in (twin, certificate))
    tbs, algorithm, _ = der.read(twin.der).children()
    changed = der.sequence(*(new if part.encoded == old else part.encoded for part in tbs.children()))
    signature = pki.issuer("authority").key.sign(changed)
    return Certificate.from_der(der.sequence(changed, algorithm.encoded, der.bits(signature)))


def _with_revocation(pki: SamplePki, trust: TrustStore, at: datetime, *, published: datetime = LATER) -> TrustStore:
    revoked = Revocation(int(pki.certificate("seller").serial, 16), at, reason=1)
    crl = revocation_list(
        pki.issuer("authority"), (revoked,), number=7, this_update=published, next_update=published + timedelta(days=9)
    )
    return replace(trust, crls=(crl, _list(pki, "root")))


def _list(pki: SamplePki, name: str, *revoked: Revocation) -> bytes:
    return revocation_list(pki.issuer(name), revoked, number=7, this_update=NOW, next_update=NOW + timedelta(days=30))
