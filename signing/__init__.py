"""Electronic signatures of 63-ФЗ: simple, unqualified and qualified (GOST R 34.10-2012), made and verified.

A library of its own. Importing it is cheap: each name below is loaded when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signing.authority.company import CompanyAuthority, Employee, Issued
    from signing.authority.sample_pki import SAMPLE, Description, Holder, SamplePki, make_sample_pki
    from signing.certificate import Certificate
    from signing.errors import SigningError
    from signing.indication import Indication, SubIndication
    from signing.keys.key import load_key, open_key, register_scheme
    from signing.keys.key_files import write_key
    from signing.keys.master_key import KeyPlace, MasterKey
    from signing.keys.passphrases import read_passphrase
    from signing.signers.contract import SignatureKind, Signer
    from signing.signers.key_signer import KeySigner, certificate_at, open_signer
    from signing.signers.simple import Confirmation, SimpleRecord, SimpleSigner
    from signing.trust.accreditation_list import AccreditationList, import_accredited
    from signing.trust.evidence import Evidence, EvidenceKind, EvidenceSource
    from signing.trust.fetching import Fetcher, FetchPolicy
    from signing.trust.online import EvidenceCache, FolderCache, OnlineEvidence
    from signing.trust.readiness import lists_until, require_ready, signs_until
    from signing.trust.revocation import CertificateStatus, RevocationStatus
    from signing.trust.store import TrustStore
    from signing.verification.protocol import PROTOCOL_STYLE, ProtocolHead, to_html
    from signing.verification.stamping import TimeStampAuthority
    from signing.verification.verdict import Check, CheckName, Outcome, SignatureVerdict, TimeSource
    from signing.verification.verdict_json import to_json
    from signing.verification.verifying import verify

_HOMES = {
    "trust.accreditation_list": ("AccreditationList", "import_accredited"),
    "authority.company": ("CompanyAuthority", "Employee", "Issued"),
    "certificate": ("Certificate",),
    "signers.contract": ("SignatureKind", "Signer"),
    "errors": ("SigningError",),
    "indication": ("Indication", "SubIndication"),
    "keys.key_files": ("write_key",),
    "keys.key": ("load_key", "open_key", "register_scheme"),
    "keys.master_key": ("KeyPlace", "MasterKey"),
    "keys.passphrases": ("read_passphrase",),
    "trust.evidence": (
        "Evidence",
        "EvidenceKind",
        "EvidenceSource",
    ),
    "trust.fetching": (
        "FetchPolicy",
        "Fetcher",
    ),
    "trust.online": (
        "EvidenceCache",
        "FolderCache",
        "OnlineEvidence",
    ),
    "verification.stamping": ("TimeStampAuthority",),
    "verification.protocol": ("PROTOCOL_STYLE", "ProtocolHead", "to_html"),
    "trust.revocation": (
        "CertificateStatus",
        "RevocationStatus",
    ),
    "trust.readiness": ("lists_until", "require_ready", "signs_until"),
    "authority.sample_pki": ("SAMPLE", "Description", "Holder", "SamplePki", "make_sample_pki"),
    "signers.key_signer": ("KeySigner", "certificate_at", "open_signer"),
    "signers.simple": ("Confirmation", "SimpleRecord", "SimpleSigner"),
    "trust.store": ("TrustStore",),
    "verification.verdict": (
        "Check",
        "CheckName",
        "Outcome",
        "SignatureVerdict",
        "TimeSource",
    ),
    "verification.verdict_json": ("to_json",),
    "verification.verifying": ("verify",),
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
