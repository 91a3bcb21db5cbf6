"""Radiographs as DICOM files, made with pydicom."""

import io

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from .pictures import smooth_picture


def cr(
    height: int = 96, width: int = 80, frames: int = 1, *, stored: np.ndarray | None = None, **changes: object
) -> bytes:
    """A CR of 12 bits made with pydicom: a smooth body with a patient's name; keywords replace its elements.

    `stored` are other values, (frames, height, width) uint16.
    """
    if stored is None:
        stored = np.stack([smooth_picture(height, width, seed=n)[..., 0].astype("<u2") * 16 for n in range(frames)])
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.1", generate_uid()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.PatientName, dataset.PatientID = "Secret^Patient", "SECRET-ID"
    dataset.Modality, dataset.BodyPartExamined = "CR", "CHEST"
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = height, width
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.ImagerPixelSpacing = ["0.2", "0.2"]
    dataset.WindowCenter, dataset.WindowWidth = "2000", "3000"
    if frames > 1:
        dataset.NumberOfFrames = frames
    for keyword, value in changes.items():
        setattr(dataset, keyword, value)
    dataset.add_new("PixelData", "OW", stored.tobytes())
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    file = io.BytesIO()
    pydicom.dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()
