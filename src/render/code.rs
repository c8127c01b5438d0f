//! Code blocks: the text of a block and its info string come in, a box with a language label and a
//! `pre` goes out. Whatever is put around the text, lines stay `<br>` and indents `&nbsp;`, because the
//! editor keeps no line feed in `pre`.
//!
//! 1. `info` reads what stands behind the fence.
//! 2. The box is written at once, with a hole where its lines go.
//! 3. When the whole article is read, `paint` fills all holes, on all cores: `highlight` tells what each
//!    piece of code is (by the grammars that `language` knows), the code theme its colour.

mod hidden;
#[cfg(feature = "highlight")]
mod highlight;
mod info;
#[cfg(feature = "highlight")]
mod language;
mod paint;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use html5ever::local_name;

use super::escape::push_attribute;
use super::writer::{Element, Origin, Writer};
use crate::code_theme::CodeTheme;
use crate::options::CodeOptions;

use info::Info;
pub(super) use paint::{Block, paint};

/// The colours that hold.
fn scheme(options: CodeOptions) -> Option<CodeTheme> {
    let default = cfg!(feature = "highlight").then(|| CodeTheme::ALL[0]);
    options.theme.or(default)
}

/// Space beside lines that have a ground of their own; the ground reaches over it.
const PADDING: Beside = Beside {
    outer: "0 14px",
    back: "0 -14px",
};

/// The same behind a column of numbers, which has a space of its own.
const PADDING_NUMBERED: Beside = Beside {
    outer: "0 14px 0 6px",
    back: "0 -14px 0 -6px",
};

/// A padding, and the margin that takes it back.
#[derive(Debug, Clone, Copy)]
struct Beside {
    outer: &'static str,
    back: &'static str,
}

/// Highest number of a first line.
const HIGHEST: usize = 1_000_000;

/// The language that is named behind a fence.
pub(super) fn language(info: &str) -> Option<&str> {
    Info::read(info).language
}

/// The title that is given behind a fence.
pub(super) fn title(info: &str) -> Option<&str> {
    Info::read(info).title
}

/// Whether what stands behind a fence says that the block is a formula.
pub(super) fn is_formula(info: &str) -> bool {
    language(info) == Some("math")
}

/// Writes a code block; `info` is what stands behind the fence.
pub(super) fn write(writer: &mut Writer, info: &str, code: &str) {
    let options = writer.code_options();
    let scheme = scheme(options);
    let info = Info::read(info);
    let section = local_name!("section");
    let open = |writer: &mut Writer, element: Element<'_>| {
        writer.open(Origin::Article, &local_name!("section"), &element);
    };
    let own = scheme.map_or_else(String::new, |scheme| {
        format!("background:{}", scheme.ground())
    });
    open(
        writer,
        Element::new(section.clone()).role("code").style(&own),
    );
    head(writer, &info, options);
    let code = match info.language {
        Some("rust") if options.hidden_lines => hidden::without(code),
        _ => Cow::Borrowed(code),
    };
    let code = code.strip_suffix('\n').unwrap_or(&code);
    let numbered = info.numbered.unwrap_or(options.lines) && !code.is_empty();
    let beside = if numbered { PADDING_NUMBERED } else { PADDING };
    let block = Block::new(&info, code, beside);
    let mut own = scheme.map_or_else(String::new, |scheme| format!("color:{}", scheme.text()));
    if numbered {
        open(writer, Element::new(section).style("display:flex"));
        numbers(writer, info.first, block.lines(), scheme);
        // Inside another box than the theme expects.
        push(&mut own, "flex:1;min-width:0;margin:0;background:none");
    }
    let grounds = scheme.is_some() && block.has_grounds();
    if grounds {
        push(&mut own, "padding-left:0;padding-right:0");
    } else if numbered {
        push(&mut own, "padding-left:6px");
    }
    open(writer, Element::new(local_name!("pre")).style(&own));
    let own = if grounds {
        // As wide as the longest line, so that the grounds are.
        let padding = beside.outer;
        format!("display:inline-block;box-sizing:border-box;min-width:100%;padding:{padding}")
    } else {
        String::new()
    };
    open(writer, Element::new(local_name!("code")).style(&own));
    writer.code(block);
    for _ in 0..3 + usize::from(numbered) {
        writer.close();
    }
}

/// The dots of a window, and the title or language.
fn head(writer: &mut Writer, info: &Info<'_>, options: CodeOptions) {
    let label = info
        .title
        .or(info.language.filter(|language| !is_plain(language)));
    if label.is_none() && !options.dots {
        return;
    }
    let own =
        scheme(options).map_or_else(String::new, |scheme| format!("color:{}", scheme.muted()));
    let section = local_name!("section");
    let element = Element::new(section.clone()).role("code-lang").style(&own);
    writer.open(Origin::Article, &section, &element);
    if options.dots {
        writer.trusted(DOTS);
    }
    writer.text(label.unwrap_or_default());
    writer.close();
}

/// Drawn, because the size of a character is up to the font.
const DOTS: &str = "<svg width=\"46\" height=\"11\" viewBox=\"0 0 46 11\" \
    style=\"margin-right:12px;vertical-align:-1px\">\
    <circle cx=\"5.5\" cy=\"5.5\" r=\"5.5\" fill=\"#ff5f56\"></circle>\
    <circle cx=\"23\" cy=\"5.5\" r=\"5.5\" fill=\"#ffbd2e\"></circle>\
    <circle cx=\"40.5\" cy=\"5.5\" r=\"5.5\" fill=\"#27c93f\"></circle></svg>";

/// The numbers of the lines, in a box of their own: who copies the code does not copy them.
fn numbers(writer: &mut Writer, first: Option<usize>, lines: usize, scheme: Option<CodeTheme>) {
    let mut own = String::from(
        "flex:none;margin:0;padding-right:8px;overflow-x:visible;background:none;text-align:right;user-select:none",
    );
    if let Some(scheme) = scheme {
        push(&mut own, &format!("color:{}", scheme.muted()));
    }
    let element = Element::new(local_name!("pre")).style(&own);
    writer.open(Origin::Article, &local_name!("pre"), &element);
    let first = first.unwrap_or(1).min(HIGHEST);
    let mut text = String::with_capacity(lines * 4);
    for number in first..first + lines {
        if number > first {
            text.push('\n');
        }
        text.push_str(&number.to_string());
    }
    writer.text(&text);
    writer.close();
}

fn push(style: &mut String, declarations: &str) {
    if !style.is_empty() {
        style.push(';');
    }
    push_attribute(style, declarations);
}

/// Names of no language, which readers need not see.
fn is_plain(language: &str) -> bool {
    ["text", "plain", "plaintext", "txt", "none", "nohighlight"]
        .iter()
        .any(|plain| plain.eq_ignore_ascii_case(language))
}
