"""The one table from our error codes to HTTP statuses, for programs (problem+json) and for pages alike."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text, errors
from edo_gateway.domain.validation import Finding
from signing import SigningError


class RouteNotFound(GatewayError):
    code = "route_not_found"
    text = Text(
        "Такого адреса нет. Все адреса перечислены в /api/v1/docs.",
        "There is no such address. All of them are listed at /api/v1/docs.",
    )


class MethodNotAllowed(GatewayError):
    """``allowed`` names the methods of the address, sorted."""

    code = "method_not_allowed"
    text = Text("Этот адрес не принимает такой метод.", "The address does not take this method.")

    def __init__(self, *, allowed: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.allowed = allowed


class UnsupportedMediaType(GatewayError):
    code = "unsupported_media_type"
    text = Text(
        "Тело запроса должно быть {wanted}, а прислано «{given}». Проверьте заголовок Content-Type.",
        "The body must be {wanted}, not “{given}”. Check the Content-Type header.",
    )


class NotAcceptable(GatewayError):
    code = "not_acceptable"
    text = Text(
        "Ответ бывает только такого вида: {offered}. Проверьте заголовок Accept.",
        "The answer comes in these forms only: {offered}. Check the Accept header.",
    )


class BodyTooLarge(GatewayError):
    code = "body_too_large"
    text = Text(
        "Тело запроса больше {limit} МБ. Разделите документ или пришлите его частями.",
        "The body is larger than {limit} MB. Split the document or post it in parts.",
    )


class MalformedJson(GatewayError):
    """The body is not strict JSON; the place is counted from line 1 and column 1."""

    code = "malformed_json"
    text = Text(
        "Тело запроса не разобрать как JSON: строка {line}, столбец {column}. {reason}",
        "The body is not JSON: line {line}, column {column}. {reason}",
    )

    def __init__(self, reason: Text, *, line: int = 1, column: int = 1) -> None:
        super().__init__(line=line, column=column, reason=reason)


class BadHeader(GatewayError):
    code = "bad_header"
    text = Text("Заголовок {name} не подходит: {rule}", "The header {name} does not fit: {rule}")

    def __init__(self, name: str, rule: Text) -> None:
        super().__init__(name=name, rule=rule)


class Place(StrEnum):
    """Which part of a request is to blame."""

    BODY = "body"
    QUERY = "query"


class InvalidRequest(GatewayError):
    """Fields of the request do not fit; each finding's ``pointer`` names a field, or a parameter of the query."""

    code = "invalid_request"
    text = Text(
        "Запрос не принят: {errors}. Исправьте перечисленное и повторите.",
        "The request was not accepted: {errors}. Mend what is listed and repeat.",
    )

    def __init__(self, findings: tuple[Finding, ...], *, place: Place = Place.BODY) -> None:
        super().__init__(errors=errors(len(findings)))
        self.findings = findings
        self.place = place


class TooManyFailures(GatewayError):
    """Too many wrong keys from one address; ``retry_after`` is in whole seconds."""

    code = "too_many_failures"
    text = Text(
        "Слишком много запросов с неверным ключом. Повторите через {retry_after} с.",
        "Too many requests with a wrong key. Try again in {retry_after} s.",
    )

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class BadRequest(GatewayError):
    """Anything else HTTP itself finds wrong with a request."""

    code = "bad_request"
    text = Text("Запрос составлен неверно: {reason}", "The request is malformed: {reason}")


class SigningTrouble(GatewayError):
    """Keys or trusted certificates of the installation cannot be used."""

    code = "signing_unavailable"
    text = Text("{ru}", "{en}")


class NotReady(GatewayError):
    code = "not_ready"
    text = Text(
        "Шлюз пока не готов: база данных не отвечает или не обновлена.",
        "The gateway is not ready: the database does not answer or has not been migrated.",
    )


class Unexpected(GatewayError):
    """A defect of ours. What happened is in the log under the request's id, never in the answer."""

    code = "internal_error"
    text = Text(
        "Внутренняя ошибка. Сообщите администратору номер запроса {request_id}: по нему найдут запись в журнале.",
        "Internal error. Tell the administrator the request id {request_id}: the log has an entry under it.",
    )


_S = HTTPStatus
STATUSES: dict[str, HTTPStatus] = {
    GatewayError.code: _S.INTERNAL_SERVER_ERROR,
    # the request itself
    "bad_request": _S.BAD_REQUEST,
    "bad_header": _S.BAD_REQUEST,
    "malformed_json": _S.BAD_REQUEST,
    "invalid_request": _S.UNPROCESSABLE_ENTITY,
    "route_not_found": _S.NOT_FOUND,
    "method_not_allowed": _S.METHOD_NOT_ALLOWED,
    "not_acceptable": _S.NOT_ACCEPTABLE,
    "unsupported_media_type": _S.UNSUPPORTED_MEDIA_TYPE,
    "body_too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    # who asks
    "not_signed_in": _S.UNAUTHORIZED,
    "too_many_failures": _S.TOO_MANY_REQUESTS,
    "too_many_attempts": _S.TOO_MANY_REQUESTS,
    "stale_form": _S.FORBIDDEN,
    "no_organization": _S.FORBIDDEN,
    "wrong_password": _S.FORBIDDEN,
    "wrong_code": _S.FORBIDDEN,
    "wrong_passkey": _S.FORBIDDEN,
    "confirmation_not_enough": _S.FORBIDDEN,
    "one_time_codes_off": _S.CONFLICT,
    "one_time_codes_on": _S.CONFLICT,
    "enrolment_spent": _S.CONFLICT,
    "forbidden": _S.FORBIDDEN,
    # what is asked for
    "not_found": _S.NOT_FOUND,
    "invalid_document": _S.UNPROCESSABLE_ENTITY,
    "foreign_seller": _S.UNPROCESSABLE_ENTITY,
    "foreign_participant": _S.UNPROCESSABLE_ENTITY,
    "unknown_counterparty": _S.UNPROCESSABLE_ENTITY,
    "free_form": _S.UNPROCESSABLE_ENTITY,
    "free_form_empty": _S.UNPROCESSABLE_ENTITY,
    "free_form_too_large": _S.REQUEST_ENTITY_TOO_LARGE,
    "free_form_name": _S.UNPROCESSABLE_ENTITY,
    "free_form_program": _S.UNPROCESSABLE_ENTITY,
    "free_form_page": _S.UNPROCESSABLE_ENTITY,
    "free_form_formalised": _S.UNPROCESSABLE_ENTITY,
    "idempotency_key_reused": _S.UNPROCESSABLE_ENTITY,
    "document_type_not_carried": _S.UNPROCESSABLE_ENTITY,
    "not_a_power": _S.UNPROCESSABLE_ENTITY,
    "power_signature_bad": _S.UNPROCESSABLE_ENTITY,
    "no_reason": _S.UNPROCESSABLE_ENTITY,
    "comment_required": _S.UNPROCESSABLE_ENTITY,
    # where the document stands
    "transition_not_allowed": _S.CONFLICT,
    "decision_out_of_turn": _S.CONFLICT,
    "nothing_to_decide": _S.CONFLICT,
    "already_signed": _S.CONFLICT,
    "already_signed_jointly": _S.CONFLICT,
    "signature_not_required": _S.CONFLICT,
    "no_signing_key": _S.CONFLICT,
    "key_in_browser": _S.CONFLICT,
    "challenge_spent": _S.CONFLICT,
    "signature_failed": _S.CONFLICT,
    "signature_refused": _S.UNPROCESSABLE_ENTITY,
    "signature_of_other_bytes": _S.UNPROCESSABLE_ENTITY,
    "signature_of_other_signer": _S.UNPROCESSABLE_ENTITY,
    "signature_untimely": _S.UNPROCESSABLE_ENTITY,
    "signature_of_other_level": _S.UNPROCESSABLE_ENTITY,
    "certificate_of_another": _S.CONFLICT,
    "not_authorised_to_sign": _S.CONFLICT,
    "power_differs": _S.CONFLICT,
    "concurrent_change": _S.CONFLICT,
    "already_exists": _S.CONFLICT,
    "counterparty_differs": _S.CONFLICT,
    # those we depend on
    "operator_error": _S.BAD_GATEWAY,
    "operator_not_authorized": _S.BAD_GATEWAY,
    "operator_subscription_ended": _S.BAD_GATEWAY,
    "operator_refused": _S.BAD_GATEWAY,
    "operator_refused_kind": _S.BAD_GATEWAY,
    "operator_refused_file_too_large": _S.BAD_GATEWAY,
    "operator_not_found": _S.BAD_GATEWAY,
    "operator_quota": _S.SERVICE_UNAVAILABLE,
    "operator_in_progress": _S.SERVICE_UNAVAILABLE,
    "operator_unavailable": _S.SERVICE_UNAVAILABLE,
    "operator_unknown_outcome": _S.GATEWAY_TIMEOUT,
    "storage_unavailable": _S.SERVICE_UNAVAILABLE,
    "schema_refused": _S.UNPROCESSABLE_ENTITY,
    "schema_pin_broken": _S.SERVICE_UNAVAILABLE,
    "unsupported_database": _S.INTERNAL_SERVER_ERROR,
    "signing_unavailable": _S.SERVICE_UNAVAILABLE,
    "not_comparable": _S.UNPROCESSABLE_ENTITY,
    "nothing_to_compare": _S.CONFLICT,
    "not_printable": _S.SERVICE_UNAVAILABLE,
    "not_ready": _S.SERVICE_UNAVAILABLE,
    "internal_error": _S.INTERNAL_SERVER_ERROR,
}


def status_of(error: GatewayError) -> int:
    """The HTTP status of an error. A thing named by a field of the body and not found is the body's fault."""
    if error.code == "not_found" and error.pointer:
        return STATUSES["invalid_request"].value
    return STATUSES.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR).value


def understood(error: Exception, *, request_id: str) -> GatewayError:
    """Any exception in our own words; what is not foreseen becomes :class:`Unexpected` and tells nothing."""
    if isinstance(error, GatewayError):
        return error
    if isinstance(error, SigningError):
        return SigningTrouble(ru=error.ru, en=error.en)
    if isinstance(error, HTTPException) and (error.code or 500) < 500:
        return _of_http(error)
    return Unexpected(request_id=request_id)


def _of_http(error: HTTPException) -> GatewayError:
    if error.code == HTTPStatus.NOT_FOUND:
        return RouteNotFound()
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodNotAllowed(allowed=tuple(sorted(getattr(error, "valid_methods", None) or ())))
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return BodyTooLarge(limit=LARGEST_BODY // 2**20)
    return BadRequest(reason=error.name)


LARGEST_BODY = 20 * 2**20
"""Bytes. A transfer document of ten thousand lines takes about three."""
