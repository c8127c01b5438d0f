//! Code blocks: the text of a block and its info string come in, a box with a language label and a
//! `pre` goes out. Colouring, line marks and window ornaments belong here: whatever is put around the
//! text, lines stay `<br>` and indents `&nbsp;`, because the editor keeps no line feed in `pre`.

use html5ever::local_name;

use super::writer::{Element, Origin, Writer};

/// Writes a code block; `info` is what stands behind the fence.
pub(super) fn write(writer: &mut Writer, info: &str, code: &str) {
    let section = local_name!("section");
    let open = |writer: &mut Writer, element: Element<'_>| {
        writer.open(Origin::Article, &section, &element);
    };
    open(writer, Element::new(section.clone()).role("code"));
    if let Some(language) = language(info) {
        open(writer, Element::new(section.clone()).role("code-lang"));
        writer.text(language);
        writer.close();
    }
    open(writer, Element::new(local_name!("pre")));
    open(writer, Element::new(local_name!("code")));
    let code = code.strip_suffix('\n').unwrap_or(code);
    if code.is_empty() {
        // An empty element would be deleted, and its box with it.
        writer.trusted("<br>");
    } else {
        writer.text(code);
    }
    for _ in 0..3 {
        writer.close();
    }
}

/// The language of an info string such as `rust`, `rust,ignore`, `js {1,3}` or `{.python}`.
pub(super) fn language(info: &str) -> Option<&str> {
    let info = info.trim().trim_start_matches(['{', '.', ' ']);
    let end = info
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | ';'))
        .unwrap_or(info.len());
    let language = &info[..end];
    (!language.is_empty() && !matches!(language, "text" | "plain" | "plaintext" | "txt"))
        .then_some(language)
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn the_language_is_the_first_word_of_the_info_string() {
        for (info, expected) in [
            ("rust", Some("rust")),
            ("rust,ignore", Some("rust")),
            ("python title=\"冒泡.py\"", Some("python")),
            ("js {1,3-5}", Some("js")),
            ("{.python .numberLines}", Some("python")),
            ("c++", Some("c++")),
            ("", None),
            ("text", None),
            ("{}", None),
        ] {
            assert_eq!(language(info), expected, "{info}");
        }
    }
}
