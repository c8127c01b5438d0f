//! Lengths of time as people write them: `90s`, `10m`, `2h`; a bare number is seconds.

use std::time::Duration;

use serde::{Deserialize as _, Deserializer};

/// Longest that makes sense, in seconds: a day.
const LONGEST: u64 = 24 * 3600;

/// Reads a length of time from a second to a day.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let unit = match unit.trim() {
        "" | "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3600),
        _ => None,
    };
    digits
        .parse::<u64>()
        .ok()
        .zip(unit)
        .and_then(|(count, unit)| count.checked_mul(unit))
        .filter(|seconds| (1..=LONGEST).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| "expected a time such as 90s, 10m or 2h".to_owned())
}

/// Reads one of a file: text, or a number of seconds.
pub(crate) fn of_file<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    let text = match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => text,
        toml::Value::Integer(seconds) => seconds.to_string(),
        _ => String::new(),
    };
    parse(&text).map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let seconds = |text| parse(text).map(|time| time.as_secs()).ok();
        assert_eq!(seconds("90"), Some(90));
        assert_eq!(seconds("90s"), Some(90));
        assert_eq!(seconds(" 10 m "), Some(600));
        assert_eq!(seconds("10min"), Some(600));
        assert_eq!(seconds("24h"), Some(86_400));
        for wrong in [
            "",
            "0",
            "25h",
            "m",
            "1d",
            "-1s",
            "1.5h",
            "99999999999999999999h",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
