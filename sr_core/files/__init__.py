"""Picture files: one format, one file; bytes to samples as stored, within limits."""
