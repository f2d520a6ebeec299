"""The front door of signing: what every signer promises, whoever holds the key."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import final

from signing.algorithms import verify_signature
from signing.certificate import Certificate
from signing.errors import CertificateOutOfDate, SignatureDefective, SignerFailed, SigningError
from signing.signers.cades import CadesTemplate

__all__ = ["Certificate", "SignatureKind", "Signer"]


class SignatureKind(StrEnum):
    """Kinds of electronic signature, 63-ФЗ article 5."""

    SIMPLE = "simple"
    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"


class Signer(ABC):
    """A certificate and whoever can sign with its key. Instances may be shared by threads.

    A new place for keys (helper process, PKCS#11, remote service) fills three gaps: `kind`, `certificate` and
    `_sign`. The signature's form, the checks and the errors are the same for all and live here.
    """

    @property
    @abstractmethod
    def kind(self) -> SignatureKind: ...

    @property
    @abstractmethod
    def certificate(self) -> Certificate: ...

    @abstractmethod
    def _sign(self, message: bytes) -> bytes:
        """The raw signature of `message`, which is hashed by the algorithm that belongs to the key."""

    @final
    def sign(self, content: bytes, *, at: datetime) -> bytes:
        """CMS SignedData, DER, CAdES-BES; detached unless the signer encloses a record of its own.

        `at` (aware) is written as the claimed time of signing. Only SigningError leaves: among others
        CertificateOutOfDate when the certificate is not valid at that moment, and SignatureDefective when
        the value does not verify with the certificate's public key, so a broken signature is never handed out.
        """
        with _only_signing_errors():
            made = self._made(content, at)
            self._require_match(made)
            return self._message(made)

    @final
    def sign_unverified(self, content: bytes, *, at: datetime) -> bytes:
        """The same for whoever calls `verify` on the result before anything else: one raw verification saved."""
        with _only_signing_errors():
            return self._message(self._made(content, at))

    def _enclose(self, content: bytes) -> bytes | None:  # noqa: ARG002 – for those who override it
        """What is signed and carried inside instead of the content itself; None for a detached signature."""
        return None

    def _chain(self) -> tuple[Certificate, ...]:
        """Certificates of authorities that travel inside the signature."""
        return ()

    @cached_property
    def _template(self) -> CadesTemplate:
        return CadesTemplate.of(self.certificate, self._chain())

    def _made(self, content: bytes, at: datetime) -> "_Made":
        _require_validity(self.certificate, at)
        enclosed = self._enclose(content)
        attributes = self._template.attributes(content if enclosed is None else enclosed, at)
        return _Made(attributes, self._sign(attributes), enclosed)

    def _message(self, made: "_Made") -> bytes:
        return self._template.message(made.attributes, made.signature, enclosed=made.enclosed)

    def _require_match(self, made: "_Made") -> None:
        digest, public_key = self._template.digest, self.certificate.public_key
        if not verify_signature(
            public_key=public_key, digest=digest, message=made.attributes, signature=made.signature
        ):
            raise SignatureDefective(
                ru="Ключ выдал подпись, которую его сертификат не подтверждает. Проверьте пару ключ – сертификат.",
                en="The key gave a signature its certificate does not confirm. Check that key and certificate pair.",
            )


@dataclass(frozen=True, slots=True)
class _Made:
    """Signed attributes, their raw signature, and what goes inside the message if anything does."""

    attributes: bytes
    signature: bytes
    enclosed: bytes | None


@contextmanager
def _only_signing_errors() -> Iterator[None]:
    try:
        yield
    except SigningError:
        raise
    except Exception as failure:
        raise SignerFailed(
            ru=f"Подписать не удалось: {failure}. Проверьте устройство или файл ключа и повторите.",
            en=f"Signing failed: {failure}. Check the device or the key file and try again.",
        ) from failure


def _require_validity(certificate: Certificate, at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("the moment of signing must be an aware datetime")
    if not certificate.is_valid_at(at):
        raise CertificateOutOfDate(
            ru=f"Сертификат «{certificate.common_name}» действует с {certificate.not_before:%d.%m.%Y} "
            f"по {certificate.not_after:%d.%m.%Y}; для подписи нужен действующий.",
            en=f"The certificate “{certificate.common_name}” is valid from {certificate.not_before:%Y-%m-%d} "
            f"to {certificate.not_after:%Y-%m-%d}; signing needs a valid one.",
        )
