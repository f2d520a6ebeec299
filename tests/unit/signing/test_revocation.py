"""Which evidence about revocation is believed, about whom, for which moment; and that it can be shown again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from signing import Certificate, SamplePki, SignatureVerdict, SubIndication, TrustStore, der, oids, verify
from signing.authority.issuance import Issuer, Revocation, revocation_list
from signing.extension import Extension
from signing.indication import Indication
from signing.keys.key import GostKey
from signing.trust.evidence import Evidence, EvidenceKind
from signing.trust.revocation import RevocationStatus, statuses_of
from tests.unit.signing import forgery, publisher
from tests.unit.signing.conftest import DOCUMENT, NOW

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
HOLD = 6


def judge(signature: bytes, trust: TrustStore, at: datetime = LATER) -> SignatureVerdict:
    (verdict,) = verify(DOCUMENT, signature, trust, at=at)
    return verdict


@pytest.fixture(scope="module")
def authority(pki: SamplePki) -> Issuer:
    return pki.issuer("authority")


@pytest.fixture(scope="module")
def seller(pki: SamplePki) -> Certificate:
    return pki.certificate("seller")


@pytest.fixture(scope="module")
def root_list(pki: SamplePki) -> bytes:
    return revocation_list(pki.issuer("root"), (), number=7, this_update=NOW - DAY, next_update=NOW + 3000 * DAY)


def crl(issuer: Issuer, *revoked: Revocation, at: datetime = NOW, life: timedelta = 30 * DAY) -> bytes:
    return revocation_list(issuer, revoked, number=7, this_update=at, next_update=at + life)


def of(certificate: Certificate, at: datetime, reason: int = 0) -> Revocation:
    return Revocation(int(certificate.serial, 16), at, reason)


class TestWhichEvidenceDecides:
    def _status(self, pki: SamplePki, lists: Sequence[bytes], at: datetime = LATER) -> RevocationStatus:
        path = (pki.certificate("seller"), pki.issuer("authority").certificate)
        given = tuple(Evidence(EvidenceKind.CRL, one) for one in lists)
        (found,) = statuses_of(path, lambda _: given, at)
        return found.status

    def test_a_hold_is_neither_good_nor_revoked(self, pki: SamplePki, authority: Issuer, seller: Certificate) -> None:
        assert self._status(pki, [crl(authority, of(seller, NOW, HOLD))]) is RevocationStatus.ON_HOLD

    def test_a_hold_released_in_a_newer_list_is_over(
        self, pki: SamplePki, authority: Issuer, seller: Certificate
    ) -> None:
        held, free = crl(authority, of(seller, NOW, HOLD)), crl(authority, at=NOW + timedelta(minutes=9))
        for lists in ([held, free], [free, held]):
            assert self._status(pki, lists) is RevocationStatus.GOOD

    def test_a_revocation_is_not_taken_back_by_a_newer_list(
        self, pki: SamplePki, authority: Issuer, seller: Certificate
    ) -> None:
        lists = [crl(authority, of(seller, NOW)), crl(authority, at=NOW + timedelta(minutes=9))]
        assert self._status(pki, lists) is RevocationStatus.REVOKED

    def test_an_outdated_list_still_proves_a_revocation(
        self, pki: SamplePki, authority: Issuer, seller: Certificate
    ) -> None:
        assert self._status(pki, [crl(authority, of(seller, NOW))], NOW + 90 * DAY) is RevocationStatus.REVOKED
        assert self._status(pki, [crl(authority, of(seller, NOW, HOLD))], NOW + 90 * DAY) is RevocationStatus.UNKNOWN

    def test_a_revocation_later_than_the_moment_leaves_the_moment_good(
        self, pki: SamplePki, authority: Issuer, seller: Certificate
    ) -> None:
        late = crl(authority, of(seller, LATER + DAY), at=LATER + 2 * DAY)
        assert self._status(pki, [late]) is RevocationStatus.GOOD
        assert self._status(pki, [late], LATER + DAY) is RevocationStatus.REVOKED

    def test_a_list_later_than_the_certificate_may_have_dropped_it(
        self, pki: SamplePki, authority: Issuer, seller: Certificate
    ) -> None:
        """RFC 5280, 5: an expired certificate leaves the list, unless the list says that it reaches back."""
        after = crl(authority, at=seller.not_after + DAY)
        assert self._status(pki, [after]) is RevocationStatus.UNKNOWN
        reaching = _with_extension(authority, Extension(oids.EXPIRED_CERTIFICATES_ON_LIST, der.generalized_time(NOW)))
        assert self._status(pki, [reaching(seller.not_after + DAY)]) is RevocationStatus.GOOD


def _with_extension(issuer: Issuer, extension: Extension) -> Callable[..., bytes]:
    def made(at: datetime = NOW, *revoked: Revocation) -> bytes:
        tbs, algorithm, _ = der.read(crl(issuer, *revoked, at=at)).children()
        *head, extensions = tbs.children()
        old = [one.encoded for one in der.read(extensions.content).children()]
        new = der.sequence(*(one.encoded for one in head), der.context(0, der.sequence(*old, extension.encode())))
        return der.sequence(new, algorithm.encoded, der.bits(issuer.key.sign(new)))

    return made


class TestScopeOfLists:
    """A list that is not about this certificate, or says something nobody understands, is no list about it."""

    @pytest.mark.parametrize(
        ("scope", "speaks"),
        [
            (der.sequence(), True),
            (der.sequence(der.context(1, b"\xff", constructed=False)), True),
            (der.sequence(der.context(2, b"\xff", constructed=False)), False),
            (der.sequence(der.context(3, b"\x00\x40")), False),
            (der.sequence(der.context(4, b"\xff", constructed=False)), False),
            (der.sequence(der.context(5, b"\xff", constructed=False)), False),
            (der.sequence(der.context(0, der.context(0, der.context(6, b"http://a/", constructed=False)))), False),
        ],
        ids=["nothing", "users", "authorities", "some reasons", "indirect", "attributes", "another point"],
    )
    def test_the_issuing_distribution_point_is_kept_to(
        self, authority: Issuer, signature: bytes, trust: TrustStore, root_list: bytes, scope: bytes, speaks: bool
    ) -> None:
        made = _with_extension(authority, Extension(oids.ISSUING_DISTRIBUTION_POINT, scope, critical=True))
        assert judge(signature, replace(trust, crls=(made(), root_list))).passed is speaks

    def test_a_list_of_the_certificates_own_point_is_about_it(
        self, pki: SamplePki, authority: Issuer, trust: TrustStore, root_list: bytes
    ) -> None:
        key, certificate = publisher.certified_with_addresses(pki, NOW, lists=["http://lists/a.crl"])
        point = der.context(0, der.context(0, der.context(6, b"http://lists/a.crl", constructed=False)))
        made = _with_extension(
            authority, Extension(oids.ISSUING_DISTRIBUTION_POINT, der.sequence(point), critical=True)
        )
        message = forgery.plain_cms(key, certificate, DOCUMENT)
        assert judge(message, replace(trust, crls=(made(), root_list))).passed

    @pytest.mark.parametrize(
        "extension",
        [Extension(oids.DELTA_CRL_INDICATOR, der.integer(1), critical=True), Extension("1.2.3", der.null(), True)],
        ids=["delta", "unknown"],
    )
    def test_deltas_and_unknown_critical_extensions_are_no_lists(
        self, authority: Issuer, signature: bytes, trust: TrustStore, root_list: bytes, extension: Extension
    ) -> None:
        made = _with_extension(authority, extension)
        verdict = judge(signature, replace(trust, crls=(made(), root_list)))
        assert verdict.sub_indication is SubIndication.TRY_LATER

    def test_a_list_whose_two_algorithms_differ_is_no_list(
        self, authority: Issuer, signature: bytes, trust: TrustStore, root_list: bytes
    ) -> None:
        tbs, _, value = der.read(crl(authority)).children()
        other = der.sequence(tbs.encoded, der.sequence(der.oid(oids.ECDSA_WITH_SHA256)), value.encoded)
        verdict = judge(signature, replace(trust, crls=(other, root_list)))
        assert verdict.sub_indication is SubIndication.TRY_LATER


class TestOcsp:
    @pytest.fixture
    def around(self, trust: TrustStore, root_list: bytes) -> TrustStore:
        """Nothing but the root's list: the signer's certificate is left to the responder."""
        return replace(trust, crls=(root_list,))

    @pytest.mark.parametrize("algorithm", [oids.SHA1, oids.SHA256, oids.STREEBOG_256, oids.STREEBOG_512])
    def test_the_authority_itself_may_answer(
        self, authority: Issuer, seller: Certificate, signature: bytes, around: TrustStore, algorithm: str
    ) -> None:
        answer = _about(seller, authority, authority, algorithm=algorithm)
        assert judge(signature, around).sub_indication is SubIndication.TRY_LATER
        assert judge(signature, replace(around, ocsps=(answer.encode(),))).passed

    @pytest.mark.usefixtures("provider")
    def test_a_delegate_with_nocheck_may_answer(
        self,
        pki: SamplePki,
        authority: Issuer,
        seller: Certificate,
        signature: bytes,
        around: TrustStore,
    ) -> None:
        one = publisher.delegate(pki, NOW, publisher.NOCHECK)
        answer = _about(seller, authority, one, enclosed=(one.certificate,))
        assert judge(signature, replace(around, ocsps=(answer.encode(),))).passed

    def test_a_delegate_without_nocheck_must_itself_be_good(
        self, pki: SamplePki, authority: Issuer, seller: Certificate, signature: bytes, around: TrustStore
    ) -> None:
        """The list is of a point only the delegate names, so that it says nothing of the signer."""
        one = publisher.delegate(pki, NOW, *publisher.pointers(lists=["http://own/"]))
        answer = _about(seller, authority, one, enclosed=(one.certificate,)).encode()
        assert judge(signature, replace(around, ocsps=(answer,))).sub_indication is SubIndication.TRY_LATER
        point = der.context(0, der.context(0, der.context(6, b"http://own/", constructed=False)))
        made = _with_extension(
            authority, Extension(oids.ISSUING_DISTRIBUTION_POINT, der.sequence(point), critical=True)
        )
        for entries, passed in (((), True), ((of(one.certificate, NOW - DAY),), False)):
            known = replace(around, ocsps=(answer,), crls=(*around.crls, made(NOW, *entries)))
            assert judge(signature, known).passed is passed

    @pytest.mark.parametrize("fault", ["usage", "issuer", "key", "expired", "absent", "silent", "unknown", "refused"])
    def test_nobody_else_may_answer(
        self,
        pki: SamplePki,
        authority: Issuer,
        seller: Certificate,
        signature: bytes,
        around: TrustStore,
        fault: str,
    ) -> None:
        good = publisher.delegate(pki, NOW, publisher.NOCHECK)
        stranger = Issuer(good.certificate, GostKey.generate())
        foreign = publisher.delegate(pki, NOW, publisher.NOCHECK, usage=oids.CLIENT_AUTH)
        holder = Issuer(seller, forgery.seller_key(pki))
        answers = {
            "usage": _about(seller, authority, foreign, enclosed=(foreign.certificate,)).encode(),
            "issuer": _about(seller, authority, holder, enclosed=(seller,)).encode(),
            "key": _about(seller, authority, stranger, enclosed=(good.certificate,)).encode(),
            "expired": _about(
                seller, authority, good, enclosed=(good.certificate,), this_update=NOW + 99 * DAY
            ).encode(),
            "absent": _about(seller, authority, good).encode(),
            "silent": _about(pki.certificate("buyer"), authority, authority).encode(),
            "unknown": _about(seller, authority, authority, status=publisher.UNKNOWN).encode(),
            "refused": publisher.REFUSAL,
        }
        verdict = judge(signature, replace(around, ocsps=(answers[fault],)))
        assert verdict.sub_indication is SubIndication.TRY_LATER

    def test_revoked_before_and_after_the_moment(
        self, authority: Issuer, seller: Certificate, signature: bytes, around: TrustStore
    ) -> None:
        for moment, expected in ((NOW - DAY, SubIndication.REVOKED), (NOW + timedelta(minutes=30), None)):
            answer = _about(seller, authority, authority, status=publisher.revoked(moment, 1))
            verdict = judge(signature, replace(around, ocsps=(answer.encode(),)), at=NOW + timedelta(minutes=10))
            assert verdict.sub_indication is expected

    def test_an_answer_is_good_only_for_its_time(
        self, authority: Issuer, seller: Certificate, signature: bytes, around: TrustStore
    ) -> None:
        brief = replace(around, ocsps=(_about(seller, authority, authority, next_update=None).encode(),))
        assert judge(signature, brief, at=NOW + timedelta(minutes=4)).passed
        assert judge(signature, brief, at=NOW + timedelta(minutes=6)).sub_indication is SubIndication.TRY_LATER

    def test_a_good_answer_does_not_outweigh_a_revocation_in_a_list(
        self, authority: Issuer, seller: Certificate, signature: bytes, around: TrustStore
    ) -> None:
        answer = _about(seller, authority, authority).encode()
        lists = (*around.crls, crl(authority, of(seller, NOW - DAY, 1)))
        verdict = judge(signature, replace(around, ocsps=(answer,), crls=lists))
        assert verdict.sub_indication is SubIndication.REVOKED

    def test_no_flipped_bit_of_an_answer_makes_a_revoked_certificate_good(
        self, authority: Issuer, seller: Certificate, signature: bytes, around: TrustStore
    ) -> None:
        answer = _about(seller, authority, authority, status=publisher.revoked(NOW - DAY, 1)).encode()
        for position in range(0, len(answer), 3):
            flipped = bytearray(answer)
            flipped[position] ^= 1 << position % 8
            assert not judge(signature, replace(around, ocsps=(bytes(flipped),))).passed, position


def _about(certificate: Certificate, issuer: Issuer, responder: Issuer, **changes: object) -> publisher.Answer:
    plain = publisher.Answer(
        certificate=certificate,
        issuer=issuer.certificate,
        responder=responder,
        this_update=NOW,
        next_update=NOW + DAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


class TestTheVerdict:
    def test_it_names_the_status_and_the_evidence_of_every_certificate(
        self, signature: bytes, trust: TrustStore
    ) -> None:
        verdict = judge(signature, trust)
        assert [one.certificate.common_name for one in verdict.revocations] == [
            "ООО «Учебный продавец»",
            "Учебный удостоверяющий центр (не аккредитован)",
        ]
        assert {one.content for one in verdict.evidence} == set(trust.crls)
        assert all(one.status is RevocationStatus.GOOD for one in verdict.revocations)

    def test_the_evidence_kept_gives_the_same_verdict_again(
        self, pki: SamplePki, authority: Issuer, seller: Certificate, signature: bytes, trust: TrustStore
    ) -> None:
        one = publisher.delegate(pki, NOW, publisher.NOCHECK)
        answer = _about(seller, authority, one, enclosed=(one.certificate,)).encode()
        online = replace(trust, ocsps=(answer,), crls=trust.crls)
        verdict = judge(signature, online)
        bare = replace(trust, crls=(), ocsps=())
        assert judge(signature, bare).sub_indication is SubIndication.TRY_LATER
        again = judge(signature, bare.with_evidence(verdict.evidence))
        assert (again.indication, again.checks, again.evidence) == (
            Indication.TOTAL_PASSED,
            verdict.checks,
            verdict.evidence,
        )

    def test_a_revoked_authority_has_a_name_of_its_own(
        self, pki: SamplePki, authority: Issuer, signature: bytes, trust: TrustStore
    ) -> None:
        revoked = crl(pki.issuer("root"), of(authority.certificate, NOW + timedelta(minutes=30)))
        verdict = judge(signature, replace(trust, crls=(crl(authority), revoked)))
        assert verdict.sub_indication is SubIndication.REVOKED_CA_NO_POE
        assert verdict.indication is Indication.INDETERMINATE

    def test_try_later_says_when(
        self, authority: Issuer, seller: Certificate, signature: bytes, trust: TrustStore, root_list: bytes
    ) -> None:
        held = crl(authority, of(seller, NOW, HOLD), life=2 * DAY)
        assert judge(signature, replace(trust, crls=(held, root_list))).try_again_at == NOW + 2 * DAY
        stale = crl(authority, life=timedelta(minutes=5))
        assert judge(signature, replace(trust, crls=(stale, root_list))).try_again_at == NOW + timedelta(minutes=5)
        assert judge(signature, replace(trust, crls=(root_list,))).try_again_at is None
