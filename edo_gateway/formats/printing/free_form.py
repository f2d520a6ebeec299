"""A file without a prescribed format as paper: what it is, for its own look is that of its program."""

from __future__ import annotations

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.free_form import describe_free_form
from edo_gateway.formats.printing.paper import Captions, Entries, Entry, Paper, Run, Title
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.wording import as_size


def free_form_paper(file: ExchangeFile) -> Paper:
    """Name, size, kind and digest; never refuses."""
    known = describe_free_form(file)
    entries = (
        Entry(phrase("file_name"), known.name),
        Entry(phrase("file_size"), as_size(known.size)),
        Entry(phrase("file_kind"), known.media_type),
        Entry(phrase("file_digest"), known.sha256),
    )
    return Paper(
        name=known.name,
        blocks=(
            Title(lines=((Run(phrase("free_form")),),)),
            Entries(entries=entries, is_underlined=False, captions=Captions.USUAL),
        ),
    )
