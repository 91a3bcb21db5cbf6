"""Temperatures: camera files and tables in, files that hold degC out."""
