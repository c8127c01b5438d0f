//! Site layouts: which generator a folder belongs to, by its files, and where it keeps pictures.
