"""Sign where the key is: the page asks a plug-in of the signer's browser, and what comes back is judged here.

A question is about one document, one kind of signature and one person, is answered once and within minutes. The
answer is a whole CMS; whatever the page or the plug-in claim, it is verified against the bytes the gateway holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from edo_gateway.docflow.authority import Authorise
from edo_gateway.docflow.credentials import new_token, token_hash
from edo_gateway.docflow.judge import Expected, Judged, SignatureRefused, judged
from edo_gateway.docflow.may_sign import MaySign
from edo_gateway.docflow.rights import require
from edo_gateway.docflow.sign import NoSigningKey
from edo_gateway.docflow.turn import check_turn, keep, signature_of
from edo_gateway.docflow.verification import VerifySignature
from edo_gateway.domain.access import Actor, Challenge, Purpose, SigningKey
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import LEVEL_NAMES, SignatureLevel
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Unit, Units
from signing import Certificate
from signing.algorithms import scheme_of
from signing.digest import Digest

LIFE = timedelta(minutes=10)
_CLOCKS_DIFFER = timedelta(minutes=15)  # of the signer's computer and ours
_ACTION = Text("подписать", "sign")


class ChallengeSpent(GatewayError):
    code = "challenge_spent"
    text = Text(
        "Этот запрос подписи устарел или уже использован. Нажмите «Подписать» ещё раз.",
        "This request for a signature has expired or was used. Press “Подписать” again.",
    )


class SignatureUntimely(SignatureRefused):
    """An answer that claims no moment, or another one than that of the question: an old signature sent again."""

    code = "signature_untimely"
    text = Text(
        "Подпись сделана не сейчас: в ней указано время {claimed}. Проверьте часы компьютера и подпишите ещё раз.",
        "The signature was not made now: it claims {claimed}. Check the clock of the computer and sign again.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the plug-in is given. ``digest`` is for files too long to be handed over whole."""

    token: str
    level: SignatureLevel
    certificate: Certificate
    file: ExchangeFile
    algorithm: Digest
    digest: bytes


@dataclass(frozen=True, kw_only=True)
class AskBrowser:
    """Ask for every signature the document lacks whose key this person has in the browser.

    What would refuse the signature afterwards refuses it here, before the key is used: see :class:`MaySign`.
    """

    units: Units
    clock: Clock
    may_sign: MaySign

    def __call__(self, document_id: DocumentId, *, actor: Actor) -> list[Asked]:
        require(actor, Role.SIGNER, action=_ACTION)
        with self.units.look() as unit:
            document = unit.documents.get(actor.organization_id, document_id)
            missing = document.required_signatures - document.signatures
            keys = [key for key in browser_keys(unit, actor) if key.level in missing]
            for key in keys:
                self.may_sign(unit, document, Certificate.from_der(key.certificate), key.level, actor=actor)
            _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
        asked = [_asked(key, file) for key in keys]
        with self.units.begin() as unit:
            for one in asked:
                unit.factors.ask(self._challenge(one, document_id, actor))
        return asked

    def _challenge(self, asked: Asked, document_id: DocumentId, actor: Actor) -> Challenge:
        now = self.clock()
        return Challenge(
            token_hash=token_hash(asked.token),
            person_id=actor.person.id,
            purpose=Purpose.BROWSER_SIGNATURE,
            subject=f"{actor.organization_id} {document_id} {asked.level}",
            asked_at=now,
            expires_at=now + LIFE,
        )


@dataclass(frozen=True, kw_only=True)
class AnswerFromBrowser:
    """Keep the signature the plug-in made. The question is spent whatever comes of it.

    Raises :class:`ChallengeSpent`, :class:`SignatureUntimely`, and what
    :func:`~edo_gateway.docflow.judge.judged` and :func:`~edo_gateway.docflow.turn.check_turn` raise.
    """

    units: Units
    clock: Clock
    verify: VerifySignature
    authorise: Authorise

    def __call__(self, document_id: DocumentId, token: str, signature: bytes, *, actor: Actor) -> SignatureLevel:
        require(actor, Role.SIGNER, action=_ACTION)
        now = self.clock()
        level = self._level(document_id, token, now, actor)
        with self.units.look() as unit:
            check_turn(unit.documents.get(actor.organization_id, document_id), level)
            file_id, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
            expected = _expected(unit, level, file, actor)
        found = judged(signature, expected, self.verify, at=now)
        _check_moment(found, now)
        made = signature_of(file_id, level, found.content, found.verified, found.certificate, at=now, actor=actor)
        with self.units.begin() as unit:
            document = unit.documents.take(actor.organization_id, document_id)
            authority = self.authorise(unit, document, found.certificate, level)
            keep(unit, document, made, found.verified, authority, actor)
        return level

    def _level(self, document_id: DocumentId, token: str, now: datetime, actor: Actor) -> SignatureLevel:
        """The kind the question was about, when it was put to this person about this document."""
        with self.units.begin() as unit:
            asked = unit.factors.answered(token_hash(token), now)
        if asked is None or asked.person_id != actor.person.id or asked.purpose is not Purpose.BROWSER_SIGNATURE:
            raise ChallengeSpent
        organization, document, level = asked.subject.split()
        if (UUID(organization), UUID(document)) != (actor.organization_id, document_id):
            raise ChallengeSpent
        return SignatureLevel(level)


def browser_keys(unit: Unit, actor: Actor) -> list[SigningKey]:
    """Keys of the person that only a plug-in of their browser can use."""
    return [key for key in unit.people.signing_keys(actor.organization_id, actor.person.id) if key.is_in_browser]


def _asked(key: SigningKey, file: ExchangeFile) -> Asked:
    certificate = Certificate.from_der(key.certificate)
    algorithm = scheme_of(certificate.public_key).digest
    return Asked(
        token=new_token(),
        level=key.level,
        certificate=certificate,
        file=file,
        algorithm=algorithm,
        digest=algorithm.of(file.content),
    )


def _expected(unit: Unit, level: SignatureLevel, file: ExchangeFile, actor: Actor) -> Expected:
    keys = tuple(key for key in browser_keys(unit, actor) if key.level is level)
    if not keys:
        raise NoSigningKey(level=LEVEL_NAMES[level])
    return Expected(
        content=file.content,
        person=actor.person,
        organization=unit.organizations.get(actor.organization_id),
        keys=keys,
        level=level,
        is_exact=True,
        accepts_plain=unit.organizations.policy(actor.organization_id).accepts_plain_cms,
    )


def _check_moment(found: Judged, now: datetime) -> None:
    claimed = found.verdict.claimed_time
    if claimed is None or abs(claimed - now) > _CLOCKS_DIFFER:
        said = f"{claimed.astimezone(MOSCOW):%d.%m.%Y %H:%M}" if claimed else "—"
        raise SignatureUntimely(claimed=said)
