"""Electronic signatures of 63-ФЗ: simple, unqualified and qualified (GOST R 34.10-2012), made and verified.

A library of its own. Importing it is cheap: each name below is loaded when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signing.accreditation_list import AccreditationList, import_accredited
    from signing.authority import CompanyAuthority, Employee, Issued
    from signing.certificate import Certificate
    from signing.contract import SignatureKind, Signer
    from signing.errors import SigningError
    from signing.evidence import Evidence, EvidenceKind, EvidenceSource
    from signing.fetching import Fetcher, FetchPolicy
    from signing.key_files import write_key
    from signing.keys import load_key, open_key, register_scheme
    from signing.master_key import KeyPlace, MasterKey
    from signing.online import EvidenceCache, FolderCache, OnlineEvidence
    from signing.passphrases import read_passphrase
    from signing.protocol import PROTOCOL_STYLE, ProtocolHead, to_html
    from signing.readiness import lists_until, require_ready, signs_until
    from signing.revocation import CertificateStatus, RevocationStatus
    from signing.sample_pki import SAMPLE, Description, Holder, SamplePki, make_sample_pki
    from signing.signers import KeySigner, certificate_at, open_signer
    from signing.simple import Confirmation, SimpleRecord, SimpleSigner
    from signing.stamping import TimeStampAuthority
    from signing.trust import TrustStore
    from signing.verdict import Check, CheckName, Indication, Outcome, SignatureVerdict, SubIndication, TimeSource
    from signing.verdict_json import to_json
    from signing.verification import verify

_HOMES = {
    "accreditation_list": ("AccreditationList", "import_accredited"),
    "authority": ("CompanyAuthority", "Employee", "Issued"),
    "certificate": ("Certificate",),
    "contract": ("SignatureKind", "Signer"),
    "errors": ("SigningError",),
    "key_files": ("write_key",),
    "keys": ("load_key", "open_key", "register_scheme"),
    "master_key": ("KeyPlace", "MasterKey"),
    "passphrases": ("read_passphrase",),
    "evidence": (
        "Evidence",
        "EvidenceKind",
        "EvidenceSource",
    ),
    "fetching": (
        "FetchPolicy",
        "Fetcher",
    ),
    "online": (
        "EvidenceCache",
        "FolderCache",
        "OnlineEvidence",
    ),
    "stamping": ("TimeStampAuthority",),
    "protocol": ("PROTOCOL_STYLE", "ProtocolHead", "to_html"),
    "revocation": (
        "CertificateStatus",
        "RevocationStatus",
    ),
    "readiness": ("lists_until", "require_ready", "signs_until"),
    "sample_pki": ("SAMPLE", "Description", "Holder", "SamplePki", "make_sample_pki"),
    "signers": ("KeySigner", "certificate_at", "open_signer"),
    "simple": ("Confirmation", "SimpleRecord", "SimpleSigner"),
    "trust": ("TrustStore",),
    "verdict": (
        "Check",
        "CheckName",
        "Indication",
        "Outcome",
        "SignatureVerdict",
        "SubIndication",
        "TimeSource",
    ),
    "verdict_json": ("to_json",),
    "verification": ("verify",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "PROTOCOL_STYLE",
    "SAMPLE",
    "AccreditationList",
    "Certificate",
    "CertificateStatus",
    "Check",
    "CheckName",
    "CompanyAuthority",
    "Confirmation",
    "Description",
    "Employee",
    "Evidence",
    "EvidenceCache",
    "EvidenceKind",
    "EvidenceSource",
    "FetchPolicy",
    "Fetcher",
    "FolderCache",
    "Holder",
    "Indication",
    "Issued",
    "KeyPlace",
    "KeySigner",
    "MasterKey",
    "OnlineEvidence",
    "Outcome",
    "ProtocolHead",
    "RevocationStatus",
    "SamplePki",
    "SignatureKind",
    "SignatureVerdict",
    "Signer",
    "SigningError",
    "SimpleRecord",
    "SimpleSigner",
    "SubIndication",
    "TimeSource",
    "TimeStampAuthority",
    "TrustStore",
    "certificate_at",
    "import_accredited",
    "lists_until",
    "load_key",
    "make_sample_pki",
    "open_key",
    "open_signer",
    "read_passphrase",
    "register_scheme",
    "require_ready",
    "signs_until",
    "to_html",
    "to_json",
    "verify",
    "write_key",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
