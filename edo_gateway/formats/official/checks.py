"""The checks embedded in an official schema (ISO Schematron in xs:appinfo), as one XPath a check that selects its
violators.

Two extension functions occur in the schemas of the tax service. ``getFileName()`` becomes the variable ``$file``;
``iif(c, a, b)``, asked only where yes or no is wanted, becomes ``(c and a) or (not(c) and b)``: so a thousand lines
cost one pass in C and not a call into Python a line. Whatever else a check might be written with is refused when the
schema is added, for a check left out would be a wrong verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from edo_gateway.formats.official.refusals import refused

_FILE = "$file"  # the XPath variable that holds the name of the file without its extension

_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_EXTENSIONS = "http://www.unisoftware.ru/schematron-extensions"
_USCH = f"{{{_EXTENSIONS}}}"
_KNOWN = {
    f"{_SCH}pattern": (f"{_SCH}rule",),
    f"{_SCH}rule": (f"{_SCH}assert",),
    f"{_SCH}assert": (f"{_USCH}error",),
    f"{_USCH}error": (f"{_USCH}value-of",),
    f"{_USCH}value-of": (),
}
_FUNCTIONS = frozenset(
    [
        *("boolean", "not", "true", "false", "count", "sum", "number", "floor", "ceiling", "round"),
        *("string", "string-length", "normalize-space", "translate", "concat", "contains", "starts-with"),
        *("substring", "substring-after", "substring-before", "name", "local-name"),
    ]
)
_NODE_TESTS = frozenset(("text", "node", "comment"))
_OPERATORS = frozenset(("and", "or", "div", "mod"))
_LITERAL_OR_CALL = re.compile(r"""'[^']*'|"[^"]*"|([\w.\-]+(?::[\w.\-]+)?)\s*\(""")
_CONTEXT = re.compile(r"(/{0,2}[\w.\-]+(:[\w.\-]+)?)+(\[[^\[\]]*\])?")
_DEEPEST = 20  # iif in iif


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: XPath 1.0 in the prefixes of ``spaces``.

    ``violators`` selects the elements that break it; ``said`` is the sentence in pieces, text and expressions by turns;
    ``field``, relative to a violator, is what to mend; ``asks_name`` tells a check of the name of the file.
    """

    number: int
    name: str
    code: str
    violators: str
    said: tuple[str, ...]
    field: str
    asks_name: bool
    spaces: tuple[tuple[str, str], ...]


def checks_of(root: etree._Element) -> tuple[Check, ...]:
    """Every check in the order of the schema, numbered from one. Raises ``SchemaRefused`` for one not understood."""
    _check_constructs(root)
    asserts = [node for rule in root.iter(f"{_SCH}rule") for node in rule.iterchildren(f"{_SCH}assert")]
    return tuple(_check(number, node) for number, node in enumerate(asserts, start=1))


def _check_constructs(root: etree._Element) -> None:
    """Only the constructs known, each in its place: one rule a pattern, for only the first that fits would count."""
    for node in root.iter(f"{_SCH}*", f"{_USCH}*"):
        parent = node.getparent()
        above = str(parent.tag) if parent is not None else ""
        is_placed = node.tag == f"{_SCH}pattern" or node.tag in _KNOWN.get(above, ())
        if node.tag not in _KNOWN or not is_placed:
            raise refused("rule_unknown", line=node.sourceline, name=_local(node))
        if node.tag == f"{_SCH}pattern" and len(node.findall(f"{_SCH}rule")) > 1:
            raise refused("rule_unknown", line=node.sourceline, name="several rules in one pattern")


def _check(number: int, node: etree._Element) -> Check:
    rule = node.getparent()
    pattern = rule.getparent() if rule is not None else None
    error = node.find(f"{_USCH}error")
    spaces = {
        **(node if error is None else error).nsmap,
        **node.nsmap,
    }  # some declare a prefix only where it is last used
    context = in_one_line(rule.get("context", "")) if rule is not None else ""
    test = in_one_line(node.get("test", ""))
    if not _CONTEXT.fullmatch(context):
        raise refused("rule_unknown", line=node.sourceline, name=f'context="{context[:80]}"')
    written = _Writing(node, spaces)
    start = context if context.startswith("/") else f"//{context}"
    made = Check(
        number=number,
        name=in_one_line(pattern.get("name", "")) if pattern is not None else "",
        code="" if error is None else error.get("code", ""),
        violators=f"{written.plain(start)}[not({written.truth(test)})]",
        said=tuple(_said(error, written)) if error is not None else (),
        field="" if error is None else _field(error.get("path", "")),
        asks_name="getFileName" in test,
        spaces=tuple((prefix, uri) for prefix, uri in spaces.items() if prefix),
    )
    _compile(made, node)
    return made


def in_one_line(text: str) -> str:
    """The text with any run of white space as one space."""
    return " ".join(text.split())


def _said(error: etree._Element, written: _Writing) -> Iterator[str]:
    """Text and expressions by turns, beginning with text."""
    yield error.text or ""
    for value in error:
        yield f"string({written.plain(value.get('select', ''))})"
        yield value.tail or ""


def _field(path: str) -> str:
    """A plain relative path; anything cleverer points at the element itself."""
    return path if re.fullmatch(r"@?[\w.\-]+(/@?[\w.\-]+)*", path) else ""


def _compile(check: Check, node: etree._Element) -> None:
    try:
        for expression in (check.violators, *check.said[1::2]):
            etree.XPath(expression, namespaces=dict(check.spaces))
    except etree.XPathError:
        raise refused("rule_unreadable", line=node.sourceline, test=in_one_line(node.get("test", ""))[:200]) from None


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


class _Writing:
    """Rewrites the expressions of one check into XPath 1.0 without extensions."""

    def __init__(self, node: etree._Element, spaces: dict[str | None, str]) -> None:
        self._node = node
        self._prefixes = tuple(prefix for prefix, uri in spaces.items() if uri == _EXTENSIONS)

    def truth(self, expression: str, depth: int = 0) -> str:
        """An expression asked for yes or no."""
        text = expression.strip()
        while text.startswith("(") and _closing(text, 0) == len(text) - 1:
            text = text[1:-1].strip()
        arguments = self._iif(text)
        if arguments is None:
            return self.plain(text)
        if len(arguments) != 3 or depth > _DEEPEST:
            raise self._unknown("iif")
        condition, yes, no = (self.truth(argument, depth + 1) for argument in arguments)
        return f"((({condition}) and ({yes})) or (not({condition}) and ({no})))"

    def plain(self, expression: str) -> str:
        """An expression with no function but those of XPath 1.0 and the name of the file."""
        pieces, end = [], 0
        for match in _LITERAL_OR_CALL.finditer(expression):
            name = match[1]
            if name is None or name in _FUNCTIONS | _NODE_TESTS | _OPERATORS:
                continue
            closing = _closing(expression, match.end() - 1)
            if not self._is_extension(name, "getFileName") or expression[match.end() : closing].strip():
                raise self._unknown(f"{name}()")
            pieces += [expression[end : match.start()], _FILE]
            end = closing + 1
        return "".join((*pieces, expression[end:]))

    def _iif(self, text: str) -> list[str] | None:
        """The arguments when the whole text is one ``iif(…)``."""
        match = _LITERAL_OR_CALL.match(text)
        if match is None or match[1] is None or not self._is_extension(match[1], "iif"):
            return None
        return _arguments(text[match.end() : -1]) if _closing(text, match.end() - 1) == len(text) - 1 else None

    def _is_extension(self, name: str, function: str) -> bool:
        prefix, _, local = name.rpartition(":")
        return prefix in self._prefixes and local == function

    def _unknown(self, name: str) -> Exception:
        return refused("rule_unknown", line=self._node.sourceline, name=name)


def _closing(text: str, opening: int) -> int:
    """Where the bracket opened there is closed; -1 if nowhere."""
    depth = 0
    for at, character in _outside_literals(text):
        if at < opening:
            continue
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at
    return -1


def _arguments(text: str) -> list[str]:
    """The arguments of a call, apart at the commas of the outermost level."""
    found, start, depth = [], 0, 0
    for at, character in _outside_literals(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            found.append(text[start:at])
            start = at + 1
    return [*found, text[start:]]


def _outside_literals(text: str) -> Iterator[tuple[int, str]]:
    quote = ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            yield at, character
