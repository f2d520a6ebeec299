"""Control digits of ИНН, ОГРНИП and bank accounts: they catch one mistyped digit, or two that changed places."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from stdnum.ru import inn as inn_numbers
from stdnum.ru import ogrn as ogrn_numbers

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import select
from edo_gateway.formats.validation.sentences import finding, shortened

# Lines of the table carry an ИНН only in the papers that accompany goods, so the table is not searched whole.
_HEAD = "/Файл/Документ/*[not(self::ТаблСчФакт)]/descendant-or-self::*"
_PAPERS = "/Файл/Документ/ТаблСчФакт/СведТов/ДопСведТов/СопрДокТов/РеквИдРекСост/*"
_INN_ATTRIBUTES = ("ИННЮЛ", "ИННФЛ", "ИННЮЛПер", "ИННФЛПер", "ИННОргПрин", "ИННФЛПрин")
_INN_ELEMENTS = ("ИННЮЛ", "ИННФЛ")
_BEARERS = etree.XPath(
    f"{_HEAD}[self::ИННЮЛ or self::ИННФЛ or {' or '.join(f'@{name}' for name in _INN_ATTRIBUTES)}]"
    f" | {_PAPERS}[self::ИННЮЛ or self::ИННФЛ]"
)
_REGISTERED = etree.XPath(f"{_HEAD}[@ОГРНИП]")
_BANKS = etree.XPath(f"{_HEAD}[self::БанкРекв][СвБанк/@БИК]")
_ACCOUNT_WEIGHTS = (7, 1, 3) * 8
_TREASURY = "03"  # treasury accounts have a key of their own


def check(root: etree._Element, places: Places) -> list[Finding]:
    """Findings on every identifier of the file."""
    return [*_inns(root, places), *_ogrnips(root, places), *_accounts(root, places)]


def is_inn(value: str) -> bool:
    """Ten or twelve digits with right control digits and a region: ИНН of region 00 are never issued."""
    return bool(inn_numbers.is_valid(value)) and not value.startswith("00") and value.isascii() and value.isdigit()


def fits_bik(account: str, bik: str) -> bool:
    """Whether the control digit of a twenty-digit account fits the bank (Bank of Russia, order no. 515).

    An account opened by the Bank of Russia itself, correspondent accounts among them, is keyed by its branch.
    """
    is_central = account.startswith("301") or bik[6:] in ("000", "001", "002")
    key = (f"0{bik[4:6]}" if is_central else bik[6:]) + account
    return sum(int(digit) * weight for digit, weight in zip(key, _ACCOUNT_WEIGHTS, strict=False)) % 10 == 0


def _inns(root: etree._Element, places: Places) -> Iterator[Finding]:
    for element in select(_BEARERS, root):
        written = [(f"@{name}", element.get(name, "")) for name in _INN_ATTRIBUTES if name in element.attrib]
        if element.tag in _INN_ELEMENTS:
            written.append(("", element.text or ""))
        for field, value in written:
            if not is_inn(value):
                yield _wrong("arithmetic.inn_control_digit", element, field, value, places)


def _ogrnips(root: etree._Element, places: Places) -> Iterator[Finding]:
    for element in select(_REGISTERED, root):
        value = element.get("ОГРНИП", "")
        if not ogrn_numbers.is_valid(value):
            yield _wrong("arithmetic.ogrnip_control_digit", element, "@ОГРНИП", value, places)


def _accounts(root: etree._Element, places: Places) -> Iterator[Finding]:
    for element in select(_BANKS, root):
        bank = next(element.iterchildren("СвБанк"))
        bik = bank.get("БИК", "")
        for owner, name in ((element, "НомерСчета"), (bank, "КорСчет")):
            account = owner.get(name, "")
            is_checkable = _is_number(account, 20) and _is_number(bik, 9) and not account.startswith(_TREASURY)
            if is_checkable and not fits_bik(account, bik):
                yield _wrong("arithmetic.bank_account", owner, f"@{name}", account, places, bik=bik)


def _is_number(value: str, digits: int) -> bool:
    return len(value) == digits and value.isascii() and value.isdigit()


def _wrong(rule: str, element: etree._Element, field: str, value: str, places: Places, **facts: object) -> Finding:
    path = places.path(element, field)
    return finding(rule, path=path, line=places.line(element), value=shortened(value), **facts)
