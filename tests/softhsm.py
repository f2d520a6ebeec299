"""A token in software: SoftHSM, one for the process, because its library reads its configuration once."""

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
from ctypes import byref, c_char_p, c_ulong
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from signing.certificate import Certificate
from signing.keys.key_files import write_key
from signing.pkcs11.cryptoki import Answer, Attribute, ObjectClass, library, template_of
from tests.tools import missing, requires_tool

PIN = "24681357"
_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib/pkcs11/libsofthsm2.so")
_READ_AND_WRITE, _ON_TOKEN, _CERTIFICATE_TYPE, _SUBJECT = 0x6, 0x001, 0x080, 0x101
_numbers = itertools.count(1)


@dataclass(frozen=True)
class SoftToken:
    folder: Path
    module: str
    tool: Path

    def add(self, encoded: bytes, *, certificate: Certificate | None = None) -> str:
        """The address of a key that is put there; `encoded` is PKCS#8. With a certificate the public key is not put."""
        number = next(_numbers)
        write_key(self.folder / f"{number}.pem", encoded)
        command: list[str | Path] = [self.tool, "--import", self.folder / f"{number}.pem", "--token", "edo"]
        command += ["--label", f"key {number}", "--id", f"{number:04x}", "--pin", PIN]
        command += ["--no-public-key"] if certificate else []
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        if certificate:
            self._put(certificate, number.to_bytes(2, "big"))
        return self.address(f"token=edo;object=key%20{number}")

    def _put(self, certificate: Certificate, identifier: bytes) -> None:
        """As its holder's program would: the command of SoftHSM cannot."""
        module, session, made = library(self.module), c_ulong(), c_ulong()
        (token,) = (one for one in module.tokens() if one.label == "edo")
        module.call("C_OpenSession", c_ulong(token.slot), c_ulong(_READ_AND_WRITE), None, None, byref(session))
        pin = PIN.encode()
        logged_in = (Answer.USER_ALREADY_LOGGED_IN,)
        module.call("C_Login", session, c_ulong(1), c_char_p(pin), c_ulong(len(pin)), accept=logged_in)
        values = {
            Attribute.CLASS: bytes(c_ulong(ObjectClass.CERTIFICATE)),
            _ON_TOKEN: b"\1",
            _CERTIFICATE_TYPE: bytes(c_ulong(0)),
            _SUBJECT: certificate.subject_name,
            Attribute.ID: identifier,
            Attribute.VALUE: certificate.der,
        }
        template, _buffers = template_of(values.items())
        module.call("C_CreateObject", session, template, c_ulong(len(template)), byref(made))
        module.call("C_CloseSession", session)

    def address(self, path: str, *, pin: str = PIN) -> str:
        source = self.folder / f"pin-{pin}"
        if not source.exists():
            source.touch(mode=0o600)
            source.write_text(pin)
        return f"pkcs11:{path}?module-path={quote(self.module)}&pin-source=file:{quote(str(source))}"


@cache
def soft_token() -> SoftToken:
    tool = requires_tool("softhsm2-util", "softhsm2")
    module = next((path for path in _LIBRARIES if Path(path).exists()), None) or missing("SoftHSM", "softhsm2")
    folder = Path(tempfile.mkdtemp(prefix="edo-hsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    command: list[str | Path] = [tool, "--init-token", "--free", "--label", "edo", "--pin", PIN, "--so-pin", "87654321"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return SoftToken(folder, module, tool)
