"""Taking the content out of a signature that encloses it: what is signed stays byte for byte."""

from dataclasses import dataclass

from signing import der
from signing.errors import SignatureUnreadable
from signing.verification.message import MalformedMessage, read_message, to_binary


@dataclass(frozen=True)
class Detached:
    """`message` is CMS in DER, or BER as it came; `enclosed` is the content that travelled inside, if any."""

    message: bytes
    enclosed: bytes | None


def detach(signature: bytes, *, content_size: int) -> Detached:
    """A CMS of any maker – DER, BER, PEM, bare base64 – without its content. Raises SignatureUnreadable.

    The content is not covered by the signature where signed attributes are, and those of the message stay as they
    are (RFC 5652, 5.4); a message that encloses its content in BER is refused.
    """
    try:
        enclosed = read_message(signature, content_size=content_size).content
        encoded = to_binary(signature)
        return Detached(encoded if enclosed is None else _without_content(encoded), enclosed)
    except (MalformedMessage, ValueError, IndexError) as broken:
        raise SignatureUnreadable(
            ru="Это не подпись в формате CMS (PKCS#7) или файл повреждён. Нужна откреплённая подпись в DER, PEM или "
            "Base64.",
            en=f"This is not a CMS (PKCS#7) signature, or it is damaged: {broken}. A detached signature in DER, PEM or "
            "Base64 is expected.",
        ) from broken


def _without_content(encoded: bytes) -> bytes:
    content_type, explicit = der.read(encoded).expect(der.SEQUENCE).children()
    version, digests, enclosed, *rest = explicit.children()[0].expect(der.SEQUENCE).children()
    bare = der.sequence(enclosed.children()[0].encoded)
    signed = der.sequence(version.encoded, digests.encoded, bare, *(part.encoded for part in rest))
    return der.sequence(content_type.encoded, der.context(0, signed))
