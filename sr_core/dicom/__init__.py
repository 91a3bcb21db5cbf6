"""DICOM: radiographs and other pictures in, derived objects out."""
