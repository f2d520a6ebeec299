"""Certificate requests (PKCS#10, RFC 2986): a public key whose holder has signed it."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from signing.errors import CertificateUnreadable


def requested_key(encoded: bytes) -> bytes:
    """SubjectPublicKeyInfo of a request, PEM or DER, once its own signature holds. Raises CertificateUnreadable."""
    try:
        load = x509.load_pem_x509_csr if b"-----BEGIN" in encoded else x509.load_der_x509_csr
        request = load(encoded)
        if request.is_signature_valid:
            return request.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
    except (ValueError, UnsupportedAlgorithm) as broken:
        raise _unreadable(str(broken)) from broken
    raise _unreadable("its signature does not hold")


def _unreadable(reason: str) -> CertificateUnreadable:
    return CertificateUnreadable(
        ru=f"Запрос на сертификат не принят: {reason}. Нужен PKCS#10 с ключом ECDSA или RSA.",
        en=f"The certificate request is refused: {reason}. PKCS#10 of an ECDSA or RSA key is needed.",
    )
