"""What a signature costs beside the cryptography in it; every ratio is of figures measured in this one run.

    python bench/bench_signing.py [ROUNDS]

The limit is what no program can beat: Streebog of the document and one raw operation by the same library.
CPU time of the process; the variants take turns in every round, and the median counts.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from signing import TrustStore, make_sample_pki, open_key, verify
from signing.cades import CadesTemplate
from signing.gost import PublicKey, gost_provider
from signing.path import _passed

NOW = datetime.now(UTC)
SIGNING = "limit: Streebog + raw signature"
VERIFYING = "limit: Streebog + raw verification"
CHECKED = "limit: Streebog + raw signature + raw verification, as Signer.sign checks what it hands out"
DOCUMENT = (b'<?xml version="1.0" encoding="windows-1251"?>' + b"<a/>" * 5092)[:20_412]


def variants(folder: Path) -> dict[str, Callable[[], object]]:
    pki, provider = make_sample_pki(folder, at=NOW), gost_provider()
    key, signer, certificate = open_key(pki.key_address("seller")), pki.signer("seller"), pki.certificate("seller")
    template, public = CadesTemplate.of(certificate), PublicKey.decode(certificate.public_key)
    trust = TrustStore.from_directory(pki.trust_directory)
    digest = provider.digest(DOCUMENT, bits=256)
    signature, raw = signer.sign(DOCUMENT, at=NOW), key.sign(DOCUMENT)

    def assembled() -> bytes:
        attributes = template.attributes(DOCUMENT, NOW)
        return template.message(attributes, key.sign(attributes))

    def verified_afresh() -> bool:
        _passed.clear()
        return verify(DOCUMENT, signature, trust, at=NOW)[0].passed

    assert verified_afresh()
    assert provider.verify(public, digest, raw)
    return {
        SIGNING: lambda: key.sign(DOCUMENT),
        VERIFYING: lambda: provider.verify(public, provider.digest(DOCUMENT, bits=256), raw),
        CHECKED: lambda: provider.verify(public, digest, key.sign(DOCUMENT)),
        "CAdES-BES by hand DER, not checked": assembled,
        "Signer.sign": lambda: signer.sign(DOCUMENT, at=NOW),
        "verify, path remembered": lambda: verify(DOCUMENT, signature, trust, at=NOW),
        "verify, path and lists anew": verified_afresh,
    }


def measure(operation: Callable[[], object], seconds: float = 0.1) -> float:
    """CPU seconds of one call, averaged over about `seconds`."""
    operation()
    count, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        operation()
        count += 1
    return (time.process_time() - started) / count


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        operations = variants(Path(folder))
        figures: dict[str, list[float]] = {name: [] for name in operations}
        for _ in range(rounds):
            for name, operation in operations.items():
                figures[name].append(measure(operation))
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print(f"provider {gost_provider().name}, document {len(DOCUMENT)} bytes, {rounds} rounds, ms of CPU")
    for name, value in medians.items():
        print(f"{value * 1000:9.3f}  {name}{ratios(name, value, medians)}")


def ratios(name: str, value: float, medians: dict[str, float]) -> str:
    limits = {"CAdES-BES": (SIGNING,), "Signer.sign": (SIGNING, CHECKED), "verify,": (VERIFYING,)}
    chosen = limits.get(name.split()[0], ())
    return "".join(f"\n{'':11}= {value / medians[limit]:.2f} × {limit}" for limit in chosen)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
