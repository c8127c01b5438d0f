//! How counters are written: as digits, letters, Roman or Chinese numbers, by the names of CSS.

/// How a counter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    Decimal,
    /// `01`, `02`, …
    Padded,
    UpperRoman,
    UpperLatin,
    /// 一、二、三……
    Chinese,
}

impl Numbering {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "decimal" => Self::Decimal,
            "decimal-leading-zero" => Self::Padded,
            "upper-roman" => Self::UpperRoman,
            "upper-alpha" | "upper-latin" => Self::UpperLatin,
            "cjk-ideographic"
            | "simp-chinese-informal"
            | "trad-chinese-informal"
            | "cjk-decimal" => Self::Chinese,
            _ => return None,
        })
    }

    pub(super) fn write(self, number: i32) -> String {
        let positive = usize::try_from(number).unwrap_or(0);
        match self {
            Self::Padded if number >= 0 => format!("{number:02}"),
            Self::UpperRoman if (1..=3999).contains(&positive) => roman(positive),
            Self::UpperLatin if (1..=26).contains(&positive) => {
                char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[positive - 1]).to_string()
            }
            Self::Chinese if (1..=99).contains(&positive) => chinese(positive),
            _ => number.to_string(),
        }
    }
}

fn roman(mut number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    text
}

/// 一 to 九十九.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, number % 10);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written() {
        for (numbering, number, expected) in [
            (Numbering::Padded, 7, "07"),
            (Numbering::Chinese, 10, "十"),
            (Numbering::Chinese, 42, "四十二"),
            (Numbering::Chinese, 100, "100"),
            (Numbering::UpperRoman, 14, "XIV"),
            (Numbering::UpperLatin, 2, "B"),
            (Numbering::Decimal, -1, "-1"),
        ] {
            assert_eq!(numbering.write(number), expected);
        }
    }
}
