"""Whose picture it is: patient and study in words, for a page whose visitor has asked for them. Nothing is kept.

Source: PS3.3 C.7.1.1 (patient), C.7.2.1 (study); PS3.5 6.2 (names and dates).
"""

import re

from pydicom.dataset import Dataset

from .file import opened, text

_SEXES = {"F": "female", "M": "male", "O": "other"}
_ADULT = 16
"""Years from which a patient is no child here."""
_AGE = re.compile(r"(\d{1,3})([DWMY])")
_DATE = re.compile(r"(\d{4})[.-]?(\d{2})[.-]?(\d{2})")


def patient_and_study(data: bytes, name: str) -> tuple[str, ...]:
    """Return what the file says of patient and study, one short text for each fact: "Roe, Jane", "born 1961-03-04".

    It names the patient: show it only to the person who opened the file.

    Args:
        data: the whole file.
        name: file name, for messages only.

    Raises:
        DecodeError: for a file that is no DICOM, or damaged.
    """
    with opened(data, name, "only DICOM names a patient") as file:
        return _facts(file.dataset)


def _facts(dataset: Dataset) -> tuple[str, ...]:
    sex = text(dataset, "PatientSex").upper()
    facts = (
        ("", person(text(dataset, "PatientName"))),
        ("ID ", text(dataset, "PatientID")),
        ("born ", _date(text(dataset, "PatientBirthDate"))),
        ("", _SEXES.get(sex, sex)),
        ("study of ", _date(text(dataset, "StudyDate"))),
        ("", text(dataset, "StudyDescription")),
        ("accession ", text(dataset, "AccessionNumber")),
    )
    return tuple(before + value for before, value in facts if value)


def person(name: str) -> str:
    """Write a name as people do: "Roe^Jane^Q^Dr" becomes "Roe, Jane Q, Dr"; other scripts follow in brackets."""
    groups = [_in_order(group.split("^")) for group in name.split("=")]
    first, *others = [group for group in groups if group] or [""]
    return first + "".join(f" ({other})" for other in others)


def is_child(dataset: Dataset) -> bool:
    """True if the header gives an age of less than 16 years: Patient's Age, or the years from birth to study.

    Source: PS3.5 6.2 (AS: days, weeks, months or years).
    """
    if found := _AGE.fullmatch(text(dataset, "PatientAge").upper()):
        return found[2] != "Y" or int(found[1]) < _ADULT
    born, studied = (_DATE.fullmatch(text(dataset, name)) for name in ("PatientBirthDate", "StudyDate"))
    if born is None or studied is None:
        return False
    (year, *day), (last, *last_day) = (tuple(map(int, date.groups())) for date in (born, studied))
    return 0 <= last - year - (last_day < day) < _ADULT


def _in_order(parts: list[str]) -> str:
    family, given, middle, prefix, suffix = [*(part.strip() for part in parts), *5 * [""]][:5]
    return ", ".join(filter(None, (family, f"{given} {middle}".strip(), prefix, suffix)))


def _date(value: str) -> str:
    """Write a date as "1961-03-04"; as the file spells it where that is no date."""
    found = _DATE.fullmatch(value)
    return "-".join(found.groups()) if found else value
