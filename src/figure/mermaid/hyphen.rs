//! Hyphens that no Chinese text has. The drawer breaks long words with one, and takes a Chinese sentence for
//! a word.

/// Ends of a line of text in a drawing.
const ENDS: [&str; 2] = ["-</tspan>", "-</text>"];

/// The drawing without hyphens behind Chinese at the end of a line, but for those of the source.
pub(super) fn without(svg: &str, source: &str) -> String {
    ENDS.iter().fold(svg.to_owned(), |svg, end| {
        let mut clean = String::with_capacity(svg.len());
        let mut rest = svg.as_str();
        while let Some((line, after)) = rest.split_once(end) {
            clean.push_str(line);
            let is_ours = line.chars().next_back().is_some_and(|before| {
                u32::from(before) >= 0x2E80 && !source.contains(&format!("{before}-"))
            });
            clean.push_str(&end[usize::from(is_ours)..]);
            rest = after;
        }
        clean.push_str(rest);
        clean
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hyphens_behind_chinese_that_the_source_has_not_are_left_out() {
        let svg = "<tspan>首次支-</tspan><text>付]-</text><text>well-</text><text>乙-</text>";
        let clean = "<tspan>首次支</tspan><text>付]-</text><text>well-</text><text>乙-</text>";
        assert_eq!(without(svg, "loop 首次支付] 乙- well-known"), clean);
    }
}
