"""Commands over signatures: sign a file, verify a signature."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

from edo_gateway.cli.paths import write_new
from edo_gateway.cli.verify_authority import authority_of
from edo_gateway.docflow.authority import authority_json
from edo_gateway.domain.authority import Authority
from edo_gateway.domain.text import Language
from signing import (
    Certificate,
    Fetcher,
    FetchPolicy,
    Indication,
    OnlineEvidence,
    ProtocolHead,
    SignatureKind,
    SignatureVerdict,
    TimeStampAuthority,
    TrustStore,
    certificate_at,
    open_signer,
    to_html,
    to_json,
)
from signing import verify as verify_signature
from signing.sentence import Sentence

DONE, BAD_INPUT, USAGE = 0, 1, 2


def sign(given: argparse.Namespace) -> int:
    """Write a detached CMS beside the file."""
    if given.timestamp and not given.trust:
        print("--timestamp: --trust is needed to check the stamp", file=sys.stderr)
        return USAGE
    certificate = Certificate.from_file(given.certificate) if given.certificate else certificate_at(given.key)
    signer = open_signer(given.key, certificate=certificate, kind=SignatureKind(given.kind) if given.kind else None)
    signature = signer.sign(given.file.read_bytes(), at=datetime.now(UTC))
    if given.timestamp:
        stamping = TimeStampAuthority(address=given.timestamp, fetcher=_fetcher(given))
        signature = stamping.stamp(signature, _trust(given.trust))
    output: Path = given.output or given.file.with_name(given.file.name + ".sig")
    print(write_new(output, signature))
    return DONE


def verify(given: argparse.Namespace) -> int:
    """Print the verdict; 0 only when every signature is TOTAL_PASSED and no power of attorney fails to cover it."""
    try:
        at = datetime.fromisoformat(given.at) if given.at else None
    except ValueError:
        print(f"--at: not an ISO 8601 time: {given.at}", file=sys.stderr)
        return USAGE
    content = given.file.read_bytes()
    verdicts = verify_signature(
        content,
        given.signature.read_bytes(),
        _trust(given.trust),
        at=at.replace(tzinfo=at.tzinfo or UTC) if at else None,
        evidence=OnlineEvidence(_fetcher(given)) if given.online else None,
    )
    if given.protocol:
        digest = hashlib.sha256(content).hexdigest()
        subject = ProtocolHead(given.file.name, given.signature.name, digest, datetime.now(UTC))
        given.protocol.write_text(to_html(verdicts, subject), encoding="utf-8")
    if given.evidence:
        _keep(verdicts, given.evidence)
    authority = authority_of(given, verdicts, _trust(given.trust))
    if given.json:
        told = {**to_json(verdicts), "authority": authority_json(authority) if authority else None}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for verdict in verdicts:
            _print(verdict, given.language)
        if authority:
            _print_authority(authority, given.language)
    passed = bool(verdicts) and all(v.indication is Indication.TOTAL_PASSED for v in verdicts)
    passed = passed and (authority is None or authority.holds is not False)
    return DONE if passed else BAD_INPUT


def _trust(directories: Sequence[Path]) -> TrustStore:
    first, *more = (TrustStore.from_directory(one) for one in directories)
    return reduce(TrustStore.joined, more, first)


def _fetcher(given: argparse.Namespace) -> Fetcher:
    return Fetcher(FetchPolicy(private_networks=given.private_networks))


def _keep(verdicts: Iterable[SignatureVerdict], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for evidence in (one for verdict in verdicts for one in verdict.evidence):
        (directory / f"{evidence.sha256}.{evidence.kind}").write_bytes(evidence.content)


def _print(verdict: SignatureVerdict, language: Language) -> None:
    print(verdict.indication, verdict.sub_indication or "", verdict.signer.common_name if verdict.signer else "")
    for check in verdict.checks:
        print(f"  {check.outcome:8} {check.name:24} {_said(check.sentence, language)}")
    for warning in verdict.warnings:
        print(f"  ! {_said(warning, language)}")


def _print_authority(authority: Authority, language: Language) -> None:
    word = {True: "ok", False: "failed", None: "unknown"}[authority.holds]
    print(f"  {word:8} {'authority':24} {authority.text.said_in(language)}")
    for warning in authority.warnings:
        print(f"  ! {warning.said_in(language)}")


def _said(sentence: Sentence, language: Language) -> str:
    return sentence.en if language is Language.ENGLISH else sentence.ru
