//! Headlines and formulas as one would say them in a line of text.

/// A headline without what generators write behind it: `{#id .class}`, docsify's `:id=…` and `:ignore`.
pub(super) fn headline(text: &str) -> String {
    let mut text = text.trim_end();
    if text.ends_with('}')
        && let Some(at) = text.rfind('{')
    {
        text = text[..at].trim_end();
    }
    let words = text.split(' ');
    let of_docsify = |word: &&str| word.starts_with(":id=") || word.starts_with(":ignore");
    let words: Vec<&str> = words.filter(|word| !of_docsify(word)).collect();
    words.join(" ")
}

/// Signs of TeX that stand for one character.
const SIGNS: [(&str, &str); 12] = [
    ("bmod", "mod"),
    ("pmod", "mod"),
    ("times", "×"),
    ("cdot", "·"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("to", "→"),
    ("infty", "∞"),
];

/// A formula as one would say it in a line of text: signs for commands, or their names; no braces.
pub(super) fn plain_formula(formula: &str) -> String {
    let mut text = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(at) = rest.find(['\\', '{', '}']) {
        text.push_str(&rest[..at]);
        let command = rest[at..].strip_prefix('\\');
        rest = &rest[at + 1..];
        if command.is_some() {
            let length = rest
                .find(|letter: char| !letter.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            let sign = SIGNS.iter().find(|(known, _)| *known == name);
            text.push_str(sign.map_or(name, |(_, sign)| sign));
            rest = after;
        }
    }
    text.push_str(rest);
    text
}
