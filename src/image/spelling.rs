//! What a written target can mean as a file name.
//!
//! In: the path as the syntax gives it, with percent-escapes, query and fragment still in it. Out: the
//! spellings to try, best first: literally (a file may be named `a%20b.png` or `a?b.png`), without
//! fragment, without query, with percent-escapes decoded as UTF-8, then as GBK; and, apart, the same
//! with backslashes as slashes. Refused: what no file can be named.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Longest name of one file on the file systems in use, in bytes.
const MAX_NAME: usize = 255;

/// Longest path that the systems in use take, in bytes.
const MAX_PATH: usize = 4096;

/// The spellings of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spellings {
    /// As written or as a URL; a file found by one of these was named right.
    pub(super) exact: Vec<String>,
    /// With backslashes as slashes; empty without backslashes.
    pub(super) slashed: Vec<String>,
}

impl Spellings {
    /// The spellings of a target, those that no file can have left out.
    pub(super) fn of(written: &str) -> Self {
        let mut exact = Vec::new();
        let mut add = |text: Cow<'_, str>| {
            if is_possible(&text) && !exact.iter().any(|known| *known == text) {
                exact.push(text.into_owned());
            }
        };
        let without_fragment = &written[..written.find('#').unwrap_or(written.len())];
        let without_query = &written[..written.find(['?', '#']).unwrap_or(written.len())];
        for cut in [written, without_fragment, without_query] {
            add(Cow::Borrowed(cut));
        }
        if written.contains('%') {
            for decode in [from_utf8, from_gbk] {
                for cut in [without_query, without_fragment, written] {
                    if let Some(decoded) = decode(cut) {
                        add(Cow::Owned(decoded));
                    }
                }
            }
        }
        let slashed = exact
            .iter()
            .filter(|text| text.contains('\\'))
            .map(|text| text.replace('\\', "/"))
            .collect();
        Self { exact, slashed }
    }

    /// All spellings, best first.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.exact.iter().chain(&self.slashed).map(String::as_str)
    }

    /// The spelling that most likely is the name meant: the last one, decoded and cut.
    pub(super) fn plainest(&self) -> Option<&str> {
        let slashed = self.slashed.iter().min_by_key(|text| text.len());
        let exact = self.exact.iter().min_by_key(|text| text.len());
        slashed.or(exact).map(String::as_str)
    }
}

/// Whether a file can have this path: no NUL byte, no over-long name, not nothing.
pub(super) fn is_possible(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_PATH
        && !text.contains('\0')
        && text.split(['/', '\\']).all(|name| name.len() <= MAX_NAME)
}

/// The bytes that percent-escapes stand for; `None` where there are no escapes.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let bytes: Cow<'_, [u8]> = percent_decode_str(text).into();
    match bytes {
        Cow::Owned(bytes) => Some(bytes),
        Cow::Borrowed(_) => None,
    }
}

fn from_utf8(text: &str) -> Option<String> {
    String::from_utf8(unescaped(text)?).ok()
}

/// Old Chinese editors escape the bytes of the system's code page. Tried even where the bytes are
/// valid UTF-8, as those of `图` are; never for a text that is only half escaped.
fn from_gbk(text: &str) -> Option<String> {
    let bytes = unescaped(text).filter(|_| text.is_ascii())?;
    let decoded = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes)?;
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(written: &str) -> Vec<String> {
        Spellings::of(written).exact
    }

    #[test]
    fn the_literal_name_comes_first() {
        assert_eq!(exact("图/a.png"), ["图/a.png"]);
        assert_eq!(exact("a%20b.png"), ["a%20b.png", "a b.png"]);
        assert_eq!(exact("a.png?v=1#x"), ["a.png?v=1#x", "a.png?v=1", "a.png"]);
        assert_eq!(exact("c#.png"), ["c#.png", "c"]);
        assert_eq!(
            exact("a%3Fb.png?v"),
            ["a%3Fb.png?v", "a%3Fb.png", "a?b.png", "a?b.png?v"]
        );
    }

    #[test]
    fn escapes_are_utf8_then_gbk_and_broken_ones_stay() {
        assert_eq!(exact("%E5%9B%BE.png")[1], "图.png");
        assert_eq!(exact("%CD%BC.png"), ["%CD%BC.png", "\u{37c}.png", "图.png"]);
        assert_eq!(exact("%B5%DA.png"), ["%B5%DA.png", "第.png"]);
        assert_eq!(exact("50%.png"), ["50%.png"]);
        assert_eq!(exact("100%25.png")[1], "100%.png");
        assert_eq!(exact("%FF%FF.png"), ["%FF%FF.png"]);
    }

    #[test]
    fn backslashes_are_a_spelling_of_their_own() {
        let spellings = Spellings::of("img\\图%201.png");
        assert_eq!(spellings.exact[0], "img\\图%201.png");
        assert_eq!(spellings.slashed, ["img/图%201.png", "img/图 1.png"]);
        assert_eq!(spellings.plainest(), Some("img/图 1.png"));
        assert!(Spellings::of("img/a.png").slashed.is_empty());
    }

    #[test]
    fn names_that_no_file_can_have_are_left_out() {
        assert_eq!(exact(""), [""; 0]);
        assert_eq!(exact("a\0.png"), [""; 0]);
        assert_eq!(exact(&"长".repeat(86)), [""; 0]);
        assert_eq!(exact(&"长/".repeat(1025)), [""; 0]);
        assert_eq!(exact(&format!("a.png?{}", "x".repeat(300))), ["a.png"]);
        assert_eq!(exact("a%00.png"), ["a%00.png"]);
    }
}
