"""What a DICOM header says against an adult's chest radiograph."""

from ...types.dicom import DicomInfo

_PLAIN = ("CR", "DX", "RG", "DR")
"""DICOM modalities of plain radiographs."""
_PROJECTION = {"RF": "fluoroscopy", "XA": "angiography", "MG": "mammography", "IO": "a tooth", "PX": "a jaw"}
"""DICOM modalities of other X-ray projections -> their names."""
_SLICES = ("CT", "MR", "PT", "NM")
_CHEST = ("CHEST", "THORAX", "LUNG", "RIB", "HEART")


def header_doubts(info: DicomInfo, unit: str) -> tuple[str, ...]:
    """List what the header says against an adult's chest radiograph, one sentence each.

    Args:
        info: facts of the header. The names in it are the file's own words.
        unit: unit of the values.
    """
    found = []
    modality = info.modality.upper()
    if unit == "HU" or modality in _SLICES:
        found.append(f"It is a slice of a body ({info.modality or 'CT'}), not a projection.")
    elif modality in _PROJECTION:
        found.append(f"Its header names another kind of X-ray ({info.modality}, {_PROJECTION[modality]}).")
    elif modality and modality not in _PLAIN:
        found.append(f"Its header names the modality {info.modality}, which is not an X-ray projection.")
    part = info.body_part.upper()
    if part and not any(name in part for name in _CHEST):
        found.append(f"Its header names another body part ({info.body_part}).")
    if info.child:
        found.append("Its header says that the patient is a child.")
    return tuple(found)
