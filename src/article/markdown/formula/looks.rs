//! Whether what stands between escaped brackets is TeX, a text, or either.

/// How much something looks like TeX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It is text.
    None,
    /// TeX, if there is some beside it.
    Possible,
    /// TeX.
    Sure,
}

/// Longest run of letters that is not taken for a word.
const LONGEST_NAME: usize = 3;

/// Looks at `tex`, between round or square brackets, in lines of their own or not, behind `before`.
pub(super) fn likeness(
    tex: &str,
    is_square: bool,
    own_lines: bool,
    before: Option<char>,
) -> Likeness {
    let tex = tex.trim();
    if tex.is_empty() {
        return Likeness::None;
    }
    if has_command(tex) || has_script(tex) {
        return Likeness::Sure;
    }
    if is_square && !own_lines {
        return Likeness::None;
    }
    if !is_terse(tex) {
        return Likeness::None;
    }
    if has_operation(tex) {
        return Likeness::Sure;
    }
    // `f\(x\)` is a call, `\[1\]` on its own line the mark of a note.
    let is_call = before.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_number = tex.bytes().all(|byte| byte.is_ascii_digit());
    if is_call || (is_square && is_number) {
        return Likeness::None;
    }
    Likeness::Possible
}

/// `\frac`: a backslash and two letters or more. One letter is as often a regular expression.
fn has_command(tex: &str) -> bool {
    tex.as_bytes()
        .windows(3)
        .any(|bytes| bytes[0] == b'\\' && bytes[1..].iter().all(u8::is_ascii_alphabetic))
}

/// `x^2`, `a_{ij}`: a short name with something above or below it. `file_name` is none, nor is `^_^`.
fn has_script(tex: &str) -> bool {
    let bytes = tex.as_bytes();
    let mut name = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_alphabetic() {
            name += 1;
            continue;
        }
        if matches!(byte, b'^' | b'_') {
            let closes = at > 0 && matches!(bytes[at - 1], b')' | b']' | b'}' | b'|' | b'\'');
            let is_digit = *byte == b'^' && at > 0 && bytes[at - 1].is_ascii_digit();
            let has_base = closes || is_digit || name == 1;
            let goes_on = bytes.get(at + 1).is_some_and(|next| {
                next.is_ascii_alphanumeric()
                    || matches!(next, b'{' | b'\\')
                    || (*byte == b'^' && matches!(next, b'*' | b'+' | b'-' | b'\''))
            });
            if has_base && goes_on {
                return true;
            }
        }
        name = 0;
    }
    false
}

/// No words: neither Chinese nor more than a few letters in a row.
fn is_terse(tex: &str) -> bool {
    let mut name = 0;
    tex.chars().all(|c| {
        name = if c.is_ascii_alphabetic() { name + 1 } else { 0 };
        c.is_ascii() && name <= LONGEST_NAME
    })
}

/// `a = b`, `n+1`: an operator with something on both sides; a hyphen in a name is none.
fn has_operation(tex: &str) -> bool {
    let is_operand =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ')' | '(' | '|' | '\'' | '-');
    tex.char_indices().any(|(at, c)| {
        matches!(c, '=' | '<' | '>' | '+')
            && tex[..at].trim_end().ends_with(is_operand)
            && tex[at + 1..]
                .trim_start_matches([' ', '='])
                .starts_with(is_operand)
    })
}
