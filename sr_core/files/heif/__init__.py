"""HEIC and AVIF: pictures in the container of ISO/IEC 23008-12, coded as HEVC or AV1."""
