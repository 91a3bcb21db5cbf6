"""The public surface: what `import sr_core as sr` offers, in one place and typed."""

import inspect
from types import ModuleType

import pytest

import sr_core as sr

GROUPS = {
    "dicom": sr.dicom,
    "thermal": sr.thermal,
    "chest": sr.chest,
    "digits": sr.digits,
    "report": sr.report,
    "trust": sr.trust,
}
SURFACE = [("sr", sr), *(("sr." + name, group) for name, group in GROUPS.items())]


@pytest.mark.parametrize(("name", "group"), SURFACE, ids=[name for name, _ in SURFACE])
def test_every_name_is_there_sorted_once_and_explained(name: str, group: ModuleType) -> None:
    assert len(set(group.__all__)) == len(group.__all__)
    for each in group.__all__:
        found = getattr(group, each)
        assert not inspect.isfunction(found) or inspect.getdoc(found), f"{name}.{each} has no docstring"
        assert not inspect.isclass(found) or inspect.getdoc(found), f"{name}.{each} has no docstring"


def test_no_name_stands_in_two_groups() -> None:
    names = [each for _, group in SURFACE for each in group.__all__]
    assert [each for each in names if names.count(each) > 1] == []


@pytest.mark.parametrize(("name", "group"), SURFACE, ids=[name for name, _ in SURFACE])
def test_functions_are_typed_and_show_no_torch(name: str, group: ModuleType) -> None:
    for each in group.__all__:
        found = getattr(group, each)
        if inspect.isfunction(found):
            signature = inspect.signature(found)
            kinds = [signature.return_annotation, *(p.annotation for p in signature.parameters.values())]
            assert inspect.Signature.empty not in kinds, f"{name}.{each}"
            assert "torch" not in str(kinds), f"{name}.{each}"
