//! Decisions, pure: for every reference reuse, upload, keep or fail.
