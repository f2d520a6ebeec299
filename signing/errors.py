"""The one family of errors that leaves this library. Each has a stable code and a sentence in two languages."""

from typing import ClassVar


class SigningError(Exception):
    """Signing or reading key material failed; `ru` and `en` say what is wrong and how to mend it."""

    code: ClassVar[str] = "signing.failed"
    retryable: ClassVar[bool] = False

    def __init__(self, *, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en


class UnknownKeyScheme(SigningError):
    """The part before the colon in a key address names no known place for keys."""

    code = "signing.unknown_key_scheme"


class KeyUnavailable(SigningError):
    """The key file is absent, unreadable, damaged, or needs another passphrase."""

    code = "signing.key_unavailable"


class PassphraseRefused(KeyUnavailable):
    """The key is encrypted, and the passphrase is missing, wrong, or cannot be had."""

    code = "signing.passphrase_refused"


class KeyExposed(SigningError):
    """The file of a key or a secret can be read by others than its owner, or belongs to somebody else."""

    code = "signing.key_exposed"


class KeyMismatch(SigningError):
    """The private key is not the one the certificate certifies."""

    code = "signing.key_mismatch"


class CertificateUnreadable(SigningError):
    """The bytes are not an X.509 certificate or revocation list."""

    code = "signing.certificate_unreadable"


class CertificateAbsent(SigningError):
    """No certificate lies with the key."""

    code = "signing.certificate_absent"


class CertificateOutOfDate(SigningError):
    """The certificate is not valid at the moment of signing, so the signature would be worthless."""

    code = "signing.certificate_out_of_date"


class AlgorithmUnsupported(SigningError):
    """The key or digest algorithm is not among those this library accepts."""

    code = "signing.algorithm_unsupported"


class SignatureDefective(SigningError):
    """The key produced a value its own certificate does not confirm; nothing was handed out."""

    code = "signing.signature_defective"


class SignatureUnreadable(SigningError):
    """The bytes are not a CMS signature."""

    code = "signing.signature_unreadable"


class SignerFailed(SigningError):
    """The key holder (device, library, process) failed for a reason of its own."""

    code = "signing.signer_failed"
    retryable = True


class KeeperUnavailable(SignerFailed):
    """The process that holds the keys does not answer; nothing was signed."""

    code = "signing.helper_unavailable"


class KeeperBusy(SignerFailed):
    """The process that holds the keys has no free place, or its socket is taken."""

    code = "signing.helper_busy"


class CallerRefused(SigningError):
    """The process that holds the keys does not answer this user of the machine."""

    code = "signing.caller_refused"


class StatementRefused(SigningError):
    """The process that holds the keys does not sign what it was given."""

    code = "signing.statement_refused"


class HardeningFailed(SigningError):
    """The process could not shut itself off from others."""

    code = "signing.hardening_failed"


class ProviderUnavailable(SigningError):
    """The GOST implementation that was asked for is not usable on this machine."""

    code = "signing.provider_unavailable"


class TrustUnreadable(SigningError):
    """A file of the trust directory is neither a certificate nor a revocation list."""

    code = "signing.trust_unreadable"


class CertificateUnfit(SigningError):
    """Nobody would believe a signature by this certificate: no chain to an anchor, or another purpose."""

    code = "signing.certificate_unfit"


class CertificateUnknown(SigningError):
    """The company's authority has issued no such certificate."""

    code = "signing.certificate_unknown"


class CertificateRevoked(SigningError):
    """The certificate was revoked, so nothing more is done with it."""

    code = "signing.certificate_revoked"


class AuthorityUnavailable(SigningError):
    """The company's certificate authority cannot be opened or changed."""

    code = "signing.authority_unavailable"


class FetchFailed(SigningError):
    """A service of the public key infrastructure (time-stamps, OCSP, lists) cannot be reached or may not be asked."""

    code = "signing.fetch_failed"
    retryable = True


class TimeStampRefused(SigningError):
    """The time-stamping authority gave no stamp, or one that proves nothing; nothing was added to the signature."""

    code = "signing.time_stamp_refused"
    retryable = True


class AccreditationListUnreadable(SigningError):
    """The file is not the ministry's list of accredited authorities, or its own signature is broken."""

    code = "signing.accreditation_list_unreadable"
