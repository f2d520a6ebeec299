"""Sign a document with one kind of signature; the result is verified before it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from edo_gateway.docflow.confirm import ConfirmIdentity, Consent
from edo_gateway.docflow.may_sign import MaySign, SignatureFailed
from edo_gateway.docflow.rights import require
from edo_gateway.docflow.turn import check_turn, keep, signature_of
from edo_gateway.docflow.verification import Existence, Verified, VerifySignature
from edo_gateway.domain.access import Actor, SigningKey
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.errors import GatewayError, NotFound
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId, FileId
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import LEVEL_NAMES, Signature, SignatureLevel
from edo_gateway.domain.text import Text
from edo_gateway.formats import printing
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.storage.contract import Unit, Units
from signing import Confirmation, Signer, SigningError

_AGREEMENT = "Положение об электронном документообороте организации"


class NoSigningKey(GatewayError):
    code = "no_signing_key"
    text = Text(
        "Для вас не настроен ключ подписи «{level}». Администратор может добавить сертификат.",
        "No signing key of the kind “{level}” is set up for you. An administrator can add a certificate.",
    )


class KeyInBrowser(GatewayError):
    code = "key_in_browser"
    text = Text(
        "Ключ подписи «{level}» – на вашем компьютере или токене. Откройте документ в браузере, где установлен плагин "
        "подписи, и нажмите «Подписать», или загрузите готовую подпись.",
        "Your key of the kind “{level}” is on your computer or token. Open the document in a browser with a signing "
        "plug-in and press “Подписать”, or bring a signature made elsewhere.",
    )


@dataclass(frozen=True, kw_only=True)
class SignDocument:
    """Put one signature of one kind on the seller title.

    Raises :class:`NoSigningKey`, :class:`KeyInBrowser`, :class:`SignatureFailed`, and what :class:`MaySign` raises.
    """

    units: Units
    clock: Clock
    open_key: Callable[[SigningKey], Signer]
    simple_signer: Callable[[Confirmation], Signer]
    may_sign: MaySign
    verify: VerifySignature
    confirm: ConfirmIdentity
    catalogue: Catalogue = field(default_factory=packaged)

    def __call__(self, document_id: DocumentId, level: SignatureLevel, consent: Consent, *, actor: Actor) -> None:
        require(actor, Role.SIGNER, action=Text("подписать", "sign"))
        if level is SignatureLevel.SIMPLE:
            consent = self.confirm(consent, actor=actor)
        with self.units.look() as unit:
            document = unit.documents.get(actor.organization_id, document_id)
            check_turn(document, level)
            file_id, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
            signer = self._signer(unit, level, consent, file, actor)
            authority = self.may_sign(unit, document, signer.certificate, level, actor=actor)
        # Hashing a long file, or a token that takes its time, must not keep other writers waiting.
        signature, verified = self._signed(signer, level, file_id, file, actor)
        with self.units.begin() as unit:
            document = unit.documents.take(actor.organization_id, document_id)
            keep(unit, document, signature, verified, authority, actor)

    def _signer(self, unit: Unit, level: SignatureLevel, consent: Consent, file: ExchangeFile, actor: Actor) -> Signer:
        if level is SignatureLevel.SIMPLE:
            return self.simple_signer(self._confirmation(consent, file, actor))
        try:
            key = unit.people.signing_key(actor.organization_id, actor.person.id, level)
        except NotFound:
            raise NoSigningKey(level=LEVEL_NAMES[level]) from None
        if key.is_in_browser:
            raise KeyInBrowser(level=LEVEL_NAMES[level])
        try:
            return self.open_key(key)
        except SigningError as error:
            raise SignatureFailed(reason=Text(error.ru, error.en)) from error

    def _confirmation(self, consent: Consent, file: ExchangeFile, actor: Actor) -> Confirmation:
        """The record of a simple signature; what was shown is the printed form of the file, before any stamp."""
        shown = printing.to_html(printing.paper_of_file(file, self.catalogue))
        return Confirmation(
            user_id=str(actor.person.id),
            name=actor.person.name,
            method=consent.proven or "",
            confirmed_at=self.clock(),
            agreement=_AGREEMENT,
            ip=consent.address,
            text_shown_sha256=hashlib.sha256(shown.encode()).hexdigest(),
        )

    def _signed(
        self, signer: Signer, level: SignatureLevel, file_id: FileId, file: ExchangeFile, actor: Actor
    ) -> tuple[Signature, Verified]:
        now = self.clock()
        try:
            content = signer.sign_unverified(file.content, at=now)
            verified = self.verify(file.content, content, existed=Existence(now))
            if not verified.may_be_kept:
                raise SignatureFailed(reason=Text(verified.worst.sentence.ru, verified.worst.sentence.en))
            content, verified = self.verify.stamped(file.content, content, verified, existed=Existence(now))
        except SigningError as error:
            raise SignatureFailed(reason=Text(error.ru, error.en)) from error
        made = signature_of(file_id, level, content, verified, signer.certificate, at=now, actor=actor)
        return made, verified
