"""Measures kald beside its peers; see ../README.md."""
