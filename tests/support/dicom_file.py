"""DICOM files made with pydicom: as small as they may be, and as odd as a test asks."""

import io

import numpy as np
from pydicom import dcmwrite
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, generate_uid

CR, CT, MR, DX = (f"1.2.840.10008.5.1.4.1.1.{n}" for n in ("1", "2", "4", "1.1"))
PATIENT = "Sentinel^Name"
"""What must never be found in a message, a hint or a de-identified file; PATIENT_ID likewise."""
PATIENT_ID = "SENTINEL-4711"
EXTRAS: dict[str, dict[str, object]] = {
    CR: {"Modality": "CR", "BodyPartExamined": "CHEST", "ViewPosition": "PA", "ImagerPixelSpacing": ["0.2", "0.2"]},
    CT: {
        "Modality": "CT", "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"], "RescaleSlope": "1",
        "RescaleIntercept": "-1024", "PixelSpacing": ["0.5", "0.75"], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [-100, -50, 30], "FrameOfReferenceUID": "1.2.3.4", "SliceThickness": "2",
    },
    MR: {
        "Modality": "MR", "ImageType": ["ORIGINAL", "PRIMARY", "OTHER"], "PixelSpacing": ["1", "1"],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "ImagePositionPatient": [0, 0, 0],
        "FrameOfReferenceUID": "1.2.3.4", "ScanningSequence": "SE", "SequenceVariant": "NONE", "ScanOptions": "",
        "MRAcquisitionType": "2D", "RepetitionTime": "500", "EchoTime": "10",
    },
    DX: {
        "Modality": "DX", "ImageType": ["ORIGINAL", "PRIMARY", ""], "PresentationIntentType": "FOR PRESENTATION",
        "PatientOrientation": ["L", "F"], "ImageLaterality": "U", "PixelIntensityRelationship": "LOG",
        "PixelIntensityRelationshipSign": 1, "RescaleIntercept": "0", "RescaleSlope": "1", "RescaleType": "US",
        "PresentationLUTShape": "IDENTITY", "BurnedInAnnotation": "NO", "ImagerPixelSpacing": ["0.14", "0.14"],
        "LossyImageCompression": "00", "BodyPartExamined": "CHEST", "WindowCenter": "2048", "WindowWidth": "4096",
        "DetectorType": "DIRECT", "PositionerType": "NONE",
    },
}  # fmt: skip


def dicom_dataset(stored: np.ndarray, sop_class: str = CR, **attributes: object) -> Dataset:
    """A dataset around stored values (H, W), (N, H, W) or (H, W, 3); attributes of None are left out."""
    ds = Dataset()
    colour = stored.ndim == 3 and stored.shape[2] == 3
    rows, columns = stored.shape[:2] if colour else stored.shape[-2:]
    values: dict[str, object] = {
        "SOPClassUID": sop_class, "SOPInstanceUID": generate_uid(), "StudyInstanceUID": generate_uid(),
        "SeriesInstanceUID": generate_uid(), "PatientName": PATIENT, "PatientID": PATIENT_ID, "PatientSex": "F",
        "PatientBirthDate": "19410101", "StudyDate": "20200102", "StudyTime": "101112", "AccessionNumber": "A1",
        "ReferringPhysicianName": PATIENT, "StudyID": "S1", "SeriesNumber": "1", "InstanceNumber": "1",
        "Manufacturer": "Maker", "InstitutionName": "Hospital", "ImageType": ["ORIGINAL", "PRIMARY"],
        "SamplesPerPixel": 3 if colour else 1, "PhotometricInterpretation": "RGB" if colour else "MONOCHROME2",
        "Rows": rows, "Columns": columns, "BitsAllocated": 8 * stored.dtype.itemsize,
        "BitsStored": 8 * stored.dtype.itemsize, "HighBit": 8 * stored.dtype.itemsize - 1,
        "PixelRepresentation": int(stored.dtype.kind == "i"),
    }  # fmt: skip
    if colour:
        values["PlanarConfiguration"] = 0
    elif stored.ndim == 3:
        values["NumberOfFrames"] = len(stored)
    for keyword, value in (values | EXTRAS.get(sop_class, {}) | attributes).items():
        if value is not None:
            setattr(ds, keyword, value)
    if sop_class == DX and "AnatomicRegionSequence" not in ds:
        ds.AnatomicRegionSequence = Sequence([code("51185008", "SCT", "Chest")])
    raw = np.ascontiguousarray(stored).tobytes()
    ds.add_new("PixelData", "OB" if stored.dtype.itemsize == 1 else "OW", raw + b"\0" * (len(raw) % 2))
    return ds


def with_bytes(ds: Dataset, keyword: str, value: bytes, vr: str = "") -> Dataset:
    """The dataset with an attribute of these very bytes, whatever they are; of its own VR or another one."""
    tag = Tag(keyword)
    ds[tag] = RawDataElement(tag, vr or dictionary_VR(tag), len(value), value, 0, False, True)
    return ds


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """An item of a code sequence."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def dicom_bytes(
    ds: Dataset, syntax: str = ExplicitVRLittleEndian, *, frames: list[bytes] | None = None, **of_file: object
) -> bytes:
    """A file of a dataset; `frames` are compressed streams to put into it instead of its pixels, the rest file meta."""
    meta = FileMetaDataset()
    for keyword, value in of_file.items():
        setattr(meta, keyword, value)
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    ds.file_meta = meta
    if frames is not None:
        ds.PixelData = encapsulate(frames)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    elif syntax == ExplicitVRBigEndian and ds.BitsAllocated == 16:
        ds.PixelData = np.frombuffer(ds.PixelData, "<u2").astype(">u2").tobytes()
    file = io.BytesIO()
    dcmwrite(file, ds, enforce_file_format=True)
    return file.getvalue()


def ramp(rows: int = 12, columns: int = 16, dtype: str = "<u2", low: int = 0, high: int = 4095) -> np.ndarray:
    """Stored values from low to high, row by row."""
    return np.linspace(low, high, rows * columns).round().astype(dtype).reshape(rows, columns)
