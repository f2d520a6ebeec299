"""Time-stamps over a signature, read and judged (RFC 3161; CAdES-T, ETSI EN 319 122-1, 5.3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from signing import der, oids
from signing.algorithms import digest_by_oid
from signing.errors import AlgorithmUnsupported
from signing.indication import SubIndication
from signing.trust.purpose import may_stamp_time
from signing.verification.examination import Examination
from signing.verification.message import MalformedMessage, SignedMessage, read_message
from signing.verification.refusal import Refused, made
from signing.verification.standing import ProvenTime, Standing, Surroundings
from signing.verification.verdict import TimeSource


@dataclass(frozen=True)
class TimeStampInfo:
    """TSTInfo (RFC 3161, 2.4.2)."""

    policy: str
    digest: str
    imprint: bytes
    moment: datetime
    nonce: int | None

    @classmethod
    def of(cls, message: SignedMessage) -> "TimeStampInfo":
        """ValueError when the message is no time-stamp token."""
        if message.content is None or len(message.signers) != 1:
            raise ValueError("a time-stamp has one signer and carries its content")
        _version, policy, imprint, _serial, moment, *rest = der.read(message.content).expect(der.SEQUENCE).children()
        algorithm, digest = imprint.children()
        nonces = [one.as_integer() for one in rest if one.tag == der.INTEGER]
        return cls(
            policy=policy.as_oid(),
            digest=algorithm.children()[0].as_oid(),
            imprint=digest.expect(der.OCTET_STRING).content,
            moment=moment.expect(der.GENERALIZED_TIME).as_time(),
            nonce=nonces[0] if nonces else None,
        )

    def covers(self, content: bytes) -> bool:
        """AlgorithmUnsupported for an imprint by a digest that is not allowed."""
        return digest_by_oid(self.digest).of(content) == self.imprint


def proven_time(token: bytes, signature: bytes, around: Surroundings) -> ProvenTime:
    """The moment a time-stamp proves `signature` – the raw value – to have existed.

    The token goes through the checks of any signature at its own time, and its certificate must be for time
    stamping and nothing else. Raises `Refused` when it proves nothing.
    """
    try:
        message = read_message(token, content_size=0, content_type=oids.TST_INFO)
        info = TimeStampInfo.of(message)
        stamped = info.covers(signature)
    except (MalformedMessage, AlgorithmUnsupported, ValueError, IndexError):
        raise Refused(SubIndication.FORMAT_FAILURE, "Штамп времени повреждён.", "The time-stamp is damaged.") from None
    if not stamped:
        raise Refused(
            SubIndication.HASH_FAILURE,
            "Штамп времени поставлен на другую подпись.",
            "The time-stamp belongs to another signature.",
        )
    return _judged(message, replace(around, at=info.moment, source=TimeSource.TIME_STAMP))


def _judged(message: SignedMessage, around: Surroundings) -> ProvenTime:
    signer, intermediates = message.signers[0], around.trust.intermediates
    examination = Examination(message.content or b"", message, signer, intermediates, content_type=oids.TST_INFO)
    standing = Standing(examination, around, purpose=may_stamp_time)
    for _, check in (*examination.steps(), *standing.steps()):
        made(check)
    return ProvenTime(around.at, examination.certificate, standing.own_revocations)
