from edo_gateway.storage.contract import Units
from tests.contract.storage_samples import company, keep


def test_a_document_comes_back_as_it_was_kept(units: Units) -> None:
    ours = company(units)
    document = keep(units, ours.document())
    with units.look() as unit:
        assert unit.documents.get(ours.id, document.id) == document
