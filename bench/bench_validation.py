"""What validation costs beside the parser and the grammar in it; every ratio is of figures measured in this one run.

    python bench/bench_validation.py [ROUNDS]

The limit is bare lxml: parse the bytes and validate them by the same compiled schema. CPU time of the process; the
variants take turns in every round, and the median counts.
"""

import statistics
import sys
import time
from collections.abc import Callable
from uuid import UUID

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import Format, format_of
from edo_gateway.formats.validation import Limits, arithmetic, encoding, links, rules, schema, validate
from edo_gateway.formats.validation.places import Places

SIZES = (10, 100, 1000, 10_000)
LIMIT = "limit: lxml parse + schema"
NAME = f"ON_NSCHFDOPPR_2YY-7800000027_2XX-7700000016_20261116_{UUID(int=7)}_0_0_0_0_0_00"
HEAD = f"""<?xml version="1.0" encoding="windows-1251"?>
<Файл ИдФайл="{NAME}" ВерсФорм="5.03" ВерсПрог="bench"><Документ КНД="1115131" Функция="СЧФДОП" НаимДокОпр="УПД"
 ДатаИнфПр="16.11.2026" ВремИнфПр="10.15.30"><СвСчФакт НомерДок="1" ДатаДок="16.11.2026">
<СвПрод><ИдСв><СвЮЛУч НаимОрг="ООО «Ромашка»" ИННЮЛ="7700000016" КПП="770001001"/></ИдСв>
<Адрес><АдрИнф КодСтр="643" НаимСтран="Россия" АдрТекст="Москва"/></Адрес></СвПрод><ГрузОт><ОнЖе>он же</ОнЖе></ГрузОт>
<СвПокуп><ИдСв><СвЮЛУч НаимОрг="АО «Василёк»" ИННЮЛ="7800000027" КПП="780001001"/></ИдСв>
<Адрес><АдрИнф КодСтр="643" НаимСтран="Россия" АдрТекст="Петербург"/></Адрес></СвПокуп>
<ДенИзм КодОКВ="643" НаимОКВ="Российский рубль"/></СвСчФакт><ТаблСчФакт>"""
LINE = """<СведТов НомСтр="{0}" НаимТов="Бумага офисная А4, 80 г/м², 500 листов" ОКЕИ_Тов="796" НаимЕдИзм="шт"
 КолТов="10" ЦенаТов="350.00" СтТовБезНДС="3500.00" НалСт="22%" СтТовУчНал="4270.00"><ДопСведТов ПрТовРаб="1"
 КодТов="00-{0}"/><Акциз><БезАкциз>без акциза</БезАкциз></Акциз><СумНал><СумНал>770.00</СумНал></СумНал></СведТов>"""
TAIL = """<ВсегоОпл СтТовБезНДСВсего="{0}.00" СтТовУчНалВсего="{1}.00"><СумНалВсего>
<СумНал>{2}.00</СумНал></СумНалВсего></ВсегоОпл></ТаблСчФакт>
<СвПродПер><СвПер СодОпер="Товары переданы" ДатаПер="16.11.2026"><БезДокОснПер>1</БезДокОснПер>
</СвПер></СвПродПер><Подписант СпосПодтПолном="1"><ФИО Фамилия="Иванов" Имя="Иван"/></Подписант></Документ></Файл>"""


def title(lines: int) -> ExchangeFile:
    body = "".join(LINE.format(number) for number in range(1, lines + 1)).replace("м²", "м2")
    text = HEAD + body + TAIL.format(3500 * lines, 4270 * lines, 770 * lines)
    return ExchangeFile(f"{NAME}.xml", text.encode("cp1251"))


def variants(file: ExchangeFile, format_: Format) -> dict[str, Callable[[], object]]:
    content, limits = file.content, Limits()
    grammar = etree.XMLSchema(etree.parse(str(format_.schema_path)))
    root = encoding.read(content, limits).root
    assert root is not None
    places = Places(root, content)
    assert validate(file).findings == ()
    return {
        LIMIT: lambda: grammar.validate(etree.fromstring(content)),
        "all layers": lambda: validate(file),
        "  encoding": lambda: encoding.read(content, limits),
        "  schema": lambda: schema.check(root, content, format_.schema_path, places),
        "  rules": lambda: rules.check(root, format_, places),
        "  arithmetic": lambda: arithmetic.check(root, format_, places),
        "  links": lambda: links.check(root, format_, file.name),
    }


def measure(operation: Callable[[], object], seconds: float = 0.05) -> float:
    """CPU seconds of one call, averaged over about ``seconds``."""
    calls, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        operation()
        calls += 1
    return (time.process_time() - start) / calls


def main(rounds: int) -> None:
    format_ = format_of("ON_NSCHFDOPPR", "5.03")
    assert format_ is not None
    for lines in SIZES:
        file = title(lines)
        operations = variants(file, format_)
        taken: dict[str, list[float]] = {name: [] for name in operations}
        for _ in range(rounds):
            for name, operation in operations.items():
                taken[name].append(measure(operation))
        limit = statistics.median(taken[LIMIT])
        print(f"{lines} lines, {len(file.content)} bytes")
        for name, seconds in taken.items():
            median = statistics.median(seconds)
            print(f"  {name:28} {median * 1000:9.3f} ms {median / limit:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
