"""Encapsulated PDF: a report on a result as a DICOM object that goes with the study of its source.

Source: PS3.3 A.45.1 (Encapsulated PDF), C.24.1 (Encapsulated Document Series), C.24.2 (Encapsulated Document), C.8.6.1
(SC Equipment).
"""

import hashlib
import io
from copy import deepcopy

from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from ..errors import EncodeError
from ..version import PROGRAM
from .file import open_dicom, quiet
from .identity import deidentify, new_uid
from .repair import repair, valid_uid
from .sequences import unfold

ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"
"""SOP Class of Encapsulated PDF Storage."""
_EMPTY = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber",
    "ReferringPhysicianName", "StudyID", "ContentDate", "ContentTime", "AcquisitionDateTime",
)  # fmt: skip
"""Attributes of type 2: present, empty if unknown."""
_TAKEN = (
    *_EMPTY[:9], "SpecificCharacterSet", "StudyInstanceUID", "StudyDescription", "IssuerOfPatientID", "PatientAge",
    "PatientIdentityRemoved", "DeidentificationMethod", "DeidentificationMethodCodeSequence",
    "LongitudinalTemporalInformationModified",
)  # fmt: skip
"""Attributes of patient and study that the object takes over from its source."""
_SERIES_NUMBER = 9900
_TITLE = "Super-resolution report, not for diagnostic use"


def encapsulate_pdf(pdf: bytes, source: bytes, *, keep_identity: bool = False, made_on: str = "") -> bytes:
    """Wrap a report into a DICOM object that belongs to the study of the file it reports on.

    Its UIDs follow from the PDF and the source: the same report is the same object, not a second one. Without the
    identity, the study gets the UID that derived objects of this process have.

    Args:
        pdf: the report.
        source: bytes of the DICOM file that was enlarged.
        keep_identity: True keeps patient and study as they are; else they are removed by PS3.15's Basic Profile.
        made_on: date of the report, "2026-11-30"; empty for none.

    Returns:
        A file in Explicit VR Little Endian with SOP Class Encapsulated PDF Storage.

    Raises:
        EncodeError: for bytes that are no PDF, and for a source that cannot be read.
    """
    if not pdf.startswith(b"%PDF-"):
        raise EncodeError(f"an Encapsulated PDF holds a PDF, found bytes that begin with {pdf[:8]!r}")
    try:
        with quiet():
            return _written(_described(pdf, source, keep_identity, made_on))
    except EncodeError:
        raise
    except Exception as error:  # on damaged values, pydicom may fail anywhere, with any error
        raise EncodeError("a DICOM report needs a source with a sound header, found a damaged one") from error


def _described(pdf: bytes, source: bytes, keep_identity: bool, made_on: str) -> Dataset:
    old = open_dicom(source).dataset
    unfold(old)
    dataset = Dataset()
    for element in old:
        if element.keyword in _TAKEN:
            dataset.add(deepcopy(element))
    repair(dataset)
    if not keep_identity:
        deidentify(dataset)
    elif dataset.get("PatientIdentityRemoved") == "YES" and "DeidentificationMethodCodeSequence" not in dataset:
        dataset.DeidentificationMethod = dataset.get("DeidentificationMethod") or "Not stated in the source"
    for keyword in _EMPTY:
        if keyword not in dataset:
            setattr(dataset, keyword, None)
    digest = hashlib.sha256(pdf + hashlib.sha256(source).digest() + bytes([keep_identity])).hexdigest()
    dataset.SOPClassUID = ENCAPSULATED_PDF
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=[digest, "instance"])
    dataset.SeriesInstanceUID = generate_uid(entropy_srcs=[digest, "series"])
    dataset.StudyInstanceUID = dataset.get("StudyInstanceUID") or generate_uid(entropy_srcs=[digest, "study"])
    dataset.Modality, dataset.SeriesNumber, dataset.InstanceNumber = "DOC", _SERIES_NUMBER, 1
    dataset.SeriesDescription = dataset.DocumentTitle = _TITLE
    dataset.Manufacturer = PROGRAM
    dataset.ConversionType = "WSD"
    dataset.BurnedInAnnotation = "YES" if keep_identity else _burned_in(old)
    dataset.ContentDate = made_on.replace("-", "") or None
    dataset.ConceptNameCodeSequence = Sequence([])
    if uid := valid_uid(old, "SOPInstanceUID"):
        item = Dataset()
        item.ReferencedSOPClassUID = valid_uid(old, "SOPClassUID")
        item.ReferencedSOPInstanceUID = uid if keep_identity else new_uid(uid)
        dataset.SourceInstanceSequence = Sequence([item])
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    dataset.EncapsulatedDocumentLength = len(pdf)
    dataset.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    if any(not str(element.value).isascii() for element in dataset if element.VR not in ("OB", "SQ")):
        dataset.SpecificCharacterSet = "ISO_IR 192"
    else:
        dataset.pop("SpecificCharacterSet", None)
    return dataset


def _burned_in(old: Dataset) -> str:
    """Say whether the report may show a name: as the source says of its own pixels, which are printed in it."""
    return "NO" if old.get("BurnedInAnnotation") == "NO" else "YES"


def _written(dataset: Dataset) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationVersionName = PROGRAM.upper().replace(" ", "_")
    dataset.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()
