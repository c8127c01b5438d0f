//! From the named arguments of a sentence to the values its catalogue entry works with.
//!
//! Everything arrives as text. Counts become numbers, so that an entry can choose its plural; sizes
//! in bytes become what people read; what a service may leave out becomes the word `none`, so that
//! an entry can choose to say nothing; what a system says about its failures is looked up, so that the
//! usual ones are told in the reader's language. All other text stays as it is.

use fluent_bundle::{FluentArgs, FluentValue};

/// Arguments that count things.
const COUNTS: [&str; 14] = [
    "others",
    "articles",
    "assets",
    "count",
    "entries",
    "failed",
    "files",
    "forgotten",
    "images",
    "kept",
    "lines",
    "requests",
    "reused",
    "uploaded",
];

/// Arguments in bytes.
const SIZES: [&str; 4] = ["size", "limit", "bytes", "total"];

/// Of these, the two that stand beside each other to be compared.
const COMPARED: [&str; 2] = ["size", "limit"];

/// Arguments that a reply may not carry.
const OPTIONAL: [&str; 9] = [
    "rid", "ip", "similar", "kind", "called", "most", "proxy", "hours", "numbers",
];

/// What an optional argument is when it is empty or was not given.
const NONE: &str = "none";

/// The argument that says why.
const REASON: &str = "reason";

/// What the service says, in its own words.
const SERVICE_TEXT: &str = "errmsg";

/// The values of a sentence's arguments; `known` gives the text of an id, if there is one.
pub(super) fn values<'a>(
    arguments: &'a [(&str, String)],
    known: impl Fn(&str) -> Option<String>,
) -> FluentArgs<'a> {
    let mut values = FluentArgs::with_capacity(arguments.len() + OPTIONAL.len());
    for name in OPTIONAL {
        values.set(name, NONE);
    }
    for (name, value) in arguments {
        let value = if COUNTS.contains(name) {
            FluentValue::try_number(value)
        } else if SIZES.contains(name) {
            FluentValue::from(size_beside(arguments, name, value))
        } else if *name == REASON
            && let Some(text) = known(&reason_id(value))
        {
            FluentValue::from(text)
        } else if *name == SERVICE_TEXT
            && let Some(text) = errcode_ids(arguments).iter().find_map(|id| known(id))
        {
            FluentValue::from(text)
        } else if OPTIONAL.contains(name) && value.is_empty() {
            FluentValue::from(NONE)
        } else {
            FluentValue::from(value.as_str())
        };
        values.set(*name, value);
    }
    values
}

/// The ids under which the code of a reply may be explained: for its kind of request, and for all.
pub(super) fn errcode_ids(arguments: &[(&str, String)]) -> Vec<String> {
    let argument = |wanted: &str| {
        let mut arguments = arguments.iter();
        arguments
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let Some(errcode) = argument("errcode") else {
        return Vec::new();
    };
    let id = match errcode.strip_prefix('-') {
        Some(digits) => format!("errcode-minus-{digits}"),
        None => format!("errcode-{}", errcode.replace(' ', "-")),
    };
    match argument("subject") {
        Some(subject) => vec![format!("{id}-{subject}"), id],
        None => vec![id],
    }
}

/// The id of a system's sentence: `Permission denied` is `reason-permission-denied`.
fn reason_id(text: &str) -> String {
    let words = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase);
    words.fold("reason".to_owned(), |id, word| id + "-" + &word)
}

/// A size as people read it; to the byte where rounding would make it look equal to its neighbour
/// ("1 MB is over the limit of 1 MB").
fn size_beside(arguments: &[(&str, String)], name: &str, value: &str) -> String {
    let Ok(bytes) = value.parse::<u64>() else {
        return value.to_owned();
    };
    let shown = size(bytes);
    let looks_equal = COMPARED.contains(&name)
        && arguments.iter().any(|(other, text)| {
            *other != name
                && COMPARED.contains(other)
                && text
                    .parse()
                    .is_ok_and(|other| other != bytes && size(other) == shown)
        });
    if looks_equal {
        format!("{bytes} B")
    } else {
        shown
    }
}

/// `812 B`, `79.3 KB`, `1.2 MB`: steps of 1024, as the service counts its limits.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // Tenths of a unit, rounded; integers, so that no size is too large to be shown.
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = "B";
    for next in UNITS {
        if tenths < 10_235 {
            break;
        }
        tenths = (tenths + 512) / 1024;
        unit = next;
    }
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {unit}"),
        (whole, tenth) => format!("{whole}.{tenth} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_naturally() {
        let cases = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KB"),
            (1_572_864, "1.5 MB"),
            (1_048_575, "1 MB"),
            (268_435_456, "256 MB"),
            (5 << 40, "5 TB"),
        ];
        for (bytes, shown) in cases {
            assert_eq!(size(bytes), shown);
        }
        assert_eq!(size(u64::MAX), "16777216 TB");
    }

    #[test]
    fn what_a_system_says_has_an_id() {
        let cases = [
            ("Permission denied", "reason-permission-denied"),
            ("Input/output error", "reason-input-output-error"),
            (
                "not of the form `NAME=value`",
                "reason-not-of-the-form-name-value",
            ),
            ("无权", "reason"),
        ];
        for (text, id) in cases {
            assert_eq!(reason_id(text), id);
        }
    }

    #[test]
    fn a_size_just_over_the_limit_is_told_to_the_byte() {
        let arguments = [
            ("size", "1048576".to_owned()),
            ("limit", "1048575".to_owned()),
        ];
        assert_eq!(size_beside(&arguments, "size", "1048576"), "1048576 B");
        assert_eq!(size_beside(&arguments, "limit", "1048575"), "1048575 B");
    }
}
