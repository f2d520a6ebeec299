"""«Форматы»: the catalogue as a table people read, and the rules of each format one click away."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from edo_gateway.docflow.rights import require
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Layer, Severity
from edo_gateway.formats import register
from edo_gateway.web.pages.log import READERS
from edo_gateway.web.pages.visitor import steps, visitor
from edo_gateway.web.pages.words import Chip, Tone

_STATES = {
    register.FormatState.WRITTEN: ("Составляются", "В этих форматах шлюз составляет и проверяет новые документы."),
    register.FormatState.READ: (
        "Только читаются",
        "Прежние документы шлюз проверяет и показывает, новых в них не составляет.",
    ),
    register.FormatState.NAMED: (
        "Известны по имени",
        "Схемы этих форматов нет. Добавьте схему налоговой службы командой edo-gateway formats add.",
    ),
}
_LAYERS = {
    Layer.REQUEST: "Запрос",
    Layer.ENCODING: "Файл и кодировка",
    Layer.SCHEMA: "Схема формата",
    Layer.RULES: "Правила приказа",
    Layer.VALUES: "Значения полей",
    Layer.ARITHMETIC: "Суммы",
    Layer.LINKS: "Имя файла и связи",
}
_SEVERITIES = {
    Severity.ERROR: Chip("ошибка", Tone.DANGER),
    Severity.WARNING: Chip("предупреждение", Tone.WARNING),
    Severity.HINT: Chip("подсказка", Tone.INFO),
}


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/formats", "formats", show)
    pages.add_url_rule("/formats/common", "common_rules", show_common)
    pages.add_url_rule("/formats/<prefix>/<version>", "format", show_one)


def show() -> str:
    _may_read()
    listed = register.entries(steps().prepare.catalogue)
    shelves = [(*told, [entry for entry in listed if entry.state is state]) for state, told in _STATES.items()]
    return render_template("formats.html", shelves=[shelf for shelf in shelves if shelf[2]], note=register.note())


def show_one(prefix: str, version: str) -> str:
    _may_read()
    entry = register.entry_of(steps().prepare.catalogue, prefix, version, _day(request.args.get("since", "")))
    if entry is None:
        raise NotFound(what=f"формат {prefix} {version}")
    rules = register.rules_told(entry.format)
    return render_template("format.html", entry=entry, rules=rules, severities=_SEVERITIES)


def show_common() -> str:
    _may_read()
    layers = [(_LAYERS[layer], rules) for layer, rules in register.general_rules()]
    return render_template("format_common.html", layers=layers, severities=_SEVERITIES)


def _may_read() -> None:
    require(visitor().actor, *READERS, action=Text("читать каталог форматов", "read the catalogue of formats"))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
