"""Who signs a title, Подписант of 970@, and by which power of attorney."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import Date


class SignatureKind(Coded):
    """ТипПодпис."""

    QUALIFIED = "qualified", "1"
    SIMPLE = "simple", "2"
    UNQUALIFIED = "unqualified", "3"


class AuthorityProof(Coded):
    """СпосПодтПолном: how the signatory's authority is confirmed."""

    SIGNATURE = "signature", "1"  # by the data of the signature
    POWER_ENCLOSED = "power_enclosed", "2"  # МЧД in the packet
    POWER_IN_SYSTEM = "power_in_system", "3"  # МЧД in a system named here
    POWER_ELSEWHERE = "power_elsewhere", "4"  # МЧД in a system named elsewhere
    PAPER_POWER = "paper_power", "5"
    OTHER = "other", "6"


class ElectronicPower(Part):
    """СвДоверЭл: a machine-readable power of attorney (МЧД)."""

    number: Annotated[str, At("@НомДовер")]
    issued: Annotated[Date, At("@ДатаВыдДовер")]
    internal_number: Annotated[str | None, At("@ВнНомДовер")] = None
    registered: Annotated[Date | None, At("@ДатаВнРегДовер")] = None
    system: Annotated[str, At("@ИдСистХран")]
    system_url: Annotated[str | None, At("@УРЛСист")] = None


class PaperPower(Part):
    """СвДоверБум: a power of attorney on paper."""

    issued: Annotated[Date, At("@ДатаВыдДовер")]
    number: Annotated[str, At("@ВнНомДовер")]
    principal: Annotated[str | None, At("@СвИдДовер")] = None
    signed_by: Annotated[FullName | None, At("ФИО")] = None


class Signatory(Part):
    """Подписант. Left out, ``signature`` is qualified and ``authority`` follows from the powers given."""

    position: Annotated[str | None, At("@Должн")] = None
    signature: Annotated[SignatureKind | None, At("@ТипПодпис")] = None
    date: Annotated[Date | None, At("@ДатаПодДок")] = None
    authority: Annotated[AuthorityProof | None, At("@СпосПодтПолном")] = None
    details: Annotated[str | None, At("@ДопСведПодп")] = None
    name: Annotated[FullName, At("ФИО")]
    electronic_powers: Annotated[tuple[ElectronicPower, ...], At("СвДоверЭл")] = ()
    paper_powers: Annotated[tuple[PaperPower, ...], At("СвДоверБум")] = ()

    def completed(self) -> Signatory:
        """With the kind of signature and the way of confirming authority said."""
        return self.changed({"signature": self.signature or SignatureKind.QUALIFIED, "authority": self._proof})

    @property
    def _proof(self) -> AuthorityProof:
        if self.authority is not None:
            return self.authority
        if self.electronic_powers:
            return AuthorityProof.POWER_IN_SYSTEM
        return AuthorityProof.PAPER_POWER if self.paper_powers else AuthorityProof.SIGNATURE
