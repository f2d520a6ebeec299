"""Time-stamps asked for (RFC 3161) and put into a signature: CAdES-BES becomes CAdES-T."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from signing import der, oids
from signing.algorithms import digest_by_oid
from signing.digest import Digest
from signing.errors import TimeStampRefused
from signing.indication import SubIndication
from signing.signers.cades import with_time_stamp
from signing.trust.evidence import EvidenceSource
from signing.trust.fetching import Fetcher
from signing.trust.store import TrustStore
from signing.verification.message import MalformedMessage, SignerInfo, read_message
from signing.verification.refusal import Refused
from signing.verification.standing import Surroundings
from signing.verification.time_stamp import TimeStampInfo, proven_time
from signing.verification.verdict import TimeSource

_CLOCK_TOLERANCE = timedelta(minutes=5)
_GRANTED = (0, 1)
"""PKIStatus granted and grantedWithMods."""
_NONCE_BITS = 64
_MOST_BYTES = 256 * 2**10


@dataclass(frozen=True, kw_only=True)
class TimeStampAuthority:
    """A time-stamping service at an http(s) address; `policy` is the identifier of one it offers, or its default."""

    address: str
    fetcher: Fetcher
    policy: str = ""

    def stamp(self, message: bytes, trust: TrustStore, *, evidence: EvidenceSource | None = None) -> bytes:
        """The signature with a time-stamp over its value, which has passed the checks a verifier would make.

        Raises FetchFailed when the service does not answer, TimeStampRefused when it gives no stamp or one that
        would prove nothing: of another signature, answering another request, by a certificate that is not
        trusted, not for time stamping or not valid. Only the stamper's revocation may still be unknown: the
        verifier asks for it again.
        """
        signer = _only_signer(message)
        digest = digest_by_oid(signer.digest_algorithm)
        nonce = secrets.randbits(_NONCE_BITS)
        question = self._request(digest, digest.of(signer.signature), nonce)
        token = _token(self._bounded().post(self.address, question, "application/timestamp-query"))
        self._require_answer(token, nonce)
        _require_proof(token, signer.signature, trust, evidence)
        try:
            return with_time_stamp(message, token)
        except ValueError as foreign:
            raise _refused("подпись записана не в DER.", "the signature is not DER.") from foreign

    def _bounded(self) -> Fetcher:
        return Fetcher(replace(self.fetcher.policy, most_bytes=_MOST_BYTES))

    def _request(self, digest: Digest, imprint: bytes, nonce: int) -> bytes:
        """TimeStampReq: version 1, with the stamper's certificate asked for."""
        policy = (der.oid(self.policy),) if self.policy else ()
        algorithm = der.sequence(der.oid(digest.value), der.null())
        stamped = der.sequence(algorithm, der.octets(imprint))
        return der.sequence(der.integer(1), stamped, *policy, der.integer(nonce), der.boolean(True))

    def _require_answer(self, token: bytes, nonce: int) -> None:
        try:
            info = TimeStampInfo.of(read_message(token, content_size=0, content_type=oids.TST_INFO))
        except (MalformedMessage, ValueError, IndexError):
            raise _refused("штамп повреждён.", "the stamp is damaged.") from None
        if info.nonce != nonce:
            raise _refused("это ответ на другой запрос.", "it answers another request.")
        if self.policy and info.policy != self.policy:
            raise _refused("штамп выдан по другой политике.", "the stamp is given under another policy.")
        if abs(info.moment - datetime.now(UTC)) > _CLOCK_TOLERANCE:
            raise _refused(
                "время штампа расходится с нашими часами больше чем на пять минут.",
                "its time differs from our clock by more than five minutes.",
            )


def _only_signer(message: bytes) -> SignerInfo:
    try:
        read = read_message(message, content_size=len(message))
    except MalformedMessage as broken:
        raise _refused("подпись повреждена.", f"the signature is damaged: {broken}.") from broken
    if len(read.signers) != 1:
        raise _refused("в сообщении не один подписант.", "the message has more than one signer.")
    return read.signers[0]


def _token(answer: bytes) -> bytes:
    """TimeStampResp (RFC 3161, 2.4.2): the token, when it was granted."""
    try:
        status, *token = der.read(answer).expect(der.SEQUENCE).children()
        code, *more = status.expect(der.SEQUENCE).children()
        granted = code.as_integer() in _GRANTED
        texts = [one.content.decode() for part in more if part.tag == der.SEQUENCE for one in part.children()]
    except (ValueError, IndexError) as broken:
        raise _refused("ответ службы не читается.", "the answer cannot be read.") from broken
    if not granted or not token:
        said = " ".join(texts) or f"PKIStatus {code.as_integer()}"
        raise _refused(f"служба отказала: {said}.", f"the service refused: {said}.")
    return token[0].encoded


def _require_proof(token: bytes, value: bytes, trust: TrustStore, evidence: EvidenceSource | None) -> None:
    try:
        proven_time(token, value, Surroundings(trust, datetime.now(UTC), TimeSource.NOW, evidence))
    except Refused as refused:
        if refused.sub is not SubIndication.TRY_LATER:
            raise _refused(refused.sentence.ru, refused.sentence.en) from refused


def _refused(ru: str, en: str) -> TimeStampRefused:
    return TimeStampRefused(
        ru=f"Штамп времени не поставлен: {ru} Подпись осталась без него.",
        en=f"No time-stamp was put: {en} The signature stays without one.",
    )
