"""What a signature costs beside the cryptography in it.

The limit is what no program can beat: Streebog of the document and one raw operation by the same library. Signer.sign
also verifies what it hands out, and is shown beside the limit with a raw verification as well; the gateway verifies the
whole message before it keeps it, and asks for it unverified.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.pairs import QUICK, Effort, Operation, milliseconds, print_table, timed, times
from signing import TrustStore, make_sample_pki, open_key, verify
from signing.gost import PublicKey, gost_provider
from signing.gost.portable import PortableProvider
from signing.gost.selection import VARIABLE
from signing.trust import crl, path
from signing.verification.examination import Examination
from signing.verification.message import read_message

NOW = datetime.now(UTC)
SIZES = (2_000, 20_000, 200_000, 2_000_000)  # bytes
SIGNING, CHECKED, VERIFYING = "hash, sign", "hash, sign, verify", "hash, verify"
PORTABLE = PortableProvider.name
ROWS = (
    ("Signer.sign_unverified", SIGNING),
    ("Signer.sign", SIGNING),
    ("Signer.sign", CHECKED),
    ("verify, message alone", VERIFYING),
    ("verify, path and lists remembered", VERIFYING),
    ("verify, path and lists anew", VERIFYING),
)


def run(effort: Effort) -> None:
    """By the provider of this process, then by the portable one in a child: a process chooses once."""
    is_portable = gost_provider().name == PORTABLE
    _compare(effort, SIZES[:2] if is_portable else SIZES)
    if not is_portable:
        command = [sys.executable, "-m", "bench", "signing", "--quick" if effort is QUICK else "--no-quick"]
        subprocess.run(command, env={**os.environ, VARIABLE: PORTABLE}, stderr=subprocess.DEVNULL, check=True)  # noqa: S603 - ourselves


def _compare(effort: Effort, sizes: tuple[int, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        measured = [timed(variants(Path(folder) / str(size), bytes(size)), effort) for size in sizes]
    rows = [
        (name, limit, *(f"{milliseconds(t.seconds(name))} {times(t.ratio(name, limit)):>7}" for t in measured))
        for name, limit in ROWS
    ]
    bare = f"the bare provider {gost_provider().name}"
    title = f"Signatures of documents of so many bytes, beside {bare}: ms of CPU, and times the bare"
    print_table(title, ("", "bare", *(f"{size:,}" for size in sizes)), rows)


def variants(folder: Path, document: bytes) -> dict[str, Operation]:
    pki, provider = make_sample_pki(folder, at=NOW), gost_provider()
    key, signer = open_key(pki.key_address("seller")), pki.signer("seller")
    public = PublicKey.decode(signer.certificate.public_key)
    trust = TrustStore.from_directory(pki.trust_directory)
    digest = provider.digest(document, bits=256)
    signature, raw = signer.sign(document, at=NOW), key.sign(document)

    def message_alone() -> None:
        message = read_message(signature, content_size=len(document))
        for _, check in Examination(document, message, message.signers[0], ()).steps():
            check()

    def verified_afresh() -> bool:
        path.forget_paths()
        crl.forget_lists()
        return verify(document, signature, trust, at=NOW)[0].passed

    assert verified_afresh()
    assert provider.verify(public, digest, raw)
    return {
        SIGNING: lambda: key.sign(document),
        CHECKED: lambda: provider.verify(public, digest, key.sign(document)),
        VERIFYING: lambda: provider.verify(public, provider.digest(document, bits=256), raw),
        "Signer.sign_unverified": lambda: signer.sign_unverified(document, at=NOW),
        "Signer.sign": lambda: signer.sign(document, at=NOW),
        "verify, message alone": message_alone,
        "verify, path and lists remembered": lambda: verify(document, signature, trust, at=NOW),
        "verify, path and lists anew": verified_afresh,
    }
