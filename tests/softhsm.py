"""A token in software: SoftHSM, one for the process, because its library reads its configuration once."""

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from signing.key_files import write_key
from tests.tools import missing, requires_tool

PIN = "24681357"
_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib/pkcs11/libsofthsm2.so")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class SoftToken:
    folder: Path
    module: str
    tool: Path

    def add(self, encoded: bytes) -> str:
        """The address of a key that is put there; `encoded` is PKCS#8."""
        number = next(_numbers)
        write_key(self.folder / f"{number}.pem", encoded)
        command: list[str | Path] = [self.tool, "--import", self.folder / f"{number}.pem", "--token", "edo"]
        command += ["--label", f"key {number}", "--id", f"{number:04x}", "--pin", PIN]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return self.address(f"token=edo;object=key%20{number}")

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
