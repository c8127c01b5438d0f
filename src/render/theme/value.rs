//! Values of CSS that are worked out before they reach a page: `var()`, `calc()` over one unit, and
//! `color-mix()`. Not every client that shows an article knows them, and characters count.

use svgtypes::Color;

use super::sheet;

/// Longest value that is still worked out, in bytes: variables that hold each other twice could grow
/// without end.
const LONGEST: usize = 4096;

/// Deepest nesting of variables and parentheses.
const DEEPEST: usize = 16;

/// Puts the values of variables into a value. `known` gives the value of a name; `None` leaves the
/// `var()` as it is.
pub(super) fn substitute<'v>(value: &str, known: &impl Fn(&str) -> Option<&'v str>) -> String {
    let mut whole = value.to_owned();
    for _ in 0..DEEPEST {
        let (next, changed) = substitute_once(&whole, known);
        if !changed || next.len() > LONGEST {
            break;
        }
        whole = next;
    }
    whole
}

fn substitute_once<'v>(value: &str, known: &impl Fn(&str) -> Option<&'v str>) -> (String, bool) {
    let mut result = String::with_capacity(value.len());
    let mut rest = value;
    let mut changed = false;
    while let Some(at) = rest.find("var(") {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        let end = closing(from, 3).unwrap_or(from.len());
        let inside = &from[4..end.min(from.len()).max(4)];
        let comma = sheet::find(inside, 0, b",");
        let name = inside[..comma].trim();
        let fallback = inside.get(comma + 1..).map(str::trim);
        match known(name).or(fallback) {
            Some(text) => {
                result.push_str(text);
                changed = true;
            }
            None => result.push_str(&from[..(end + 1).min(from.len())]),
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    result.push_str(rest);
    (result, changed)
}

/// The `)` that belongs to the `(` at `open`.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Works out what can be worked out; the rest stays as it is written.
pub(super) fn evaluate(value: &str) -> String {
    let mut whole = value.to_owned();
    for _ in 0..DEEPEST {
        // The last one first: it holds no other.
        let found = ["calc(", "color-mix("]
            .into_iter()
            .filter_map(|name| Some((whole.rfind(name)?, name)))
            .max();
        let Some((at, name)) = found else {
            break;
        };
        let open = at + name.len() - 1;
        let Some(end) = closing(&whole, open) else {
            break;
        };
        let inside = &whole[open + 1..end];
        let result = if name == "calc(" {
            calculate(inside)
        } else {
            mix(inside)
        };
        let Some(result) = result else {
            break;
        };
        whole.replace_range(at..=end, &result);
    }
    whole
}

/// A number and its unit.
type Amount<'a> = (f64, &'a str);

/// A sum of products over one unit.
fn calculate(expression: &str) -> Option<String> {
    let mut rest = expression;
    let (number, unit) = sum(&mut rest, 0)?;
    if !rest.trim().is_empty() || !number.is_finite() {
        return None;
    }
    Some(format!("{}{unit}", rounded(number)))
}

/// Two digits behind the point, and no more than needed.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn sum<'a>(rest: &mut &'a str, depth: usize) -> Option<Amount<'a>> {
    let (mut total, mut unit) = product(rest, depth)?;
    loop {
        let text = rest.trim_start();
        let sign = match text.as_bytes().first() {
            Some(b'+') => 1.0,
            Some(b'-') => -1.0,
            _ => return Some((total, unit)),
        };
        *rest = &text[1..];
        let (number, other) = product(rest, depth)?;
        if unit != other && number != 0.0 && total != 0.0 {
            return None;
        }
        if total == 0.0 && !other.is_empty() {
            unit = other;
        }
        total += sign * number;
    }
}

fn product<'a>(rest: &mut &'a str, depth: usize) -> Option<Amount<'a>> {
    let (mut total, mut unit) = amount(rest, depth)?;
    loop {
        let text = rest.trim_start();
        let divides = match text.as_bytes().first() {
            Some(b'*') => false,
            Some(b'/') => true,
            _ => return Some((total, unit)),
        };
        *rest = &text[1..];
        let (number, other) = amount(rest, depth)?;
        match (unit.is_empty(), other.is_empty(), divides) {
            (_, true, true) if number != 0.0 => total /= number,
            (_, true, false) => total *= number,
            (true, false, false) => {
                total *= number;
                unit = other;
            }
            _ => return None,
        }
    }
}

fn amount<'a>(rest: &mut &'a str, depth: usize) -> Option<Amount<'a>> {
    let text = rest.trim_start();
    if let Some(inside) = text.strip_prefix('(') {
        if depth >= DEEPEST {
            return None;
        }
        *rest = inside;
        let result = sum(rest, depth + 1)?;
        *rest = rest.trim_start().strip_prefix(')')?;
        return Some(result);
    }
    let digits = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && matches!(c, '-' | '+'))))
        .map_or(text.len(), |(at, _)| at);
    let number = text[..digits].parse().ok()?;
    let after = &text[digits..];
    let length = after
        .find(|c: char| !(c.is_ascii_alphabetic() || c == '%'))
        .unwrap_or(after.len());
    *rest = &after[length..];
    Some((number, &after[..length]))
}

/// `in srgb, colour 30%, colour`.
fn mix(inside: &str) -> Option<String> {
    let parts: Vec<_> = sheet::list(inside, 0..inside.len()).collect();
    let [space, first, second] = parts[..] else {
        return None;
    };
    let space: Vec<_> = space.text.split_whitespace().collect();
    if space != ["in", "srgb"] {
        return None;
    }
    let (first, share) = colour_and_share(first.text)?;
    let (second, other) = colour_and_share(second.text)?;
    let share = match (share, other) {
        (Some(share), None) => share,
        (None, Some(other)) => 1.0 - other,
        (None, None) => 0.5,
        (Some(share), Some(other)) if share + other > 0.0 => share / (share + other),
        _ => return None,
    };
    if (0.0..=1.0).contains(&share) && first.alpha == 255 && second.alpha == 0 {
        return Some(thinned(first, share));
    }
    if !(0.0..=1.0).contains(&share) || first.alpha < 255 || second.alpha < 255 {
        return None;
    }
    let channel = |one: u8, two: u8| f64::from(one) * share + f64::from(two) * (1.0 - share);
    Some(hex(
        channel(first.red, second.red),
        channel(first.green, second.green),
        channel(first.blue, second.blue),
    ))
}

/// A colour that covers so much of what is under it.
fn thinned(colour: Color, share: f64) -> String {
    let share = rounded(share).to_string();
    let share = share
        .strip_prefix('0')
        .filter(|share| share.starts_with('.'))
        .unwrap_or(&share);
    format!(
        "rgba({},{},{},{share})",
        colour.red, colour.green, colour.blue
    )
}

fn colour_and_share(text: &str) -> Option<(Color, Option<f64>)> {
    let (colour, share) = match text.rsplit_once(char::is_whitespace) {
        Some((colour, share)) if share.ends_with('%') => (colour, Some(share)),
        _ => (text, None),
    };
    let share = match share {
        Some(share) => Some(share.trim_end_matches('%').parse::<f64>().ok()? / 100.0),
        None => None,
    };
    Some((colour.trim().parse().ok()?, share))
}

fn hex(red: f64, green: f64, blue: f64) -> String {
    let [red, green, blue] = [red, green, blue].map(|channel| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to what a byte holds"
        )]
        let byte = (channel + 1e-6).round().clamp(0.0, 255.0) as u8;
        byte
    });
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A colour as `#rrggbb`; `None` for what is none, or lets shine through.
pub(in crate::render) fn opaque_colour(text: &str) -> Option<String> {
    let colour: Color = text.trim().parse().ok()?;
    (colour.alpha == 255).then(|| {
        hex(
            f64::from(colour.red),
            f64::from(colour.green),
            f64::from(colour.blue),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_with_their_fallbacks() {
        let known = |name: &str| match name {
            "--a" => Some("var(--b) 1px"),
            "--b" => Some("red"),
            "--loop" => Some("var(--loop) var(--loop)"),
            _ => None,
        };
        for (value, expected) in [
            ("var(--a)", "red 1px"),
            ("x var( --b , blue )y", "x redy"),
            ("var(--c, var(--b))", "red"),
            ("var(--c)", "var(--c)"),
            ("var(--c", "var(--c"),
            ("var(", "var("),
        ] {
            assert_eq!(substitute(value, &known), expected, "{value}");
        }
        assert!(substitute("var(--loop)", &known).len() <= LONGEST);
    }

    #[test]
    fn sums_over_one_unit_are_worked_out() {
        for (value, expected) in [
            ("calc(16px - 1px)", "15px"),
            ("0 calc( (2px + 1px) * 2 ) 1em", "0 6px 1em"),
            ("calc(10px / 4)", "2.5px"),
            ("calc(2 * 1.05em)", "2.1em"),
            ("calc(calc(1px + 1px) * 2)", "4px"),
            ("calc(100% - 10px)", "calc(100% - 10px)"),
            ("calc(1px / 0)", "calc(1px / 0)"),
            ("calc(1px *)", "calc(1px *)"),
            ("calc(", "calc("),
        ] {
            assert_eq!(evaluate(value), expected, "{value}");
        }
        assert!(evaluate(&format!("calc({}1px)", "(".repeat(5000))).len() > 5000);
    }

    #[test]
    fn colours_are_mixed() {
        for (value, expected) in [
            ("color-mix(in srgb, #000 10%, #fff)", "#e6e6e6"),
            (
                "1px solid color-mix(in srgb, red, blue)",
                "1px solid #800080",
            ),
            ("color-mix(in srgb, #000, white 10%)", "#1a1a1a"),
            (
                "color-mix(in srgb, #1d7362 6%, transparent)",
                "rgba(29,115,98,.06)",
            ),
            ("color-mix(in srgb, rgb(0, 0, 0) 50%, #fff)", "#808080"),
            (
                "color-mix(in oklab, red, blue)",
                "color-mix(in oklab, red, blue)",
            ),
            (
                "color-mix(in srgb, nope, blue)",
                "color-mix(in srgb, nope, blue)",
            ),
        ] {
            assert_eq!(evaluate(value), expected, "{value}");
        }
        assert_eq!(opaque_colour("Teal").as_deref(), Some("#008080"));
        assert_eq!(opaque_colour("#0f766e80"), None);
        assert_eq!(opaque_colour("blau"), None);
    }
}
