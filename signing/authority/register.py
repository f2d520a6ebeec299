"""What a certificate authority remembers: whom it certified, whom it revoked, the number of its last list."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signing.authority.issuance import CrlReason, Revocation
from signing.certificate import Certificate
from signing.errors import CertificateUnknown
from signing.files import make_private_directory, replace_file


@dataclass(frozen=True)
class IssuedCertificate:
    certificate: Certificate
    revoked: Revocation | None = None


@dataclass(frozen=True)
class RegisterState:
    """`number` and `published` are of the last revocation list."""

    number: int
    published: datetime
    revoked: tuple[Revocation, ...]

    def revocation_of(self, certificate: Certificate) -> Revocation | None:
        serial = int(certificate.serial, 16)
        return next((one for one in self.revoked if one.serial == serial), None)


@dataclass(frozen=True)
class Register:
    """`revoked.json` and `issued/<serial>.cer` of the directory. Who writes holds the directory's lock."""

    directory: Path

    def read(self) -> RegisterState:
        state = json.loads((self.directory / "revoked.json").read_bytes())
        revoked = tuple(
            Revocation(int(one["serial"], 16), datetime.fromisoformat(one["at"]), CrlReason(one["reason"]))
            for one in state["revoked"]
        )
        return RegisterState(state["number"], datetime.fromisoformat(state["published"]), revoked)

    def write(self, state: RegisterState) -> None:
        entries = [
            {"serial": f"{one.serial:x}", "at": one.at.isoformat(), "reason": one.reason} for one in state.revoked
        ]
        written = {"number": state.number, "published": state.published.isoformat(), "revoked": entries}
        replace_file(self.directory / "revoked.json", json.dumps(written).encode(), mode=0o600)

    def keep(self, certificate: Certificate) -> Certificate:
        make_private_directory(self._issued)
        replace_file(self._issued / f"{certificate.serial}.cer", certificate.der)
        return certificate

    def find(self, serial: str) -> Certificate:
        """Raises CertificateUnknown. The serial number is hexadecimal, in either case."""
        for certificate in self._certificates():
            if certificate.serial == serial.lower().removeprefix("0x"):
                return certificate
        raise CertificateUnknown(
            ru=f"Удостоверяющий центр компании не выдавал сертификата {serial}. Выданные: edo-gateway ca list.",
            en=f"The company's authority has issued no certificate {serial}. Those it has: edo-gateway ca list.",
        )

    def issued(self) -> tuple[IssuedCertificate, ...]:
        """The first issued first."""
        state = self.read()
        found = sorted(self._certificates(), key=lambda one: (one.not_before, one.serial))
        return tuple(IssuedCertificate(one, state.revocation_of(one)) for one in found)

    def _certificates(self) -> list[Certificate]:
        return [Certificate.from_file(path) for path in self._issued.glob("*.cer")]

    @property
    def _issued(self) -> Path:
        return self.directory / "issued"
