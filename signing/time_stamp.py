"""Time-stamps over a signature (RFC 3161; CAdES-T, ETSI EN 319 122-1, 5.3)."""

from datetime import UTC, datetime

from signing import der, oids
from signing.algorithms import digest_by_oid
from signing.errors import AlgorithmUnsupported
from signing.examination import Examination, Refused
from signing.message import MalformedMessage, SignedMessage, read_message
from signing.purpose import may_stamp_time
from signing.trust import TrustStore
from signing.verdict import SubIndication, TimeSource


def proven_time(token: bytes, signature: bytes, trust: TrustStore) -> datetime:
    """The moment a time-stamp proves `signature` – the raw value – to have existed.

    The token goes through the checks of any signature at its own time, and its certificate must be for time
    stamping and nothing else. Raises `Refused` when it proves nothing.
    """
    try:
        message = read_message(token, content_size=0, content_type=oids.TST_INFO)
        info, moment = _read(message)
        stamped = digest_by_oid(info[0]).of(signature) == info[1]
    except (MalformedMessage, AlgorithmUnsupported, ValueError, IndexError, UnicodeDecodeError):
        raise Refused(SubIndication.FORMAT_FAILURE, "Штамп времени повреждён.", "The time-stamp is damaged.") from None
    if not stamped:
        raise Refused(
            SubIndication.HASH_FAILURE,
            "Штамп времени поставлен на другую подпись.",
            "The time-stamp belongs to another signature.",
        )
    examination = Examination(
        content=message.content or b"",
        message=message,
        signer=message.signers[0],
        trust=trust,
        at=moment,
        source=TimeSource.TIME_STAMP,
        content_type=oids.TST_INFO,
        purpose=may_stamp_time,
    )
    for _, check in examination.steps():
        check()
    return moment


def _read(message: SignedMessage) -> tuple[tuple[str, bytes], datetime]:
    """TSTInfo: the imprint (digest algorithm, digest) and genTime."""
    if message.content is None or len(message.signers) != 1:
        raise ValueError("a time-stamp has one signer and carries its content")
    _version, _policy, imprint, _serial, moment, *_ = der.read(message.content).expect(der.SEQUENCE).children()
    algorithm, digest = imprint.children()
    name = algorithm.children()[0].as_oid()
    return (name, digest.expect(der.OCTET_STRING).content), _time(moment)


def _time(element: der.Element) -> datetime:
    """GeneralizedTime, with or without parts of a second (RFC 3161, 2.4.2)."""
    text = element.expect(der.GENERALIZED_TIME).content.decode("ascii")
    form = "%Y%m%d%H%M%S.%fZ" if "." in text else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC)
