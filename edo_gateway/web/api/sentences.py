"""What is wrong with a field of a request, as a sentence; the type of the flaw is pydantic's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edo_gateway.domain.text import Text

_SENTENCES: dict[str, Text] = {
    "missing": Text("Поле обязательно, а его нет.", "The field is required and is missing."),
    "extra_forbidden": Text(
        "Такого поля нет. Исправьте название или уберите поле.", "There is no such field. Mend its name or remove it."
    ),
    "string_type": Text("Здесь нужна строка в кавычках.", "A string in quotes is needed here."),
    "string_too_short": Text(
        "Слишком коротко: нужно не меньше {min_length} знаков.", "Too short: at least {min_length} characters."
    ),
    "string_too_long": Text(
        "Слишком длинно: можно не больше {max_length} знаков.", "Too long: at most {max_length} characters."
    ),
    "string_pattern_mismatch": Text(
        "Значение не подходит под образец {pattern}.", "The value does not match the pattern {pattern}."
    ),
    "enum": Text("Допустимо только: {expected}.", "Only these are allowed: {expected}."),
    "literal_error": Text("Допустимо только: {expected}.", "Only these are allowed: {expected}."),
    "int_type": Text("Здесь нужно целое число.", "A whole number is needed here."),
    "int_parsing": Text("Здесь нужно целое число.", "A whole number is needed here."),
    "int_parsing_size": Text("Число слишком большое.", "The number is too large."),
    "greater_than_equal": Text("Нужно не меньше {ge}.", "It must be at least {ge}."),
    "less_than_equal": Text("Нужно не больше {le}.", "It must be at most {le}."),
    "bool_type": Text("Здесь нужно true или false.", "It must be true or false."),
    "bool_parsing": Text("Здесь нужно true или false.", "It must be true or false."),
    "dict_type": Text("Здесь нужен объект JSON.", "A JSON object is needed here."),
    "model_type": Text("Здесь нужен объект JSON.", "A JSON object is needed here."),
    "model_attributes_type": Text("Здесь нужен объект JSON.", "A JSON object is needed here."),
    "list_type": Text("Здесь нужен список JSON.", "A JSON array is needed here."),
    "tuple_type": Text("Здесь нужен список JSON.", "A JSON array is needed here."),
    "uuid_type": Text("Здесь нужен идентификатор UUID.", "A UUID is needed here."),
    "uuid_parsing": Text("Здесь нужен идентификатор UUID.", "A UUID is needed here."),
    "date_from": Text("Дата записывается как ГГГГ-ММ-ДД.", "A date is written YYYY-MM-DD."),
    "moment": Text(
        "Время записывается с поясом, как 2026-11-21T10:15:00Z.",
        "A time is written with its zone: 2026-11-21T10:15:00Z.",
    ),
    "control_characters": Text("Управляющие знаки не подходят.", "Control characters are not allowed."),
    "strange_character": Text(
        "В строке есть знак, которого не бывает в документах: нулевой или половина суррогатной пары.",
        "The string holds a character no document can hold: a NUL or half of a surrogate pair.",
    ),
    "cursor": Text(
        "Курсор не наш. Возьмите next_cursor из прошлого ответа.", "The cursor is not ours. Take next_cursor as given."
    ),
}


_REASONS: dict[str, Text] = {
    "encoding": Text("Кодировка должна быть UTF-8.", "The encoding must be UTF-8."),
    "depth": Text("Вложенность слишком глубока.", "Nesting is too deep."),
    "pieces": Text("Слишком много значений в одном запросе.", "There are too many values in one request."),
    "number": Text("Число слишком длинное.", "A number is too long."),
    "constant": Text("Значения {name} в JSON нет.", "{name} is not a JSON value."),
    "twice": Text("Имя «{name}» стоит в одном объекте дважды.", "The name “{name}” stands twice in one object."),
    # The messages of the standard library's parser.
    "Expecting value": Text("Здесь ожидалось значение.", "A value is expected here."),
    "Expecting property name enclosed in double quotes": Text(
        "Здесь ожидалось имя поля в двойных кавычках.", "The name of a field in double quotes is expected here."
    ),
    "Expecting ':' delimiter": Text("Здесь ожидалось двоеточие.", "A colon is expected here."),
    "Expecting ',' delimiter": Text("Здесь ожидалась запятая или конец.", "A comma or the end is expected here."),
    "Illegal trailing comma before end of object": Text("Запятая лишняя.", "The comma is one too many."),
    "Illegal trailing comma before end of array": Text("Запятая лишняя.", "The comma is one too many."),
    "Extra data": Text("После конца JSON есть что-то ещё.", "Something follows the end of the JSON."),
    "Unterminated string starting at": Text("Строка не закрыта кавычкой.", "The string is not closed."),
    "Invalid control character at": Text(
        "В строке управляющий знак; запишите его через \\u.", "A control character in a string; write it with \\u."
    ),
    "Invalid \\escape": Text("Такой последовательности после «\\» нет.", "There is no such escape sequence."),
    "Invalid \\uXXXX escape": Text("После \\u нужны четыре цифры.", "Four digits must follow \\u."),
}


def reason_of(message: str) -> Text:
    """Why bytes are not JSON: a word of ours, or the message of the parser."""
    known = _REASONS.get(message.removesuffix(": "))
    return known or Text(f"{message}.", f"{message}.")


def sentence_of(type: str, facts: Mapping[str, Any], otherwise: str) -> Text:
    """The sentence for a flaw; an unusual one is told in the validator's own English."""
    known = _SENTENCES.get(type)
    if known is None:
        return Text(f"Значение не подходит: {otherwise}", f"The value does not fit: {otherwise}")
    return known.filled(**facts)
