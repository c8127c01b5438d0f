//! The metadata block before a Markdown article: covers are references too.
