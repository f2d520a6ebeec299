"""Certification paths and revocation (RFC 5280) by pyhanko-certvalidator, with our cryptography behind it.

The library is used through its public hooks: `SignatureValidator` brings GOST, `AlgorithmUsagePolicy` is the
allow-list. It never fetches anything: certificates and lists come from the trust store and the message.
"""

from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from asn1crypto import algos, core, keys, x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import CertificateValidator, errors
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import AlgorithmUsageConstraint, AlgorithmUsagePolicy
from pyhanko_certvalidator.sig_validate import SignatureValidator

from signing import oids
from signing.algorithms import Digest, signature_digest, verify_signature
from signing.certificate import GOST_KEYS, Certificate
from signing.errors import AlgorithmUnsupported
from signing.trust import TrustStore
from signing.verdict import Sentence, SubIndication
from signing.vouching import vouched

_REMEMBERED_PATHS = 4096
REVOCATION_TROUBLES = frozenset({SubIndication.REVOKED_NO_POE, SubIndication.TRY_LATER})


@dataclass(frozen=True)
class PathResult:
    """`trouble` is None when a path to an anchor holds and no certificate on it was revoked at that moment."""

    trouble: SubIndication | None
    sentence: Sentence
    revoked_at: datetime | None = None
    leads_to_anchor: bool = False
    issuer_is_qualified: bool = False
    """Whether the authority that issued the certificate is itself certified for a class of signature tools."""


_PASSED_SENTENCE = Sentence(
    "Цепочка сертификатов ведёт к доверенному корню, никто в ней не отозван.",
    "The certificate chain leads to a trusted anchor and nobody on it is revoked.",
)
_passed: OrderedDict[tuple[bytes, bytes, int], PathResult] = OrderedDict()
_passed_lock = Lock()


def check_path(certificate: Certificate, embedded: Sequence[bytes], trust: TrustStore, at: datetime) -> PathResult:
    """Good results are remembered for the minute of `at`; the signer's own validity is checked every time."""
    key = (certificate.der, trust.fingerprint, int(at.timestamp()) // 60)
    with _passed_lock:
        known = _passed.get(key)
    if known and certificate.is_valid_at(at):
        return known
    result = _check(certificate, embedded, trust, at)
    if result.trouble is None:
        _remember(key, result)
    return result


def _remember(key: tuple[bytes, bytes, int], result: PathResult) -> None:
    with _passed_lock:
        _passed[key] = result
        while len(_passed) > _REMEMBERED_PATHS:
            _passed.popitem(last=False)


def _check(certificate: Certificate, embedded: Sequence[bytes], trust: TrustStore, at: datetime) -> PathResult:
    """A missing list stops the library before it has verified the whole chain, so the chain is then judged
    once more without lists: only what was really verified may be reported as good."""
    companions = vouched(embedded, trust)
    result = _validate(certificate, companions, _context(trust, at))
    if result.trouble not in REVOCATION_TROUBLES:
        return result
    chain = _validate(certificate, companions, _context(trust, at, revocation=False))
    if chain.trouble:
        return chain
    return replace(result, leads_to_anchor=True, issuer_is_qualified=chain.issuer_is_qualified)


def _validate(certificate: Certificate, embedded: Sequence[Certificate], context: ValidationContext) -> PathResult:
    try:
        validator = CertificateValidator(
            x509.Certificate.load(certificate.der, strict=True),
            [x509.Certificate.load(one.der, strict=True) for one in embedded],
            validation_context=context,
        )
        path = _finish(validator.async_validate_path())
        qualified = _issuer_is_qualified(path)
    except Exception as trouble:  # noqa: BLE001 – damaged certificates break asn1crypto in many ways
        return _trouble(trouble)
    return PathResult(None, _PASSED_SENTENCE, leads_to_anchor=True, issuer_is_qualified=qualified)


def _finish(validation: Coroutine[object, None, ValidationPath]) -> ValidationPath:
    """Runs the coroutine to its end without an event loop: it fetches nothing and so never waits."""
    try:
        validation.send(None)
    except StopIteration as finished:
        path: ValidationPath = finished.value
        return path
    validation.close()
    raise RuntimeError("path validation tried to wait for something")


def _context(trust: TrustStore, at: datetime, *, revocation: bool = True) -> ValidationContext:
    """`require`: without a list for every certificate nothing passes. Lists newer than `at` are used too:
    they say when a certificate was revoked, and that is compared with `at`."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one.der) for one in trust.anchors],
        other_certs=[x509.Certificate.load(one.der) for one in trust.intermediates],
        crls=list(trust.crls) if revocation else [],
        moment=at,
        allow_fetching=False,
        revocation_mode="require" if revocation else "soft-fail",
        retroactive_revinfo=True,
        algorithm_usage_policy=_AllowList(),
        signature_validator=_OurSignatures(),
    )


def _issuer_is_qualified(path: ValidationPath) -> bool:
    certificates = list(path.iter_certs(include_root=True))
    issuer = Certificate.from_der(certificates[-2].dump()) if len(certificates) > 1 else None
    return issuer is not None and bool(issuer.sign_tool_classes or oids.ANY_POLICY in issuer.policies)


def _trouble(trouble: Exception) -> PathResult:
    reason = str(trouble).strip().partition("\n")[0]
    if isinstance(trouble, errors.RevokedError):
        when = trouble.revocation_dt
        return PathResult(
            SubIndication.REVOKED_NO_POE,
            Sentence(
                f"Сертификат {_whose(trouble)} отозван {when:%d.%m.%Y %H:%M} UTC, а подпись существует "
                "доказанно лишь позднее.",
                f"The certificate of {_whose_en(trouble)} was revoked at {when:%Y-%m-%d %H:%M} UTC, and the "
                "signature is proven to exist only later.",
            ),
            revoked_at=when,
        )
    for kind, sub, ru, en in _TROUBLES:
        if isinstance(trouble, kind):
            return PathResult(sub, Sentence(ru, f"{en} ({reason})"))
    return PathResult(
        SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE,
        Sentence("Цепочка сертификатов не выдерживает проверки.", f"The chain does not validate. ({reason})"),
    )


def _whose(trouble: errors.PathValidationError) -> str:
    return "подписанта" if trouble.is_ee_cert else "удостоверяющего центра"


def _whose_en(trouble: errors.PathValidationError) -> str:
    return "the signer" if trouble.is_ee_cert else "the authority"


_TROUBLES: tuple[tuple[type[Exception], SubIndication, str, str], ...] = (
    (
        errors.InsufficientRevinfoError,
        SubIndication.TRY_LATER,
        "Нет действующего списка отзыва для цепочки. Загрузите свежий список и проверьте снова.",
        "No current revocation list of an authority on the chain. Load a fresh list and check again.",
    ),
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
        digest: Digest = signature_digest(signature_algorithm["algorithm"].dotted)
        valid = verify_signature(
            public_key=public_key_info.dump(), digest=digest, message=signed_data, signature=signature
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
            signature_digest(algo["algorithm"].dotted)
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
