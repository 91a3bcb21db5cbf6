"""Pictures as arrays: no files and no networks."""
