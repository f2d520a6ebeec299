"""The tax service's schemas of the reference folder that are laid over ours in tests, and files for them."""

from __future__ import annotations

from edo_gateway.domain.file import ExchangeFile
from tests.reference import reference_folder

OLD = (
    "ON_NSCHFDOPPR_1_997_01_05_01_01",
    "ON_NSCHFDOPPR_1_997_01_05_01_03",
    "ON_NSCHFDOPPR_1_997_01_05_02_02",
    "ON_NSCHFDOPPOK_1_997_02_05_01_02",
    "ON_NSCHFDOPPOK_1_997_02_05_02_01",
    "DP_TOVTORGPR_1_992_01_05_01_04",
    "DP_TOVTORGPOK_1_992_02_05_01_04",
    "DP_REZRUISP_1_990_01_05_01_02",
    "DP_REZRUZAK_1_990_02_05_01_02",
)
"""Retired formats: УПД 5.01 and 5.02, ТОРГ-12, the act of the order 552@."""

OVERLAID = (
    "ON_NSCHFDOPPR_1_997_01_05_03_05",
    "ON_NSCHFDOPPOK_1_997_02_05_03_01",
    "DP_UVUTOCH_1_985_00_01_03_01",
)
"""Formats that have a schema of ours as well."""


def specimen_of(name: str) -> ExchangeFile:
    """A file of the reference folder in the format and version of a schema; a retired one is dated in its time."""
    prefix = name.partition("_1_")[0]
    version = f'ВерсФорм="{int(name[-8:-6])}.{name[-5:-3]}"'.encode("windows-1251")
    found = sorted((reference_folder() / "formats").glob(f"samples*/{prefix}_2*.xml"))
    path = next(path for path in found if version in path.read_bytes())
    file = ExchangeFile(path.name, path.read_bytes())
    return in_its_time(file) if name in OLD else file


def in_its_time(file: ExchangeFile) -> ExchangeFile:
    """The file as if it had been formed in 2024."""
    content = file.content.replace(b"20261116", b"20241115").replace(b"16.11.2026", b"15.11.2024")
    return ExchangeFile(file.name.replace("20261116", "20241115"), content)
