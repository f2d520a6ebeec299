"""Signers whose key this process can use directly, and the door `open_signer`."""

from collections.abc import Sequence
from pathlib import Path

from signing.algorithms import same_key
from signing.errors import CertificateAbsent, KeyMismatch
from signing.keys.key import Key, open_key
from signing.keys.key_files import certificate_in_file
from signing.signers.contract import Certificate, SignatureKind, Signer


class KeySigner(Signer):
    """A key and its certificate; raises KeyMismatch unless they belong together."""

    def __init__(
        self, key: Key, certificate: Certificate, kind: SignatureKind, *, chain: Sequence[Certificate] = ()
    ) -> None:
        if not same_key(key.public_key, certificate.public_key):
            raise KeyMismatch(
                ru=f"Ключ не подходит к сертификату «{certificate.common_name}» ({certificate.serial}).",
                en=f"The key does not belong to the certificate “{certificate.common_name}” ({certificate.serial}).",
            )
        self._key, self._certificate, self._kind, self._authorities = key, certificate, kind, tuple(chain)

    @property
    def kind(self) -> SignatureKind:
        return self._kind

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    def _sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def _chain(self) -> tuple[Certificate, ...]:
        return self._authorities


def open_signer(
    address: str,
    *,
    certificate: Certificate | bytes | Path,
    kind: SignatureKind | None = None,
    passphrase: bytes | None = None,
    chain: Sequence[Certificate] = (),
) -> Signer:
    """The signer whose key is at `scheme:location`, for example `file:/etc/edo/director.pem`.

    `certificate` may be a path, PEM or DER bytes. Without `kind` the certificate decides: a GOST key under a
    policy naming a class of signature tools makes a qualified signature, anything else an unqualified one.
    """
    value = _certificate(certificate)
    key = open_key(address, passphrase=passphrase)
    return KeySigner(key, value, kind or kind_of(value), chain=chain)


def certificate_at(address: str, *, passphrase: bytes | None = None) -> Certificate:
    """The certificate that lies with the key, in the same PKCS#12 or on the same token.

    Raises SigningError, CertificateAbsent among others.
    """
    scheme, _, location = address.partition(":")
    found: bytes | None = None
    if scheme == "file":
        found = certificate_in_file(location, passphrase)
    elif scheme == "pkcs11":
        from signing.pkcs11.token_key import open_token_key

        found = open_token_key(location, passphrase).certificate()
    if found is None:
        raise CertificateAbsent(
            ru=f"Рядом с ключом {address} сертификата нет. Назовите его файл отдельно.",
            en=f"There is no certificate with the key {address}. Name its file apart.",
        )
    return Certificate.from_der(found)


def kind_of(certificate: Certificate) -> SignatureKind:
    """What a certificate claims to be good for; whether its authority may say so is the verifier's question."""
    if certificate.is_gost and certificate.sign_tool_classes:
        return SignatureKind.QUALIFIED
    return SignatureKind.UNQUALIFIED


def _certificate(given: Certificate | bytes | Path) -> Certificate:
    if isinstance(given, Certificate):
        return given
    return Certificate.from_file(given) if isinstance(given, Path) else Certificate.from_bytes(given)
