"""The API as its methods are called: authorised, in JSON, with our errors."""

from __future__ import annotations

import json
from typing import TypeAlias

from edo_gateway.domain.clock import Clock
from edo_gateway.operators.diadoc.answers import Answer, failure, lost
from edo_gateway.operators.diadoc.login import Login
from edo_gateway.operators.diadoc.transport import Call, Transport

Json: TypeAlias = dict[str, object]
"""A JSON object as it was parsed; nothing is known of its members."""


class DiadocApi:
    """Calls by path and query. Everything raised is an ``OperatorError``."""

    def __init__(self, transport: Transport, login: Login, clock: Clock) -> None:
        self._transport = transport
        self._login = login
        self._clock = clock

    def read(self, path: str, **query: str) -> Json:
        """A reading that gives a JSON object. Empty members of the query are left out."""
        call = Call(method="GET", path=path, acts=False, query=_filled(query))
        return _object(self.answer(call), acts=False)

    def read_bytes(self, path: str, **query: str) -> bytes:
        call = Call(method="GET", path=path, acts=False, query=_filled(query), accept="*/*")
        return self.answer(call).body

    def act(self, path: str, body: Json, *, operation_id: str) -> Json:
        """A call that changes something: repeated with one ``operation_id`` it gives the first result again."""
        call = Call(
            method="POST",
            path=path,
            acts=True,
            query={"operationId": operation_id},
            body=json.dumps(body, ensure_ascii=False).encode(),
            content_type="application/json; charset=utf-8",
        )
        return _object(self.answer(call), acts=True)

    def store(self, path: str, content: bytes, **query: str) -> str:
        """Raw bytes up, text down: the shelf. It changes no document, so a failure is safe to repeat."""
        call = Call(
            method="POST",
            path=path,
            acts=False,
            query=_filled(query),
            body=content,
            content_type="application/octet-stream",
            accept="*/*",
        )
        return self.answer(call).body.decode(errors="replace").strip()

    def ask(self, path: str, content: bytes, **query: str) -> Json:
        """A question about raw bytes, answered by a JSON object; it changes nothing."""
        call = Call(
            method="POST",
            path=path,
            acts=False,
            query=_filled(query),
            body=content,
            content_type="application/octet-stream",
        )
        return _object(self.answer(call), acts=False)

    def answer(self, call: Call) -> Answer:
        """A successful answer; a refused token is renewed once."""
        header = self._login.header()
        answer = self._transport.send(call, header)
        if answer.status == 401:
            answer = self._transport.send(call, self._login.renew(header))
        if error := failure(answer, acts=call.acts, now=self._clock()):
            raise error
        return answer


def _filled(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}


def _object(answer: Answer, *, acts: bool) -> Json:
    try:
        parsed = json.loads(answer.body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise lost(acts=acts, reason="HTTP 200, but not the JSON that was asked for.", trace=answer.trace)
    return parsed
