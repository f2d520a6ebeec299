"""By which right somebody signs for an organisation: a certificate of its own, or a power of attorney. Pure.

63-ФЗ, статья 17.2: the head signs with a certificate of the organisation itself; anybody else signs with a certificate
of a natural person and needs a power of attorney (МЧД).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from edo_gateway.domain.covering import Fault, Holder, Link, Objection, Signed, is_party, objections, warnings
from edo_gateway.domain.power import PowerParty
from edo_gateway.domain.text import Text


class Basis(StrEnum):
    """What a signature rests on."""

    OWN_CERTIFICATE = "own_certificate"
    POWER = "power"
    AGREEMENT = "agreement"  # not a qualified signature: the parties agree who may make it
    UNJUDGED = "unjudged"  # a power is named that is not here
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The fact beside a verdict: ``power_number`` is the power meant, also where it does not cover the signature.

    ``parties`` are those who must all sign under a joint power, ``place`` the index of whoever signs now.
    """

    basis: Basis
    text: Text
    power_number: str = ""
    representative_inn: str = ""
    objections: tuple[Objection, ...] = ()
    warnings: tuple[Text, ...] = ()
    parties: tuple[PowerParty, ...] = ()
    place: int = 0

    @property
    def holds(self) -> bool | None:
        """None where it could not be judged."""
        return None if self.basis is Basis.UNJUDGED else not self.objections


BY_AGREEMENT = Authority(
    basis=Basis.AGREEMENT,
    text=Text(
        "Подпись не квалифицированная: кто её ставит, решает соглашение сторон, доверенность не нужна.",
        "The signature is not a qualified one: who makes it is settled by agreement, no power of attorney is needed.",
    ),
)


def own(signed: Signed) -> Authority | None:
    """The authority of a certificate of the organisation itself, or of the entrepreneur; None for any other."""
    holder = signed.holder
    if len(signed.inn) == 12 and holder.inn == signed.inn and not holder.company_inn:
        return _OWN
    if holder.company_inn != signed.inn:
        return None
    if signed.ogrn and holder.ogrn and holder.ogrn != signed.ogrn:
        text = _OTHER_OGRN.filled(theirs=holder.ogrn, ours=signed.ogrn)
        return Authority(basis=Basis.NOTHING, text=text, objections=(Objection(Fault.OTHER_COMPANY, text),))
    return _OWN


def judge(signed: Signed, chains: Sequence[tuple[Link, ...]], *, begun: str = "") -> Authority:
    """The authority to sign: by one's own certificate, or by a power that covers it.

    ``chains`` are those of the powers that seem meant for the holder. Where none covers, the objections are those of
    the one that lacks least. ``begun`` is the joint power others have signed under: what was begun is finished first,
    otherwise a power to act alone is taken before a joint one.
    """
    if found := own(signed):
        return found
    judged = [_by_power(signed, chain) for chain in chains]
    if not judged:
        text = (_NO_POWER if not signed.holder.company_inn else _STRANGER).filled(
            name=signed.holder.name, inn=signed.inn, theirs=signed.holder.company_inn
        )
        return Authority(basis=Basis.NOTHING, text=text, objections=(Objection(Fault.NO_POWER, text),))
    return min(
        judged,
        key=lambda one: (len(one.objections), one.power_number != begun, bool(one.parties), len(one.warnings)),
    )


def with_others(authority: Authority, others: Sequence[Holder]) -> Authority:
    """The authority of a signature beside those of ``others``: a joint power needs every one of its representatives."""
    missing = [
        party
        for index, party in enumerate(authority.parties)
        if index != authority.place and not any(is_party(party, other) for other in others)
    ]
    if not missing or not authority.holds:
        return authority
    text = _NOT_ALL.filled(number=authority.power_number, names=", ".join(party.name for party in missing))
    return replace(authority, basis=Basis.NOTHING, text=text, objections=(Objection(Fault.JOINT, text),))


def judge_named(signed: Signed, named: Sequence[str], chains: Sequence[tuple[Link, ...]]) -> Authority:
    """The authority by the powers a document names, and no others; ``chains`` are those of them that are here."""
    if found := own(signed):
        return found
    if chains:
        return min((_by_power(signed, chain) for chain in chains), key=lambda one: len(one.objections))
    if named:
        text = _NOT_HERE.filled(number=", ".join(named))
        return Authority(basis=Basis.UNJUDGED, text=text, power_number=named[0], warnings=(text,))
    text = _NONE_NAMED.filled(name=signed.holder.name, inn=signed.inn)
    return Authority(basis=Basis.NOTHING, text=text, objections=(Objection(Fault.NO_POWER, text),))


def _by_power(signed: Signed, chain: tuple[Link, ...]) -> Authority:
    power = chain[0].power
    found = tuple(objections(signed, chain))
    parties = () if found else power.must_all_sign
    covered = (_COVERED_JOINTLY if parties else _COVERED).filled(
        number=power.number,
        until=f"{power.valid_until:%d.%m.%Y}",
        names=", ".join(party.name for party in parties),
    )
    return Authority(
        basis=Basis.NOTHING if found else Basis.POWER,
        text=found[0].text if found else covered,
        power_number=power.number,
        representative_inn=signed.holder.inn or signed.holder.company_inn,
        objections=found,
        warnings=tuple(warnings(signed, chain)),
        parties=parties,
        place=next((index for index, party in enumerate(parties) if is_party(party, signed.holder)), 0),
    )


_OWN = Authority(
    basis=Basis.OWN_CERTIFICATE,
    text=Text(
        "Сертификат выдан самой организации: подписывает её руководитель, доверенность не нужна.",
        "The certificate was issued to the organisation itself: its head signs, no power of attorney is needed.",
    ),
)
_OTHER_OGRN = Text(
    "В сертификате ОГРН {theirs}, а у организации {ours}. Проверьте карточку организации и сертификат.",
    "The certificate names the ОГРН {theirs}, the organisation has {ours}. Check the card and the certificate.",
)
_NO_POWER = Text(
    "Сертификат физического лица ({name}): чтобы подписать от организации {inn}, нужна машиночитаемая доверенность. "
    "Добавьте её на странице «Доверенности».",
    "A certificate of a natural person ({name}): to sign for the organisation {inn} a machine-readable power of "
    "attorney is needed. Add it on the page «Доверенности».",
)
_STRANGER = Text(
    "Сертификат выдан другой организации (ИНН {theirs}), а документ отправляет {inn}. Возьмите свой сертификат "
    "или добавьте доверенность, выданную этой организации.",
    "The certificate was issued to another organisation (ИНН {theirs}); the document is sent by {inn}. Take your own "
    "certificate, or add the power of attorney given to that organisation.",
)
_COVERED = Text(
    "Подпись поставлена по доверенности {number}, она действует по {until} включительно.",
    "The signature is made by the power of attorney {number}, valid until {until}, that day included.",
)
_COVERED_JOINTLY = Text(
    "Подпись поставлена по доверенности {number}, выданной совместно: {names}. Нужны подписи каждого; доверенность "
    "действует по {until} включительно.",
    "The signature is made by the power of attorney {number}, given jointly to {names}. Each of them must sign; it is "
    "valid until {until}, that day included.",
)
_NOT_ALL = Text(
    "Доверенность {number} выдана нескольким представителям совместно, а подписали не все: нет подписи {names}.",
    "The power of attorney {number} was given to several representatives jointly; not all signed: {names} missing.",
)
_NOT_HERE = Text(
    "В документе названа доверенность {number}. Здесь её нет, а реестр ФНС не спрошен: проверьте её на "
    "m4d.nalog.gov.ru.",
    "The document names the power of attorney {number}. It is not here, and the registry of the tax service was not "
    "asked: look it up at m4d.nalog.gov.ru.",
)
_NONE_NAMED = Text(
    "Подписал не руководитель: сертификат не организации {inn} ({name}), а доверенность в документе не названа.",
    "Not signed by the head: the certificate is not of the organisation {inn} ({name}), and the document names no "
    "power of attorney.",
)
