//! What stands behind the fence of a code block: the language, a title, lines to mark, whether lines
//! are numbered. Read as people write it for the many generators there are; what is not understood is
//! no error and changes nothing.

/// What an info string says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Info<'a> {
    /// The language, as written.
    pub(super) language: Option<&'a str>,
    pub(super) title: Option<&'a str>,
    /// Lines to mark, from and to, the first is 1; in no order, perhaps far out of range.
    pub(super) marked: Vec<(usize, usize)>,
    /// Whether lines are numbered, where it says.
    pub(super) numbered: Option<bool>,
    /// The number of the first line.
    pub(super) first: Option<usize>,
    /// Whether lines begin with `+` and `-` in front of the code.
    pub(super) diff: bool,
}

impl<'a> Info<'a> {
    pub(super) fn read(info: &'a str) -> Self {
        let mut read = Self::default();
        let info = info.trim();
        if info.starts_with('{') {
            read.attributes(info, true);
            return read;
        }
        let end = info
            .find(|c: char| c.is_whitespace() || ",{}:;=".contains(c))
            .unwrap_or(info.len());
        let (word, rest) = info.split_at(end);
        if rest.starts_with('=') {
            read.attributes(info, false);
            return read;
        }
        read.language = Some(word).filter(|word| !word.is_empty());
        if let Some(colon) = rest.strip_prefix(':') {
            let end = colon
                .find(|c: char| c.is_whitespace() || c == '{')
                .unwrap_or(colon.len());
            let (named, rest) = colon.split_at(end);
            read.colon(named);
            read.attributes(rest, false);
        } else {
            read.attributes(rest, false);
        }
        read
    }

    /// `js:line-numbers=2`, `js:src/a.js`.
    fn colon(&mut self, named: &'a str) {
        let (key, value) = named.split_once('=').unwrap_or((named, ""));
        if !self.set(key, value) {
            self.title(named);
        }
    }

    /// `language` says whether the first class or word is the language.
    fn attributes(&mut self, text: &'a str, mut language: bool) {
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ",;{}()".contains(c));
            // What was left out before may have opened a group of numbers.
            let Some(first) = rest.chars().next() else {
                return;
            };
            let group = &text[..text.len() - rest.len()];
            if group.ends_with(['{', ' ']) && group.trim_end().ends_with('{') {
                let end = rest.find('}').unwrap_or(rest.len());
                if are_ranges(&rest[..end]) {
                    self.mark(&rest[..end]);
                    rest = &rest[end..];
                    language = false;
                    continue;
                }
            }
            if first == '[' {
                let end = rest.find(']').unwrap_or(rest.len());
                self.title(&rest[1..end.max(1)]);
                rest = &rest[(end + 1).min(rest.len())..];
                continue;
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || ",;{}=:".contains(c))
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if let Some(value) = after.strip_prefix(['=', ':'])
                && !value.starts_with("//")
            {
                let (value, after) = take_value(value);
                self.set(word, value);
                rest = after;
                language = false;
                continue;
            }
            // `showLineNumbers{5}` counts from there.
            if let Some(group) = after.strip_prefix('{')
                && let Some((number, after)) = group.split_once('}')
                && is_numbering(&normal(word))
            {
                self.set(word, number);
                rest = after;
                continue;
            }
            if after.starts_with(':') {
                // An address.
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                rest = &after[end..];
                continue;
            }
            self.word(word, language);
            language = false;
            // Nothing was taken: a sign that means nothing here.
            rest = if word.is_empty() {
                &rest[first.len_utf8()..]
            } else {
                after
            };
        }
    }

    fn word(&mut self, word: &'a str, language: bool) {
        let name = word.trim_start_matches(['.', '#']);
        let is_file = !word.starts_with('.') && word.contains('.');
        if self.set(name, "") {
        } else if language {
            self.language = Some(name).filter(|name| !name.is_empty());
        } else if is_file {
            self.title(word);
        }
    }

    fn title(&mut self, title: &'a str) {
        let title = title.trim().trim_matches(['"', '\'']);
        if self.title.is_none() && !title.is_empty() {
            let end = title
                .char_indices()
                .nth(120)
                .map_or(title.len(), |(at, _)| at);
            self.title = Some(&title[..end]);
        }
    }

    /// Takes what it knows.
    fn set(&mut self, key: &str, value: &'a str) -> bool {
        let key = normal(key);
        match key.as_str() {
            "hllines" | "hl" | "highlight" | "highlights" | "highlightlines" | "linehighlight"
            | "dataline" | "mark" | "marklines" | "emphasizelines" => {
                self.mark(value);
            }
            "nolinenumbers" | "nolinenos" => self.numbered = Some(false),
            "linenostart" | "startfrom" | "firstline" | "startline" | "firstnumber" | "start" => {
                self.first = value.trim_matches(['"', '\'']).trim().parse().ok();
            }
            "title" | "filename" | "file" | "caption" | "name" if !value.is_empty() => {
                self.title(value);
            }
            "diff" => self.diff = value != "false",
            key if is_numbering(key) => {
                let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
                let off = ["false", "no", "off", "none", "0"].contains(&value.as_str());
                self.numbered = Some(!off);
                self.first = value.parse().ok().filter(|_| !off).or(self.first);
            }
            _ => return false,
        }
        true
    }

    fn mark(&mut self, ranges: &str) {
        let parts = ranges.split(|c: char| !(c.is_ascii_digit() || "-.".contains(c)));
        for part in parts {
            let (from, to) = part
                .split_once('-')
                .or_else(|| part.split_once(".."))
                .unwrap_or((part, part));
            if let (Some(from), Some(to)) = (number(from), number(to)) {
                self.marked.push((from, to));
            }
        }
    }
}

/// `hl_lines`, `hl-lines`, `hlLines` are one.
fn normal(key: &str) -> String {
    key.chars()
        .filter(|c| !"-_.".contains(*c))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn is_numbering(key: &str) -> bool {
    matches!(
        key,
        "linenos" | "linenumbers" | "linenumber" | "numberlines" | "showlinenumbers" | "numbers"
    )
}

fn are_ranges(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b",-. \t".contains(&byte))
}

/// A number that may be far too large.
fn number(digits: &str) -> Option<usize> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(usize::MAX))
}

/// A value and what follows it: quoted, in brackets, or up to a space or to a comma that separates keys
/// and not numbers.
fn take_value(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(' ');
    let close = match text.bytes().next() {
        Some(quote @ (b'"' | b'\'')) => char::from(quote),
        Some(b'[') => ']',
        Some(b'{') => '}',
        _ => {
            let bytes = text.as_bytes();
            let end = (0..bytes.len())
                .find(|&at| match bytes[at] {
                    b'}' | b' ' | b'\t' => true,
                    b',' => !bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
                    _ => false,
                })
                .unwrap_or(bytes.len());
            return text.split_at(end);
        }
    };
    match text[1..].split_once(close) {
        Some(parts) => parts,
        None => (&text[1..], ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_first_word_of_the_info_string() {
        for (info, expected) in [
            ("rust", Some("rust")),
            ("rust,ignore", Some("rust")),
            ("python title=\"冒泡.py\"", Some("python")),
            ("js {1,3-5}", Some("js")),
            ("js{1,3-5}", Some("js")),
            ("js:line-numbers", Some("js")),
            ("ruby:app.rb", Some("ruby")),
            ("{.python .numberLines}", Some("python")),
            ("{r setup, echo=FALSE}", Some("r")),
            ("{ .haskell }", Some("haskell")),
            ("c++", Some("c++")),
            ("c#", Some("c#")),
            ("title=\"a.js\"", None),
            ("{1,3-5}", None),
            ("{hl_lines=[1]}", None),
            ("", None),
            ("{}", None),
        ] {
            assert_eq!(Info::read(info).language, expected, "{info}");
        }
    }

    #[test]
    fn marked_lines_are_read_as_each_generator_writes_them() {
        for info in [
            "js {3,5-7}",
            "js{3,5-7}",
            "{3,5-7}",
            "js { 3, 5-7 }",
            "js title=\"a.js\" {3,5-7} showLineNumbers",
            "go {hl_lines=[3,\"5-7\"],linenos=table,linenostart=199}",
            "go {linenos=inline hl_lines=\"3 5-7\"}",
            "{.go hl_lines=\"3 5-7\"}",
            "js mark:3,5-7 first_line:2",
            "js hl_lines=3,5-7",
            "js highlight='3,5..7'",
            "js:line-numbers {3,5-7}",
            "rust,ignore,highlight=\"3,5-7\"",
        ] {
            assert_eq!(Info::read(info).marked, [(3, 3), (5, 7)], "{info}");
        }
        assert_eq!(
            Info::read("js {0,99999999999999999999999-1,-,5-}").marked,
            [(0, 0), (usize::MAX, 1)]
        );
    }

    #[test]
    fn numbers_of_lines_are_asked_for_and_turned_off() {
        for (info, numbered, first) in [
            ("js linenos", Some(true), None),
            ("js showLineNumbers", Some(true), None),
            ("js showLineNumbers{5}", Some(true), Some(5)),
            ("js:line-numbers=2 {1}", Some(true), Some(2)),
            ("js:no-line-numbers", Some(false), None),
            ("js line_number:false first_line:5", Some(false), Some(5)),
            (
                "{.python .numberLines startFrom=\"100\"}",
                Some(true),
                Some(100),
            ),
            ("go {linenos=false}", Some(false), None),
            (
                "go {linenos=table,hl_lines=[8],linenostart=199}",
                Some(true),
                Some(199),
            ),
            ("js", None, None),
        ] {
            let read = Info::read(info);
            assert_eq!((read.numbered, read.first), (numbered, first), "{info}");
        }
    }

    #[test]
    fn titles_are_named_or_look_like_files() {
        for (info, expected) in [
            ("js title=\"src/a b.js\"", Some("src/a b.js")),
            ("js title='甲'", Some("甲")),
            ("js title=a.js {1}", Some("a.js")),
            ("js [config.js]", Some("config.js")),
            ("js src/a.js", Some("src/a.js")),
            (
                "yaml _config.yml https://a.cn/x.yml 链接",
                Some("_config.yml"),
            ),
            ("ruby:app.rb", Some("app.rb")),
            ("{.py filename=\"b.py\"}", Some("b.py")),
            ("js https://a.cn/x.js", None),
            ("rust editable", None),
            ("js title=", None),
            ("js {3}", None),
        ] {
            assert_eq!(Info::read(info).title, expected, "{info}");
        }
    }

    #[test]
    fn a_word_asks_for_added_and_removed_lines() {
        assert!(Info::read("js diff").diff);
        assert!(Info::read("{.js .diff}").diff);
        assert_eq!(Info::read("diff").language, Some("diff"));
        assert!(!Info::read("js").diff);
    }

    #[test]
    fn anything_is_read_to_its_end() {
        for info in [
            "{",
            "}",
            "{{{",
            "js {",
            "js }{",
            "=",
            "==",
            ":",
            "::",
            "js =",
            "js ==x",
            "js [",
            "js ]",
            "js [[",
            "a=\"",
            "a='",
            "a=[",
            "a={",
            "{a={}",
            ".",
            "#",
            "，",
            "js ，{1",
            "js \u{3000}x",
            "js (x) [y",
            "a:b:c=d{e}",
            "js x=,,",
            "js ,=,:,",
        ] {
            Info::read(info);
            Info::read(&format!("js {info}"));
            Info::read(&info.repeat(1000));
        }
    }
}
