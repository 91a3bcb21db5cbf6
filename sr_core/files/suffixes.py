"""File names that promise a picture; what is in the file, `decode` tells by its first bytes."""

PICTURE_SUFFIXES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
"""Suffixes, lower case, of files in a folder that are taken for pictures. AVIF is training data only: `decode` refuses
it, and a folder that holds one must be told so rather than measured without it."""

TABLE_SUFFIXES = (".csv", ".txt")
"""Suffixes, lower case, of tables of temperatures; many a file of these is none."""

DICOM_SUFFIXES = (".dcm", ".dic", ".dicom", ".ima")
"""Suffixes, lower case, of DICOM files; many have none, and are told by their first bytes."""
