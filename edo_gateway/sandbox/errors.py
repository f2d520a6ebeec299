"""What the sandbox refuses, with the status and the machine code the protocol prescribes.

On the wire a refusal is ``text/plain``: the English sentence, then the Russian one.
"""

from __future__ import annotations

from typing import ClassVar

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language, Text


class SandboxError(GatewayError):
    code = "sandbox_error"


class BadOrganization(SandboxError):
    code = "sandbox_bad_organization"
    text = Text(
        "Не понята организация «{given}». Нужно ИНН:КПП:Название, например 7700000016:770001001:ООО Ромашка.",
        "The organization “{given}” is not understood. It must be INN:KPP:Name, such as 7700000016:770001001:Romashka.",
    )


class UnknownFault(SandboxError):
    code = "sandbox_unknown_fault"
    text = Text("Неизвестная неисправность «{given}».", "Unknown fault “{given}”.")


class Refusal(SandboxError):
    """An answer other than 200. ``status`` is HTTP's; ``error_code`` goes into ``X-Diadoc-ErrorCode``."""

    code = "sandbox_refusal"
    status: ClassVar[int] = 400
    error_code: ClassVar[str] = "DiadocApi.BadRequest"
    headers: ClassVar[tuple[tuple[str, str], ...]] = ()

    @property
    def body(self) -> str:
        return f"{self.said_in(Language.ENGLISH)}\n{self.said_in(Language.RUSSIAN)}\n"


class Malformed(Refusal):
    code = "sandbox_malformed"
    text = Text("Запрос составлен неверно: {what}.", "Malformed request: {what}.")


class Missing(Refusal):
    code = "sandbox_missing"
    text = Text("Не хватает параметра {name}.", "Parameter {name} is missing.")


class BadCursor(Refusal):
    code = "sandbox_bad_cursor"
    text = Text(
        "Неверный afterIndexKey: передайте IndexKey из ответа, закодировав его для URL.",
        "afterIndexKey: cursor must have valid value. Pass an IndexKey of an answer, percent-encoded.",
    )


class Unauthorized(Refusal):
    code = "sandbox_unauthorized"
    status = 401
    error_code = "DiadocApi.Unauthorized"
    headers = (("WWW-Authenticate", "DiadocAuth"),)
    text = Text("Нет действующего ключа или токена: {what}.", "No valid client id or token: {what}.")


class NoAccess(Refusal):
    code = "sandbox_no_access"
    status = 403
    error_code = "DiadocApi.Forbidden"
    text = Text("Нет доступа: {what}.", "No access: {what}.")


class NotHere(Refusal):
    code = "sandbox_not_here"
    status = 404
    error_code = "DiadocApi.NotFound"
    text = Text("Не найдено: {what}.", "Not found: {what}.")


class NotServed(Refusal):
    code = "sandbox_not_served"
    status = 404
    error_code = "Sandbox.NotServed"
    text = Text(
        "Такого метода в песочнице нет: {method} {path}. Что есть – в docs/sandbox.md.",
        "The sandbox does not serve {method} {path}. What it serves is listed in docs/sandbox.md.",
    )


class NotSpoken(Refusal):
    code = "sandbox_not_spoken"
    status = 406
    error_code = "DiadocApi.NotAcceptable"
    text = Text(
        "Песочница говорит только на JSON, Protocol Buffers она не понимает: пришлите заголовки "
        "«Content-Type: application/json» и «Accept: application/json».",
        "The sandbox speaks JSON only, not Protocol Buffers: send “Content-Type: application/json” and "
        "“Accept: application/json”.",
    )


class StrangersRefused(Refusal):
    code = "sandbox_strangers_refused"
    status = 409
    error_code = "DiadocApi.Conflict"
    text = Text(
        "Получатель принимает документы только от контрагентов: сначала отправьте приглашение.",
        "Recipient allows to receive messages only from counteragents",
    )


class TooManyBadSignatures(Refusal):
    code = "sandbox_too_many_bad_signatures"
    status = 409
    error_code = "DiadocApi.Conflict"
    text = Text(
        "Сегодня слишком много неверных подписей под этим документом: было {count}, допустимо 3.",
        "Too many failed signatures today. There were {count} attempts, but max allowed per day is 3",
    )


class NoReceiptNeeded(Refusal):
    code = "sandbox_no_receipt_needed"
    status = 409
    error_code = "DiadocApi.Conflict"
    text = Text("Извещение о получении здесь не нужно: {what}.", "A receipt makes no sense here: {what}.")
