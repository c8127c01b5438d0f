//! How an image's description is written into Markdown when a whole reference is written anew:
//! text in, text that means the same between `![` and `]` out.

/// Puts a backslash before each of the `special` characters, and before `|` in a table.
pub(super) fn escaped(text: &str, special: &str, in_table: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if special.contains(character) || (in_table && character == '|') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// What an image's description must not hold bare.
pub(super) const IN_DESCRIPTION: &str = "\\[]`<*$&";

/// The size that Obsidian, and our renderer after it, reads behind a description: `|300x200`.
pub(super) fn size_suffix(size: &str, in_table: bool) -> String {
    let bar = if in_table { "\\|" } else { "|" };
    format!("{bar}{size}")
}
