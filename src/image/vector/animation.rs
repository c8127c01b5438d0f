//! Animations of a drawing: where one stays at its last frame, that frame is the picture.
//!
//! Cards on code hosts fade their text in from nothing; as it stands in the file, nothing would be drawn.
//! In: style sheets and declarations; out: the same with what the last frame says written behind them.

use std::collections::HashMap;

/// What a last frame may say; the others the drawer reads in another way than CSS writes them.
const TAKEN: [&str; 8] = [
    "opacity",
    "fill-opacity",
    "stroke-opacity",
    "visibility",
    "fill",
    "stroke",
    "stroke-dashoffset",
    "stroke-dasharray",
];

/// The last frames of the animations in some style sheets, by their names.
#[derive(Default)]
pub(super) struct Animations(HashMap<String, String>);

impl Animations {
    /// Reads the frames of one more sheet.
    pub(super) fn read(&mut self, sheet: &str) {
        for block in Blocks(sheet) {
            let Some(name) = keyframes(block.prelude) else {
                continue;
            };
            let last = Blocks(block.body).find(|frame| {
                let mut moments = frame.prelude.split(',').map(str::trim);
                moments.any(|moment| moment == "to" || moment == "100%")
            });
            let said: String = last
                .map_or("", |frame| frame.body)
                .split(';')
                .filter(|declaration| {
                    let property = declaration.split(':').next().unwrap_or("").trim();
                    TAKEN.contains(&property)
                })
                .flat_map(|declaration| [";", declaration])
                .collect();
            self.0.insert(name.to_owned(), said);
        }
    }

    /// A sheet whose rules end as their animations do.
    pub(super) fn settled(&self, sheet: &str) -> String {
        let mut result = String::with_capacity(sheet.len());
        let mut copied = 0;
        for block in Blocks(sheet) {
            if let Some(said) = self
                .said(block.body)
                .filter(|_| !block.prelude.starts_with('@'))
            {
                let end = block.end(sheet);
                result.push_str(&sheet[copied..end]);
                result.push_str(said);
                copied = end;
            }
        }
        result.push_str(&sheet[copied..]);
        result
    }

    /// What the animation in some declarations says at its end, if it stays there.
    pub(super) fn said(&self, declarations: &str) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let (_, values) = declarations.split_once("animation")?;
        let mut words = values.split(|c: char| c.is_whitespace() || ":;,".contains(c));
        if !words
            .clone()
            .any(|word| ["forwards", "both"].contains(&word))
        {
            return None;
        }
        words.find_map(|word| self.0.get(word)).map(String::as_str)
    }
}

/// The name in `@keyframes name`.
fn keyframes(prelude: &str) -> Option<&str> {
    let (rule, name) = prelude.split_once(char::is_whitespace)?;
    (rule.starts_with('@') && rule.ends_with("keyframes"))
        .then(|| name.trim().trim_matches(['"', '\'']))
}

/// A prelude and what stands between the braces behind it.
struct Block<'c> {
    prelude: &'c str,
    body: &'c str,
}

impl Block<'_> {
    /// Where the body ends in the text it was cut from.
    fn end(&self, text: &str) -> usize {
        self.body.as_ptr() as usize - text.as_ptr() as usize + self.body.len()
    }
}

/// The outermost blocks of a text.
struct Blocks<'c>(&'c str);

impl<'c> Iterator for Blocks<'c> {
    type Item = Block<'c>;

    fn next(&mut self) -> Option<Block<'c>> {
        let (before, rest) = self.0.split_once('{')?;
        let mut depth = 0_usize;
        let end = rest.bytes().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => return true,
                b'}' => depth -= 1,
                _ => {}
            }
            false
        })?;
        self.0 = &rest[end + 1..];
        let prelude = before.rsplit([';', '}']).next().unwrap_or(before);
        let prelude = prelude.rsplit("*/").next().unwrap_or(prelude);
        Some(Block {
            prelude: prelude.trim(),
            body: &rest[..end],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(sheet: &str) -> String {
        let mut animations = Animations::default();
        animations.read(sheet);
        animations.settled(sheet)
    }

    #[test]
    fn what_stays_at_its_last_frame_is_drawn_so() {
        assert_eq!(
            settled(
                "/* a */ .s { opacity: 0; animation: in 0.3s ease forwards; } \
                 @keyframes in { from { opacity: 0 } to { opacity: 1; transform: none } }"
            ),
            "/* a */ .s { opacity: 0; animation: in 0.3s ease forwards; ; opacity: 1} \
             @keyframes in { from { opacity: 0 } to { opacity: 1; transform: none } }"
        );
    }

    #[test]
    fn what_goes_on_or_returns_stays_as_it_is() {
        for sheet in [
            ".s{animation: in 1s infinite} @keyframes in{100%{opacity:1}}",
            ".s{animation: out 1s forwards} @keyframes in{100%{opacity:1}}",
            ".s{animation:x forwards",
            "}{}{{",
            "",
        ] {
            assert_eq!(settled(sheet), sheet);
        }
    }
}
