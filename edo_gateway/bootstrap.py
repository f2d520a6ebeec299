"""Puts the house together: knows everything, decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from flask import Flask

from edo_gateway.config import BadSetting, Config, RevocationFetch
from edo_gateway.docflow.approve import DecideDocument
from edo_gateway.docflow.authority import Authorise
from edo_gateway.docflow.bring import BringSignature
from edo_gateway.docflow.confirm import ConfirmIdentity
from edo_gateway.docflow.cosign import CoSignDocument
from edo_gateway.docflow.create import CreateDocument
from edo_gateway.docflow.deliver import DeliverDocument
from edo_gateway.docflow.enter import ConfirmPassword, LogIn, LogOut, RecogniseKey, RecogniseSession
from edo_gateway.docflow.expiring import NOTICE, Expiring, Installation
from edo_gateway.docflow.interpret import Interpret
from edo_gateway.docflow.may_sign import MaySign
from edo_gateway.docflow.name_powers import NamePowers
from edo_gateway.docflow.one_time_codes import OneTimeCodes
from edo_gateway.docflow.passkeys import Passkeys
from edo_gateway.docflow.powers import KeepPowers
from edo_gateway.docflow.prepare import PrepareDocument
from edo_gateway.docflow.protocol import WriteProtocol
from edo_gateway.docflow.register import Register
from edo_gateway.docflow.send import RetryDelivery, SendDocument
from edo_gateway.docflow.sign import SignDocument
from edo_gateway.docflow.sign_in_browser import AnswerFromBrowser, AskBrowser
from edo_gateway.docflow.steps import Docflow
from edo_gateway.docflow.submit import SubmitDocument
from edo_gateway.docflow.throttle import Throttle
from edo_gateway.docflow.track import TrackOrganization
from edo_gateway.docflow.upkeep import Upkeep
from edo_gateway.docflow.verification import VerifySignature
from edo_gateway.docflow.verify_again import VerifyAgain
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.clock import Clock, system_clock
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.formats.official.shelf import Shelf
from edo_gateway.operators.contract import OperatorClient
from edo_gateway.operators.diadoc import DiadocClient, DiadocSettings
from edo_gateway.storage.contract import Units
from edo_gateway.storage.engine import migrate
from edo_gateway.storage.units import open_units
from edo_gateway.web.app import create_app
from edo_gateway.worker import Worker
from signing import (
    Certificate,
    CompanyAuthority,
    Confirmation,
    Fetcher,
    FetchPolicy,
    FolderCache,
    KeyPlace,
    KeySigner,
    MasterKey,
    OnlineEvidence,
    SignatureKind,
    Signer,
    SimpleSigner,
    TimeStampAuthority,
    TrustStore,
)
from signing.files import read_private, replace_file
from signing.keys.sealing import Sealer

SERVICE_NAME = "Шлюз ЭДО"
REVOCATION_LIST, AUTHORITY_CERTIFICATE = "company.crl", "company.cer"


def docflow(config: Config, clock: Clock = system_clock) -> Docflow:
    """Every step, over the database of the configuration, which is brought to its current schema first."""
    for folder in (config.data, config.trust, config.keys):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    require_private_keys(config)
    migrate(config.database_url)
    units = open_units(config.database_url)
    company = authority(config, clock())
    trust = _trust(config, company)
    verify = VerifySignature(clock=clock, trust=trust, stamp=_stamp(config, trust))
    powers = KeepPowers(units=units, clock=clock, trust=trust)
    installation = Installation(trust, service_certificate(config), company, clock)
    expiring = Expiring(units=units, clock=clock, installation=installation, powers=powers)
    authorise = Authorise(clock=clock, trust=trust)
    may_sign = MaySign(clock=clock, trust=trust, authorise=authorise)
    prepare = PrepareDocument(
        units=units,
        clock=clock,
        catalogue=Shelf(config.formats).catalogue(),
        name_powers=NamePowers(clock=clock, trust=trust),
    )
    confirm = _confirm(config, units, clock)
    return Docflow(
        units=units,
        clock=clock,
        log_in=LogIn(units=units, clock=clock),
        log_out=LogOut(units=units),
        recognise_session=RecogniseSession(units=units, clock=clock),
        recognise_key=RecogniseKey(units=units),
        register=Register(units=units, clock=clock),
        prepare=prepare,
        create=CreateDocument(units=units, clock=clock, prepare=prepare),
        submit=SubmitDocument(units=units, clock=clock),
        decide=DecideDocument(units=units, clock=clock),
        confirm=confirm,
        one_time_codes=confirm.codes,
        passkeys=confirm.passkeys,
        sign=SignDocument(
            units=units,
            clock=clock,
            open_key=_open_signer(config),
            simple_signer=_simple_signer(config, clock),
            may_sign=may_sign,
            verify=verify,
            confirm=confirm,
            catalogue=prepare.catalogue,
        ),
        bring=BringSignature(units=units, clock=clock, verify=verify, authorise=authorise),
        ask_browser=AskBrowser(units=units, clock=clock, may_sign=may_sign),
        answer_from_browser=AnswerFromBrowser(units=units, clock=clock, verify=verify, authorise=authorise),
        send=SendDocument(units=units, clock=clock),
        retry=RetryDelivery(units=units, clock=clock),
        expiring=expiring,
        upkeep=Upkeep(units=units, clock=clock, expiring=expiring, renew=lambda now: renew_own(config, now)),
        powers=powers,
        protocol=WriteProtocol(units=units, clock=clock, trust=trust),
        published=_published(company),
        handlers=_handlers(config, units, clock, replace(verify, evidence=_evidence(config)), authorise),
    )


def _published(company: CompanyAuthority) -> dict[str, Callable[[], bytes]]:
    return {REVOCATION_LIST: lambda: company.crl, AUTHORITY_CERTIFICATE: lambda: company.certificate.der}


def _confirm(config: Config, units: Units, clock: Clock) -> ConfirmIdentity:
    """Every way a person proves who they are; failures of all of them are counted together."""
    throttle = Throttle(clock)
    password = ConfirmPassword(units=units, throttle=throttle)
    sealer = Sealer(KeyPlace(config.keys / "sealing.pem", MasterKey(config.master)))
    codes = OneTimeCodes(units=units, clock=clock, sealer=sealer, throttle=throttle, password=password)
    passkeys = Passkeys(units=units, clock=clock, throttle=throttle, password=password)
    return ConfirmIdentity(units=units, password=password, codes=codes, passkeys=passkeys)


def _handlers(
    config: Config, units: Units, clock: Clock, verify: VerifySignature, authorise: Authorise
) -> dict[JobKind, Callable[[Job], None]]:
    """What a worker does for each kind of job; it may ask the network for what a verdict lacks."""
    operator = _operators(config)
    return {
        JobKind.SEND: DeliverDocument(units=units, clock=clock, operator=operator),
        JobKind.COSIGN: CoSignDocument(units=units, clock=clock, operator=operator),
        JobKind.TRACK: TrackOrganization(
            units=units,
            clock=clock,
            operator=operator,
            interpret=Interpret(verify=verify),
            interval=config.poll_interval,
            authorise=authorise,
        ),
        JobKind.VERIFY: VerifyAgain(units=units, clock=clock, verify=verify),
    }


def web(docflow: Docflow, config: Config) -> Flask:
    """The web application over the steps."""
    return create_app(
        docflow,
        secure_cookies=config.secure_cookies,
        trusted_proxies=config.trusted_proxies,
        plugins=config.plugins,
        public_url=config.public_url,
    )


def worker(docflow: Docflow, config: Config) -> Worker:
    """One worker over the steps; any number may run."""
    return Worker(
        units=docflow.units, clock=docflow.clock, handlers=docflow.handlers, lease=config.lease, upkeep=docflow.upkeep
    )


def authority(config: Config, now: datetime) -> CompanyAuthority:
    """The company's own certificate authority, made on first use."""
    return CompanyAuthority.open(
        config.keys / "authority",
        organisation=SERVICE_NAME,
        at=now,
        master=MasterKey(config.master),
        key_address=config.authority_key,
        crl_url=f"{config.public_url}/ca/{REVOCATION_LIST}" if config.public_url else "",
    )


def operator(config: Config) -> OperatorClient:
    """The operator of the configuration. Raises :class:`BadSetting` when there is none."""
    if not config.operator_url or config.operator_password is None:
        raise BadSetting("EDO_GATEWAY_OPERATOR_URL and EDO_GATEWAY_OPERATOR_PASSWORD_FILE must name the operator")
    settings = DiadocSettings(
        base_url=config.operator_url,
        client_id=config.operator_client_id,
        login=config.operator_login,
        password=config.operator_password.read_text().strip(),
    )
    return DiadocClient(settings)


def _operators(config: Config) -> Callable[[OrganizationId], OperatorClient]:
    client = cache(lambda: operator(config))
    return lambda _organization: client()


def _open_signer(config: Config) -> Callable[[SigningKey], Signer]:
    master = MasterKey(config.master)

    def opened(key: SigningKey) -> Signer:
        certificate = Certificate.from_der(key.certificate)
        return KeySigner(master.open(key.location), certificate, SignatureKind(key.level.value))

    return opened


def _simple_signer(config: Config, clock: Clock) -> Callable[[Confirmation], Signer]:
    """Seals simple signatures with the service's own key, made on first use."""
    folder = config.keys / "service"
    place = KeyPlace(folder / "service.pem", MasterKey(config.master), config.service_key)

    def signer(confirmation: Confirmation) -> Signer:
        if not folder.exists():
            _make_service_key(folder, place, authority(config, clock()), clock())
        return SimpleSigner(place.open(), Certificate.from_file(folder / "service.cer"), confirmation)

    return signer


def own_key_files(config: Config) -> list[Path]:
    """Every key in the folder of keys."""
    return sorted(path for path in config.keys.rglob("*") if path.suffix in (".pem", ".key") and path.is_file())


def require_private_keys(config: Config) -> None:
    """Raises :class:`SigningError` at the start rather than at the first signature: a key others can read."""
    for path in own_key_files(config):
        read_private(path)


def service_certificate(config: Config) -> Path:
    """The certificate of the key that seals simple signatures; absent until the first of them."""
    return config.keys / "service" / "service.cer"


def make_own_keys(config: Config, now: datetime) -> dict[str, Path]:
    """The keys the gateway has of its own, made at the latest now: the files, for a process that shall hold them."""
    folder = config.keys / "service"
    place = KeyPlace(folder / "service.pem", MasterKey(config.master))
    company = authority(config, now)
    if not folder.exists():
        _make_service_key(folder, place, company, now)
    return {"authority": config.keys / "authority" / "authority.key", "service": place.file}


def _make_service_key(folder: Path, place: KeyPlace, authority: CompanyAuthority, now: datetime) -> None:
    """Key and certificate appear together or not at all; of several processes the first one wins."""
    made = Path(mkdtemp(dir=folder.parent))
    certificate = authority.certify_service(SERVICE_NAME, place.make(made).public_key, at=now)
    (made / "service.cer").write_bytes(certificate.der)
    try:
        made.rename(folder)
    except OSError:
        rmtree(made)


def renew_own(config: Config, now: datetime) -> None:
    """A fresh revocation list, and a new certificate for the service's key before the old one ends."""
    company = authority(config, now)
    path = service_certificate(config)
    if path.exists():
        old = Certificate.from_file(path)
        if old.not_after - NOTICE <= now:
            replace_file(path, company.certify_service(SERVICE_NAME, old.public_key, at=now).der)


def _evidence(config: Config) -> OnlineEvidence | None:
    """Where the worker asks about revocation; what it is told is kept for all workers of this machine."""
    if config.revocation_fetch is RevocationFetch.NO:
        return None
    within = config.revocation_fetch is RevocationFetch.ANY
    policy = FetchPolicy(private_networks=within, total_seconds=10.0)  # a job has a lease to keep
    return OnlineEvidence(Fetcher(policy), FolderCache(config.evidence))


def _stamp(config: Config, trust: Callable[[], TrustStore]) -> Callable[[bytes], bytes] | None:
    """The time-stamping service of the configuration; it is named by an administrator, so it may be within."""
    if not config.timestamp_url:
        return None
    service = TimeStampAuthority(
        address=config.timestamp_url, fetcher=Fetcher(FetchPolicy(private_networks=True, total_seconds=10.0))
    )
    return lambda signature: service.stamp(signature, trust())


def _trust(config: Config, authority: CompanyAuthority) -> Callable[[], TrustStore]:
    """Whom signatures are trusted by: read again only when a file in the folders has changed."""
    folders = (config.trust, authority.trust_directory)

    @lru_cache(maxsize=1)
    def read(_state: tuple[tuple[str, int], ...]) -> TrustStore:
        first, second = (TrustStore.from_directory(folder) for folder in folders)
        return first.joined(second)

    def current() -> TrustStore:
        files = [path for folder in folders for path in sorted(folder.iterdir())]
        return read(tuple((str(path), path.stat().st_mtime_ns) for path in files))

    return current
