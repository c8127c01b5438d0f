//! Globs over characters: `*`, `?`, `[…]`, `{…,…}` and `**` between slashes.
//!
//! In: the text of a pattern. Out: whether a relative path matches it. Written here because the
//! usual matcher works on bytes, so that `第?章.md` and `[一二].md` would match no Chinese name.
//! Both sides are compared in Unicode form C, whatever form the file system keeps. Time is bounded by
//! the product of the lengths. Refused: open brackets and braces, and braces that multiply too far.

use std::path::Path;

use unicode_normalization::UnicodeNormalization as _;

/// Most plain patterns that the braces of one pattern may stand for.
const MAX_ALTERNATIVES: usize = 1000;

/// A parsed glob.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Without braces, each a list of parts between slashes.
    alternatives: Vec<Vec<Part>>,
}

/// What stands between two slashes.
#[derive(Debug)]
enum Part {
    /// `**`: any number of directories, also none.
    Directories,
    Name(Vec<Token>),
}

#[derive(Debug)]
enum Token {
    Literal(char),
    /// `?`
    One,
    /// `*`
    Many,
    /// `[a-z]`, `[!a-z]`
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Pattern {
    /// Parses a glob.
    ///
    /// # Errors
    /// A word for what is wrong: `unclosed-class`, `unclosed-braces`, `too-many-alternatives`.
    pub(super) fn new(text: &str) -> Result<Self, &'static str> {
        let text: Vec<char> = text.nfc().collect();
        let alternatives = expand(&text)?
            .iter()
            .map(|plain| plain.split(|&c| c == '/').map(part).collect())
            .collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// Whether a path matches from its first to its last part; never for names that are no text.
    pub(super) fn is_match(&self, path: &Path) -> bool {
        let names: Option<Vec<Vec<char>>> = path
            .iter()
            .map(|name| Some(name.to_str()?.nfc().collect()))
            .collect();
        names.is_some_and(|names| {
            self.alternatives
                .iter()
                .any(|parts| matches_parts(parts, &names))
        })
    }

    /// The number of parts a match has at most; `None` with `**`.
    pub(super) fn depth(&self) -> Option<usize> {
        self.alternatives
            .iter()
            .map(|parts| {
                let open = parts.iter().any(|part| matches!(part, Part::Directories));
                (!open).then_some(parts.len())
            })
            .try_fold(0, |most, depth| Some(most.max(depth?)))
    }
}

/// The patterns that the braces of `text` stand for; braces may be nested.
fn expand(text: &[char]) -> Result<Vec<Vec<char>>, &'static str> {
    let mut done = Vec::new();
    let mut open = vec![text.to_vec()];
    while let Some(pattern) = open.pop() {
        let Some(start) = unescaped(&pattern, '{') else {
            done.push(pattern);
            continue;
        };
        let (commas, end) = braces(&pattern, start).ok_or("unclosed-braces")?;
        let mut from = start + 1;
        for comma in commas.into_iter().chain([end]) {
            let mut one = pattern[..start].to_vec();
            one.extend(&pattern[from..comma]);
            one.extend(&pattern[end + 1..]);
            open.push(one);
            from = comma + 1;
        }
        if open.len() + done.len() > MAX_ALTERNATIVES {
            return Err("too-many-alternatives");
        }
    }
    Ok(done)
}

/// The first `wanted` that does not stand in a class.
fn unescaped(pattern: &[char], wanted: char) -> Option<usize> {
    let mut at = 0;
    while at < pattern.len() {
        if pattern[at] == wanted {
            return Some(at);
        }
        at = if pattern[at] == '[' {
            class_end(pattern, at).unwrap_or(at) + 1
        } else {
            at + 1
        };
    }
    None
}

/// The top-level commas and the closing brace that belong to the brace at `start`.
fn braces(pattern: &[char], start: usize) -> Option<(Vec<usize>, usize)> {
    let mut commas = Vec::new();
    let mut depth = 0_usize;
    let mut at = start;
    while at < pattern.len() {
        match pattern[at] {
            '[' => at = class_end(pattern, at).unwrap_or(at),
            '{' => depth += 1,
            ',' if depth == 1 => commas.push(at),
            '}' if depth == 1 => return Some((commas, at)),
            '}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The `]` that closes the class opened at `start`; one right after the opening is a member.
fn class_end(pattern: &[char], start: usize) -> Option<usize> {
    let mut first = start + 1;
    if matches!(pattern.get(first), Some('!' | '^')) {
        first += 1;
    }
    (first + 1..pattern.len()).find(|&at| pattern[at] == ']')
}

fn part(text: &[char]) -> Result<Part, &'static str> {
    if text == ['*', '*'] {
        return Ok(Part::Directories);
    }
    let mut tokens = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        tokens.push(match text[at] {
            '*' => Token::Many,
            '?' => Token::One,
            '[' => {
                let end = class_end(text, at).ok_or("unclosed-class")?;
                let class = class(&text[at + 1..end]);
                at = end;
                class
            }
            c => Token::Literal(c),
        });
        at += 1;
    }
    Ok(Part::Name(tokens))
}

fn class(inside: &[char]) -> Token {
    let negated = matches!(inside.first(), Some('!' | '^'));
    let mut members = &inside[usize::from(negated)..];
    let mut ranges = Vec::new();
    while let [low, rest @ ..] = members {
        if let ['-', high, rest @ ..] = rest {
            ranges.push((*low, *high));
            members = rest;
        } else {
            ranges.push((*low, *low));
            members = rest;
        }
    }
    Token::Class { negated, ranges }
}

impl Token {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Literal(literal) => *literal == c,
            Self::One | Self::Many => true,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
        }
    }
}

fn matches_parts(parts: &[Part], names: &[Vec<char>]) -> bool {
    wild(
        parts,
        names,
        |part| matches!(part, Part::Directories),
        |part, name| match part {
            Part::Directories => true,
            Part::Name(tokens) => wild(
                tokens,
                name,
                |token| matches!(token, Token::Many),
                |token, c| token.takes(*c),
            ),
        },
    )
}

/// Matches items against tokens of which some stand for any number of items. On a mismatch only the
/// last of those needs to grow: what an earlier one could gain, the later one can take as well.
fn wild<T, I>(
    tokens: &[T],
    items: &[I],
    is_many: impl Fn(&T) -> bool,
    takes: impl Fn(&T, &I) -> bool,
) -> bool {
    let (mut token, mut item) = (0, 0);
    let mut last_many = None;
    while item < items.len() {
        if tokens.get(token).is_some_and(&is_many) {
            last_many = Some((token, item));
            token += 1;
        } else if tokens.get(token).is_some_and(|t| takes(t, &items[item])) {
            token += 1;
            item += 1;
        } else if let Some((many, from)) = last_many {
            last_many = Some((many, from + 1));
            token = many + 1;
            item = from + 1;
        } else {
            return false;
        }
    }
    tokens[token..].iter().all(is_many)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern).unwrap().is_match(Path::new(path))
    }

    #[test]
    fn signs_stand_for_characters_and_not_for_bytes() {
        for (pattern, path, expected) in [
            ("第?章.md", "第三章.md", true),
            ("第?章.md", "第十三章.md", false),
            ("第[一二三].md", "第二.md", true),
            ("第[!一二三].md", "第二.md", false),
            ("[0-9]*.md", "2024-图文.md", true),
            ("[]a].md", "].md", true),
            ("[a-].md", "-.md", true),
            ("*.md", "a/b.md", false),
            ("?/b.md", "a/b.md", true),
            ("**/*.md", "a.md", true),
            ("**/*.md", "a/b/c.md", true),
            ("a/**", "a/b/c.md", true),
            ("a/**/c/*.md", "a/c/b/c/d.md", true),
            ("a/**/c/*.md", "a/c/b/d.md", false),
            ("*一*二*.md", "一一二二.md", true),
            ("*一*二*.md", "二一.md", false),
            ("{文章,页/深}/*.{md,html}", "页/深/a.html", true),
            ("{文章,页/深}/*.{md,html}", "页/a.html", false),
            ("{a,{b,c}d}.md", "cd.md", true),
            ("[{].md", "{.md", true),
            ("caf\u{e9}.md", "cafe\u{301}.md", true),
        ] {
            assert_eq!(is_match(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_left_open_or_multiplies_is_refused() {
        assert_eq!(Pattern::new("a[.md").unwrap_err(), "unclosed-class");
        assert_eq!(Pattern::new("{a,b.md").unwrap_err(), "unclosed-braces");
        let many = "{a,b}".repeat(40);
        assert_eq!(Pattern::new(&many).unwrap_err(), "too-many-alternatives");
    }

    #[test]
    fn a_pattern_of_many_stars_ends_soon() {
        let start = std::time::Instant::now();
        assert!(!is_match(&"*a".repeat(100), &"a".repeat(99)));
        assert!(!is_match(
            &format!("{}b", "*a".repeat(60)),
            &"a".repeat(200)
        ));
        assert!(!is_match(
            &format!("{}x", "**/a/".repeat(60)),
            &"a/".repeat(200)
        ));
        assert!(start.elapsed().as_secs() < 2);
    }

    #[test]
    fn depth_is_that_of_the_deepest_alternative() {
        assert_eq!(Pattern::new("*.md").unwrap().depth(), Some(1));
        assert_eq!(Pattern::new("{a,b/c}/*.md").unwrap().depth(), Some(3));
        assert_eq!(Pattern::new("{a,**}/*.md").unwrap().depth(), None);
    }
}
