"""An operation of the API, declared once: from the declaration come the route, the checks and the OpenAPI text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from flask import Response
from pydantic import BaseModel

from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import Actor
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who calls an operation, and in which language the answer is expected."""

    docflow: Docflow
    caller: Actor | None
    language: Language

    @property
    def actor(self) -> Actor:
        """The caller of an operation that takes a key; the router lets nobody else through."""
        if self.caller is None:
            raise LookupError("an open operation has no actor")
        return self.caller


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBody:
    """A body whose bytes matter: ``file_name`` comes from Content-Disposition and may be empty."""

    content: bytes
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer other than a plain 200."""

    body: BaseModel
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One documented outcome: a model for JSON, or a media type for anything else."""

    text: Text
    model: type[BaseModel] | None = None
    media_types: tuple[str, ...] = ("application/json",)


View = Callable[..., BaseModel | Reply | Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``body`` is a model for JSON checked here, or :class:`RawBody` for one of the media types of ``consumes``.

    ``body_schemas`` names, by media type, the component that describes a raw body; ``models`` are those of them made
    from models. ``headers`` are request headers
    by name with what they mean. ``problems`` are the errors this operation can meet besides those common to all.
    """

    method: str
    path: str
    view: View
    summary: Text
    about: Text
    section: Text
    answers: Mapping[int, Answer]
    problems: tuple[type[GatewayError], ...] = ()
    consumes: tuple[str, ...] = ("application/json",)
    body_schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    models: tuple[type[BaseModel], ...] = ()
    example: Any = None
    headers: Mapping[str, Text] = field(default_factory=dict)
    is_open: bool = False

    @property
    def id(self) -> str:
        return self.view.__name__

    @property
    def query(self) -> type[BaseModel] | None:
        """The model of the query parameters: the view's annotation; None when it takes none."""
        found: type[BaseModel] | None = get_type_hints(self.view).get("query")
        return found

    @property
    def body(self) -> type[BaseModel] | type[RawBody] | None:
        """The model of the body, or :class:`RawBody`: the view's annotation."""
        found: type[BaseModel] | type[RawBody] | None = get_type_hints(self.view).get("body")
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the API: views are added to it by its decorators."""

    title: Text
    operations: list[Operation] = field(default_factory=list)

    def get(self, path: str, **declared: Any) -> Callable[[View], View]:
        return self._add("GET", path, declared)

    def post(self, path: str, **declared: Any) -> Callable[[View], View]:
        return self._add("POST", path, declared)

    def _add(self, method: str, path: str, declared: dict[str, Any]) -> Callable[[View], View]:
        def added(view: View) -> View:
            self.operations.append(Operation(method=method, path=path, view=view, section=self.title, **declared))
            return view

        return added
