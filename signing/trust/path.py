"""Certification paths (RFC 5280, 6.1) by pyhanko-certvalidator, with our cryptography behind it.

The library is used through its public hooks: `SignatureValidator` brings GOST, `AlgorithmUsagePolicy` is the
allow-list. It never fetches anything: certificates come from the trust store and the message. Revocation is asked
apart (`revocation.py`), so that a verdict can name the evidence it relied on.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from asn1crypto import algos, core, keys, x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import CertificateValidator, errors
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import AlgorithmUsageConstraint, AlgorithmUsagePolicy
from pyhanko_certvalidator.sig_validate import SignatureValidator

from signing import der
from signing.algorithms import SignatureAlgorithm, is_signed
from signing.certificate import GOST_KEYS, Certificate
from signing.digest import Digest
from signing.errors import AlgorithmUnsupported
from signing.indication import SubIndication
from signing.sentence import Sentence
from signing.trust.store import TrustStore, by_subject
from signing.trust.vouching import vouched

_REMEMBERED_PATHS = 4096


@dataclass(frozen=True)
class PathResult:
    """`trouble` is None when a path to an anchor holds at that moment, revocation left aside."""

    trouble: SubIndication | None
    sentence: Sentence
    certificates: tuple[Certificate, ...] = ()
    """From the certificate in question to the anchor; empty when no path holds."""

    @property
    def issuer(self) -> Certificate | None:
        return self.certificates[1] if len(self.certificates) > 1 else None


_PASSED_SENTENCE = Sentence(
    "Цепочка сертификатов ведёт к доверенному корню.", "The certificate chain leads to a trusted anchor."
)
_SELF_SIGNED = PathResult(
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    Sentence(
        "Сертификат выпущен самим владельцем, и в доверенных его нет.",
        "The certificate is self-signed and not among the trusted ones.",
    ),
)
_passed: OrderedDict[tuple[bytes, bytes, bytes, int], PathResult] = OrderedDict()
_passed_lock = Lock()


def check_path(certificate: Certificate, embedded: Sequence[bytes], trust: TrustStore, at: datetime) -> PathResult:
    """Good results are remembered for the minute of `at`; the validity of certificates is checked every time."""
    message = hashlib.sha256(b"".join(embedded)).digest()
    key = (certificate.der, message, trust.fingerprint, int(at.timestamp()) // 60)
    with _passed_lock:
        known = _passed.get(key)
    if known and all(one.is_valid_at(at) for one in known.certificates[:-1]):
        return known
    result = _check(certificate, embedded, trust, at)
    if result.trouble is None:
        _remember(key, result)
    return result


def forget_paths() -> None:
    """Drops what is remembered: for measurements."""
    with _passed_lock:
        _passed.clear()


def _remember(key: tuple[bytes, bytes, bytes, int], result: PathResult) -> None:
    with _passed_lock:
        _passed[key] = result
        while len(_passed) > _REMEMBERED_PATHS:
            _passed.popitem(last=False)


def _check(certificate: Certificate, embedded: Sequence[bytes], trust: TrustStore, at: datetime) -> PathResult:
    related = _related(certificate, vouched(embedded, trust), trust)
    try:
        validator = CertificateValidator(
            x509.Certificate.load(certificate.der, strict=True), [], validation_context=_context(related, trust, at)
        )
        path = _finish(validator.async_validate_path())
    except Exception as trouble:  # noqa: BLE001 – damaged certificates break asn1crypto in many ways
        own = isinstance(trouble, errors.InvalidCertificateError) and certificate.is_self_issued
        return _SELF_SIGNED if own else _trouble(trouble)
    whole = reversed(list(path.iter_certs(include_root=True)))
    return PathResult(None, _PASSED_SENTENCE, tuple(Certificate.from_der(one.dump()) for one in whole))


def _related(certificate: Certificate, companions: Iterable[Certificate], trust: TrustStore) -> list[Certificate]:
    """The certificates a path could lead over: of thousands in a store the library need load a few."""
    brought = by_subject(companions)
    found: dict[bytes, Certificate] = {}
    wanted, asked = {certificate.issuer_name}, set[bytes]()
    while wanted:
        asked |= wanted
        near = [one for name in wanted for one in (*trust.issuers.get(name, ()), *brought.get(name, ()))]
        found |= {one.der: one for one in near}
        wanted = {one.issuer_name for one in near} - asked
    return list(found.values())


def _finish(validation: Coroutine[object, None, ValidationPath]) -> ValidationPath:
    """Runs the coroutine to its end without an event loop: it fetches nothing and so never waits."""
    try:
        validation.send(None)
    except StopIteration as finished:
        path: ValidationPath = finished.value
        return path
    validation.close()
    raise RuntimeError("path validation tried to wait for something")


def _context(related: Iterable[Certificate], trust: TrustStore, at: datetime) -> ValidationContext:
    """Without any evidence `soft-fail` means that revocation is not asked."""
    anchors = {one.der for one in trust.anchors}
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one.der) for one in related if one.der in anchors],
        other_certs=[x509.Certificate.load(one.der) for one in related if one.der not in anchors],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        algorithm_usage_policy=_AllowList(),
        signature_validator=_OurSignatures(),
    )


def _trouble(trouble: Exception) -> PathResult:
    reason = str(trouble).strip().partition("\n")[0]
    for kind, sub, ru, en in _TROUBLES:
        if isinstance(trouble, kind):
            return PathResult(sub, Sentence(ru, f"{en} ({reason})"))
    return PathResult(
        SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        Sentence("Цепочка сертификатов не выдерживает проверки.", f"The chain does not validate. ({reason})"),
    )


_TROUBLES: tuple[tuple[type[Exception], SubIndication, str, str], ...] = (
    (
        errors.ExpiredError,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        "Срок сертификата истёк раньше, чем доказано существование подписи.",
        "A certificate expired before the signature is proven to exist.",
    ),
    (
        errors.NotYetValidError,
        SubIndication.NOT_YET_VALID,
        "Сертификат ещё не действовал, когда подпись уже существовала.",
        "A certificate was not valid yet when the signature already existed.",
    ),
    (
        errors.DisallowedAlgorithmError,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE,
        "В цепочке сертификатов есть недопустимый алгоритм.",
        "The chain uses an algorithm that is not allowed.",
    ),
    (
        errors.PathBuildingError,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
        "Издатель сертификата неизвестен: цепочка не доходит до доверенного корня.",
        "The issuer is unknown: no chain leads to a trusted anchor.",
    ),
)


class _OurSignatures(SignatureValidator):
    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: keys.PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: object = None,  # noqa: ARG002 – part of the hook's signature
    ) -> None:
        valid = is_signed(
            public_key=public_key_info.dump(),
            algorithm=signature_algorithm.dump(),
            message=signed_data,
            signature=b"\x00" + signature,
        )
        if not valid:
            raise InvalidSignature


class _AllowList(AlgorithmUsagePolicy):
    """Keys are judged where signatures are verified; here the algorithm of each certificate and list."""

    def digest_algorithm_allowed(
        self,
        algo: algos.DigestAlgorithm,
        moment: datetime | None,  # noqa: ARG002 – part of the hook
    ) -> AlgorithmUsageConstraint:
        return AlgorithmUsageConstraint(allowed=algo["algorithm"].dotted in set(Digest))

    def signature_algorithm_allowed(
        self,
        algo: algos.SignedDigestAlgorithm,
        moment: datetime | None,  # noqa: ARG002 – part of the hook
        public_key: keys.PublicKeyInfo | None,  # noqa: ARG002 – part of the hook
    ) -> AlgorithmUsageConstraint:
        try:
            _ = SignatureAlgorithm.of(der.read(algo.dump())).digest
        except AlgorithmUnsupported as unsupported:
            return AlgorithmUsageConstraint(allowed=False, failure_reason=unsupported.en)
        return AlgorithmUsageConstraint(allowed=True)


def _teach_asn1crypto() -> None:
    """asn1crypto refuses to hand out a public key whose algorithm it does not know; GOST keys stay opaque."""
    known = keys.PublicKeyInfo._spec_callbacks["public_key"]

    def public_key_spec(info: keys.PublicKeyInfo) -> object:
        if info["algorithm"]["algorithm"].dotted in GOST_KEYS:
            return (core.OctetBitString, None)
        return known(info)

    keys.PublicKeyInfo._spec_callbacks = {"public_key": public_key_spec}


_teach_asn1crypto()
