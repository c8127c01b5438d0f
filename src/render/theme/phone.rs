//! What of a site's style sheets speaks to a phone in daylight: its screen is 375 px wide and held upright,
//! its readers point with a finger. `@media` and the like come in, plain rules go out.

use super::sheet::{block_end, find, without_comments};

/// Width of the screen, in CSS pixels.
const WIDTH: f64 = 375.0;

/// Height of the screen, in CSS pixels.
const HEIGHT: f64 = 812.0;

/// Deepest nesting of at-rules that is looked into.
const DEEPEST: usize = 16;

/// The rules that hold on a phone, without the at-rules around them; `@import`s are left out.
pub(in crate::render) fn parts_for_phones(css: &str) -> String {
    let bare = without_comments(css);
    let mut rules = String::with_capacity(bare.len());
    collect(&bare, &mut rules, DEEPEST);
    rules
}

/// The sheets that a sheet imports, as written, each with the media it is for; none that speak to no phone.
pub(crate) fn imported_sheets(css: &str) -> Vec<(String, String)> {
    let bare = without_comments(css);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bare.len() {
        let stop = find(&bare, at, b"{};");
        let head = bare[at..stop].trim();
        at = stop + 1;
        // Imports stand before everything but `@charset` and `@layer`.
        if bare.as_bytes().get(stop) == Some(&b'{') || !head.starts_with('@') {
            break;
        }
        let Some(rest) = head.strip_prefix("@import") else {
            continue;
        };
        if let Some((href, media)) = import(rest.trim_start())
            && is_for_phones(media)
        {
            found.push((href.to_owned(), media.to_owned()));
        }
    }
    found
}

/// `url(a.css) screen`, `"a.css" layer(x) screen`.
fn import(text: &str) -> Option<(&str, &str)> {
    let (href, rest) = if let Some(inside) = text.strip_prefix("url(") {
        inside.split_once(')')?
    } else {
        let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        text[1..].split_once(quote)?
    };
    let href = href.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let mut media = rest.trim();
    for word in ["layer", "supports"] {
        if let Some(after) = media.strip_prefix(word) {
            let after = match after.strip_prefix('(') {
                Some(inside) => inside.split_once(')')?.1,
                None => after,
            };
            media = after.trim();
        }
    }
    Some((href, media))
}

fn collect(css: &str, rules: &mut String, depth: usize) {
    let mut at = 0;
    while at < css.len() {
        let stop = find(css, at, b"{};");
        let head = css[at..stop].trim();
        if css.as_bytes().get(stop) != Some(&b'{') {
            at = stop + 1;
            continue;
        }
        let end = block_end(css, stop);
        let inside = &css[stop + 1..end];
        at = end + 1;
        let Some(rule) = head.strip_prefix('@') else {
            rules.extend([head, "{", inside, "}\n"]);
            continue;
        };
        let name_end = rule
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(rule.len());
        let (name, condition) = rule.split_at(name_end);
        let holds = match name.to_ascii_lowercase().as_str() {
            "media" => is_for_phones(condition),
            // What WeChat's own engines know is more than what sheets still ask for.
            "supports" => !condition.trim_start().starts_with("not"),
            "layer" | "scope" => true,
            _ => false,
        };
        if holds && depth > 0 {
            collect(inside, rules, depth - 1);
        }
    }
}

/// Whether a list of media queries holds on a phone.
pub(in crate::render) fn is_for_phones(media: &str) -> bool {
    media.trim().is_empty() || media.to_ascii_lowercase().split(',').any(query)
}

fn query(query: &str) -> bool {
    let query = query.trim();
    let (negated, query) = match query.strip_prefix("not ") {
        Some(rest) => (true, rest.trim()),
        None => (false, query.strip_prefix("only ").unwrap_or(query).trim()),
    };
    let holds = query
        .split(" and ")
        .flat_map(|part| part.split(" and("))
        .all(|part| any_of(part.trim()));
    holds != negated
}

fn any_of(part: &str) -> bool {
    if !part.contains('(') && !part.contains(')') {
        return matches!(part, "all" | "screen");
    }
    part.split(" or ").any(|feature| {
        let feature = feature.trim();
        match feature.strip_prefix("not ") {
            Some(rest) => !holds(rest),
            None => holds(feature),
        }
    })
}

fn holds(feature: &str) -> bool {
    let feature = feature
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
        .trim();
    if feature.contains(['<', '>']) {
        return in_range(feature);
    }
    let (name, value) = feature.split_once(':').unwrap_or((feature, ""));
    let (name, value) = (name.trim(), value.trim());
    match name {
        "max-width" | "max-device-width" => length(value).is_some_and(|limit| WIDTH <= limit),
        "min-width" | "min-device-width" => length(value).is_some_and(|limit| WIDTH >= limit),
        "max-height" => length(value).is_some_and(|limit| HEIGHT <= limit),
        "min-height" => length(value).is_some_and(|limit| HEIGHT >= limit),
        "orientation" => value == "portrait",
        "prefers-color-scheme" => value == "light",
        "prefers-reduced-motion" | "prefers-contrast" | "prefers-reduced-transparency" => {
            value == "no-preference"
        }
        "hover" | "any-hover" | "inverted-colors" | "forced-colors" => value == "none",
        "pointer" | "any-pointer" => value == "coarse",
        "color" | "width" | "height" => value.is_empty(),
        _ => false,
    }
}

/// `width <= 600px`, `400px < width <= 600px`.
fn in_range(feature: &str) -> bool {
    let parts: Vec<&str> = feature
        .split(['<', '>', '='])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let signs: Vec<char> = feature.chars().filter(|c| matches!(c, '<' | '>')).collect();
    let value = |part: &str| match part {
        "width" => Some(WIDTH),
        "height" => Some(HEIGHT),
        _ => length(part),
    };
    parts.len() == signs.len() + 1
        && parts.windows(2).zip(&signs).all(|(pair, sign)| {
            let (Some(left), Some(right)) = (value(pair[0]), value(pair[1])) else {
                return false;
            };
            if *sign == '<' {
                left <= right
            } else {
                left >= right
            }
        })
}

/// Pixels; `em` and `rem` are those of the browser here, whatever the page says.
fn length(value: &str) -> Option<f64> {
    for (unit, pixels) in [("px", 1.0), ("rem", 16.0), ("em", 16.0), ("", 1.0)] {
        if let Some(number) = value.strip_suffix(unit)
            && let Ok(number) = number.trim().parse::<f64>()
        {
            return Some(number * pixels);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_answered_by_a_phone() {
        for holds in [
            "",
            "all",
            "only screen",
            "screen and (max-width: 600px)",
            "(max-width:37.5em)",
            "print, (min-width: 320px) and (max-width: 480px)",
            "(width <= 600px)",
            "(320px < width < 400px)",
            "(prefers-color-scheme: light)",
            "(prefers-color-scheme:dark) or (orientation: portrait)",
            "not print",
            "(hover: none)",
        ] {
            assert!(is_for_phones(holds), "{holds}");
        }
        for fails in [
            "print",
            "screen and (min-width: 768px)",
            "(prefers-color-scheme: dark)",
            "not screen",
            "(width >= 600px)",
            "(hover)",
            "(hover: hover)",
            "(prefers-reduced-motion)",
            "speech",
            "(unknown: 3)",
        ] {
            assert!(!is_for_phones(fails), "{fails}");
        }
    }

    #[test]
    fn imports_are_found_where_they_count() {
        let css = "@charset 'u'; @import \"a.css\"; @import url( 'b.css' ) screen;
            @import url(c.css) print; @import 'd.css' layer(x) (max-width: 500px); p{} @import 'e.css';";
        let found = imported_sheets(css);
        let found: Vec<_> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(
            found,
            [
                ("a.css", ""),
                ("b.css", "screen"),
                ("d.css", "(max-width: 500px)")
            ]
        );
    }

    #[test]
    fn what_holds_is_taken_out_of_its_at_rules() {
        let css = "@charset 'x'; a{b:c} @media (max-width:400px){ d{e:f} @supports (x:y){g{h:i}} }
            @media print{ j{k:l} } @layer m { n{o:'}'} } @font-face{font-family:x} @import 'y'; z{q:r}";
        assert_eq!(
            parts_for_phones(css),
            "a{b:c}\nd{e:f}\ng{h:i}\nn{o:'}'}\nz{q:r}\n"
        );
        for odd in ["@", "@media", "@media{", "{", "}", "a{", "@media x{a{b:c}"] {
            parts_for_phones(odd);
        }
    }
}
