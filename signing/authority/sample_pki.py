"""A complete public key infrastructure of the qualified style, for the demonstration and for tests.

From one description it makes a GOST root, an authority under it, certificates of the form the FSB order 795
prescribes (ИНН, ОГРН, СНИЛС, signature tools, classes КС1 and КС2), and revocation lists. Nothing here is
accredited: signatures made with it have no legal force, and the names say so.

    trust/          root.cer authority.cer root.crl authority.crl – a directory for TrustStore.from_directory
    certificates/   <holder>.cer
    keys/           <holder>.pem root.pem authority.pem, 0600 in a directory of 0700
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from signing import der, oids
from signing.authority.issuance import (
    ISSUING,
    SIGNING,
    Issuer,
    Profile,
    Revocation,
    issue,
    revocation_list,
    self_signed,
)
from signing.certificate import Certificate
from signing.extension import Extension
from signing.files import locked, make_private_directory, replace_file
from signing.keys.key import GostKey, Key, open_key
from signing.keys.key_files import write_key
from signing.signers.contract import SignatureKind, Signer
from signing.signers.key_signer import open_signer

SIGN_TOOL = "Учебное средство электронной подписи (не сертифицировано)"
AUTHORITY_TOOL = "Учебный удостоверяющий центр (не аккредитован)"
ROOT_LIFE, AUTHORITY_LIFE, HOLDER_LIFE = timedelta(days=7305), timedelta(days=3653), timedelta(days=456)
LIST_LIFE = timedelta(days=30)
_BACKDATE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whom a certificate is made for. With `innle` a legal entity and its head; without, a natural person."""

    file: str
    surname: str
    given_name: str
    title: str = ""
    organisation: str = ""
    innle: str = ""
    ogrn: str = ""
    inn: str = ""
    snils: str = ""
    region: str = "77 г. Москва"
    locality: str = "Москва"


@dataclass(frozen=True, kw_only=True)
class Description:
    root: str = "Учебный головной удостоверяющий центр"
    authority: str = AUTHORITY_TOOL
    holders: Sequence[Holder]


SAMPLE = Description(
    holders=(
        Holder(
            file="seller",
            surname="Иванов",
            given_name="Иван Иванович",
            title="Генеральный директор",
            organisation="ООО «Учебный продавец»",
            innle="7701000019",
            ogrn="1027700000019",
            inn="770100000142",
            snils="11223344595",
        ),
        Holder(
            file="buyer",
            surname="Петрова",
            given_name="Мария Сергеевна",
            title="Директор",
            organisation="ООО «Учебный покупатель»",
            innle="7802000022",
            ogrn="1027800000029",
            inn="780200000223",
            snils="11223344696",
        ),
        Holder(
            file="operator",
            surname="Сидоров",
            given_name="Пётр Петрович",
            title="Уполномоченное лицо оператора",
            organisation="ООО «Учебный оператор ЭДО»",
            innle="7703000039",
            ogrn="1027700000030",
            inn="770300000372",
            snils="11223344797",
        ),
    )
)


@dataclass(frozen=True)
class SamplePki:
    directory: Path

    @property
    def trust_directory(self) -> Path:
        return self.directory / "trust"

    def certificate_file(self, holder: str) -> Path:
        return self.directory / "certificates" / f"{holder}.cer"

    def certificate(self, holder: str) -> Certificate:
        return Certificate.from_file(self.certificate_file(holder))

    def key_address(self, holder: str) -> str:
        return f"file:{self._key_file(holder)}"

    def signer(self, holder: str) -> Signer:
        return open_signer(
            self.key_address(holder),
            certificate=self.certificate(holder),
            kind=SignatureKind.QUALIFIED,
            chain=(self.issuer("authority").certificate,),
        )

    def issuer(self, name: str) -> Issuer:
        """`root` or `authority`, with its key: for certificates beyond the description."""
        certificate = Certificate.from_file(self.trust_directory / f"{name}.cer")
        return Issuer(certificate, open_key(self.key_address(name)))

    def publish(self, name: str, revoked: Sequence[Revocation], *, at: datetime, life: timedelta = LIST_LIFE) -> None:
        """Replaces the revocation list of `root` or `authority`; its number is the second it was made."""
        encoded = revocation_list(
            self.issuer(name), revoked, number=int(at.timestamp()), this_update=at, next_update=at + life
        )
        replace_file(self.trust_directory / f"{name}.crl", encoded)

    def _key_file(self, holder: str) -> Path:
        return self.directory / "keys" / f"{holder}.pem"


def make_sample_pki(
    directory: Path, description: Description = SAMPLE, *, at: datetime, key: type[GostKey] = GostKey
) -> SamplePki:
    """Makes what is missing and keeps what exists, so that it may run at every start and in many processes.

    Revocation lists age faster than the rest: past half their life they are published anew
    with the same certificates revoked.
    """
    pki = SamplePki(directory)
    for part in ("", "trust", "certificates", "keys"):
        make_private_directory(directory / part)
    with locked(directory):
        if not (pki.trust_directory / "authority.cer").exists():
            _make_authorities(pki, description, at, key)
        for holder in description.holders:
            if not (directory / "certificates" / f"{holder.file}.cer").exists():
                _make_holder(pki, holder, at, key)
        for name in ("root", "authority"):
            _renew_list(pki, name, at)
    return pki


def _renew_list(pki: SamplePki, name: str, at: datetime) -> None:
    path = pki.trust_directory / f"{name}.crl"
    if not path.exists():
        pki.publish(name, (), at=at)
        return
    current = x509.load_der_x509_crl(path.read_bytes())
    if at >= current.last_update_utc + LIST_LIFE / 2:
        revoked = [Revocation(one.serial_number, one.revocation_date_utc) for one in current]
        pki.publish(name, revoked, at=at)


def _make_authorities(pki: SamplePki, description: Description, at: datetime, key: type[GostKey]) -> None:
    root_key, authority_key = (_make_key(pki, name, key) for name in ("root", "authority"))
    root = self_signed(root_key, _authority_profile(description.root, at, ROOT_LIFE, path_length=1))
    profile = _authority_profile(description.authority, at, AUTHORITY_LIFE, path_length=0)
    authority = issue(Issuer(root, root_key), authority_key.public_key, profile)
    replace_file(pki.trust_directory / "root.cer", root.der)
    replace_file(pki.trust_directory / "authority.cer", authority.der)


def _make_holder(pki: SamplePki, holder: Holder, at: datetime, key: type[GostKey]) -> None:
    public_key = _make_key(pki, holder.file, key).public_key
    certificate = issue(pki.issuer("authority"), public_key, holder_profile(holder, at=at))
    replace_file(pki.directory / "certificates" / f"{holder.file}.cer", certificate.der)


def _make_key(pki: SamplePki, name: str, key: type[GostKey]) -> Key:
    """A key without a certificate is left over from an interrupted start, and is replaced."""
    path = pki._key_file(name)
    path.unlink(missing_ok=True)
    made = key.generate()
    write_key(path, made.encode())
    return made


def _authority_profile(name: str, at: datetime, life: timedelta, *, path_length: int) -> Profile:
    return Profile(
        subject=((oids.COUNTRY, "RU"), (oids.ORGANISATION, name), (oids.COMMON_NAME, name)),
        not_before=at - _BACKDATE,
        not_after=at + life,
        key_usage=ISSUING,
        authority=True,
        path_length=path_length,
        policies=(oids.KC1, oids.KC2),
        more=(Extension(oids.SUBJECT_SIGN_TOOL, der.utf8(SIGN_TOOL)),),
    )


def holder_profile(holder: Holder, *, at: datetime, life: timedelta = HOLDER_LIFE) -> Profile:
    """The qualified form: subject of FSB order 795, signature tools, classes, personal identification."""
    return Profile(
        subject=_subject(holder),
        not_before=at - _BACKDATE,
        not_after=at + life,
        key_usage=SIGNING,
        extended_key_usage=(oids.CLIENT_AUTH, oids.EMAIL_PROTECTION),
        policies=(oids.KC1, oids.KC2),
        more=(
            Extension(oids.SUBJECT_SIGN_TOOL, der.utf8(SIGN_TOOL)),
            Extension(oids.ISSUER_SIGN_TOOL, _issuer_sign_tool()),
            Extension(oids.IDENTIFICATION_KIND, der.integer(0)),
        ),
    )


def _subject(holder: Holder) -> tuple[tuple[str, str], ...]:
    person = f"{holder.surname} {holder.given_name}"
    attributes = (
        (oids.COUNTRY, "RU"),
        (oids.REGION, holder.region),
        (oids.LOCALITY, holder.locality),
        (oids.ORGANISATION, holder.organisation),
        (oids.TITLE, holder.title),
        (oids.COMMON_NAME, holder.organisation or person),
        (oids.SURNAME, holder.surname),
        (oids.GIVEN_NAME, holder.given_name),
        (oids.OGRN, holder.ogrn),
        (oids.SNILS, holder.snils),
        (oids.INNLE, holder.innle),
        (oids.INN, holder.inn),
    )
    return tuple(attribute for attribute in attributes if attribute[1])


def _issuer_sign_tool() -> bytes:
    """IssuerSignTool: the tool, the authority's software, and the conformity documents of both."""
    none = "Нет"
    return der.sequence(der.utf8(SIGN_TOOL), der.utf8(AUTHORITY_TOOL), der.utf8(none), der.utf8(none))
