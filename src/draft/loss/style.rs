//! Style attributes: their declarations, and when two values say the same.

/// The declarations, split where CSS splits them: not inside of quotes and parentheses.
pub(super) fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(style);
    std::iter::from_fn(move || {
        let style = rest?;
        let end = end_of_declaration(style);
        rest = style.get(end + 1..);
        Some(style[..end].split_once(':'))
    })
    .flatten()
    .map(|(property, value)| (property.trim(), value.trim()))
    .filter(|(property, value)| !property.is_empty() && !value.is_empty())
}

fn end_of_declaration(style: &str) -> usize {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, byte) in style.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            (None, b';') if depth == 0 => return at,
            _ => {}
        }
    }
    style.len()
}

/// What is in the first `url()` of a value, if it is an address.
pub(super) fn address(value: &str) -> Option<&str> {
    let bytes = value.as_bytes();
    let start = bytes
        .windows(4)
        .position(|window| window.eq_ignore_ascii_case(b"url("))?;
    let inside = &value[start + 4..];
    let inside = inside[..inside.rfind(')').unwrap_or(inside.len())].trim();
    let quote = inside.chars().next().filter(|open| "\"'".contains(*open));
    let inside = match quote {
        Some(quote) => inside[1..].split(quote).next().unwrap_or_default(),
        None => inside.split(')').next().unwrap_or_default(),
    };
    let inside = inside.trim();
    (!inside.is_empty() && !inside.starts_with('#')).then_some(inside)
}

/// A value in the one spelling that is compared: in small letters, without quotes, with spaces only between
/// words, colours as `rgb()`.
pub(super) fn normal(value: &str) -> String {
    let mut normal = String::with_capacity(value.len() + 8);
    let mut gap = false;
    let mut letters = value.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter.is_whitespace() {
            gap = true;
            continue;
        }
        if matches!(letter, '"' | '\'') {
            continue;
        }
        let is_mark = |mark: char| ",()/!+*".contains(mark);
        if gap && !is_mark(letter) && !normal.ends_with(is_mark) && !normal.is_empty() {
            normal.push(' ');
        }
        gap = false;
        let in_number = normal.ends_with(|before: char| before.is_ascii_digit() || before == '.');
        let rest = &value[at + letter.len_utf8()..];
        if letter == '#'
            && let Some((colour, length)) = colour(rest)
        {
            normal.push_str(&colour);
            letters.nth(length - 1);
        } else if letter == '.' && !in_number {
            normal.push_str("0.");
        } else {
            let in_word = in_number || ends_in_word(&normal);
            normal.extend(letter.to_lowercase());
            if letter == '0' && !in_word && is_pixels(rest) {
                letters.nth(1);
            }
        }
    }
    normal
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|before: char| before.is_alphanumeric() || before == '-' || before == '#')
}

fn is_pixels(rest: &str) -> bool {
    let after = rest.get(2..).and_then(|rest| rest.chars().next());
    rest.get(..2)
        .is_some_and(|unit| unit.eq_ignore_ascii_case("px"))
        && !after.is_some_and(char::is_alphanumeric)
}

/// A colour of three or six digits as `rgb()`; and how many digits it took.
fn colour(rest: &str) -> Option<(String, usize)> {
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let step = match length {
        3 => 1,
        6 => 2,
        _ => return None,
    };
    let part = |number: usize| {
        let digits = &rest[number * step..(number + 1) * step];
        u8::from_str_radix(&digits.repeat(3 - step), 16).ok()
    };
    let (red, green, blue) = (part(0)?, part(1)?, part(2)?);
    Some((format!("rgb({red},{green},{blue})"), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_split_outside_of_quotes_and_parentheses() {
        let style = "color:red; background:url(data:a;b) ;font-family:\"甲;乙\",serif;;bad;x:;";
        assert_eq!(
            declarations(style).collect::<Vec<_>>(),
            [
                ("color", "red"),
                ("background", "url(data:a;b)"),
                ("font-family", "\"甲;乙\",serif"),
            ]
        );
    }

    #[test]
    fn one_value_has_one_spelling() {
        for (one, other) in [
            ("#FFF", "rgb(255, 255, 255)"),
            ("1px solid #0a0B0c", "1px  solid rgb(10,11,12)"),
            ("0 auto 0px", "0px auto 0"),
            ("rgba(0, 0, 0, .5)", "rgba(0,0,0,0.5)"),
            ("\"PingFang SC\", serif", "'pingfang sc',serif"),
            ("red!important", "red !important"),
        ] {
            assert_eq!(normal(one), normal(other), "{one}");
        }
        for (one, other) in [
            ("10px", "1px"),
            ("1px 2px", "12px"),
            ("#fff", "#ffe"),
            ("100px", "10"),
        ] {
            assert_ne!(normal(one), normal(other), "{one}");
        }
        assert_eq!(normal("0.5em 10px 图"), "0.5em 10px 图");
    }

    #[test]
    fn addresses_are_read_in_all_quotes() {
        for value in [
            "url(a.png)",
            "#fff URL( \"a.png\" ) 0 0",
            "url('a.png'), url(b.png)",
        ] {
            assert_eq!(address(value), Some("a.png"), "{value}");
        }
        assert_eq!(address("url(#a)"), None);
        assert_eq!(address("red"), None);
        assert_eq!(address("url(a.png"), Some("a.png"));
    }
}
