//! Room that some kinds don't leave for Chinese text by themselves.
//!
//! Timelines and journeys break lines at blanks only or not at all, and Gantt charts give names of sections
//! a column of fixed width. Here long Chinese in a box gets line breaks, and the column its width.

use super::measure;

/// Width of the text in a timeline's boxes and its size, in pixels; the drawer has no others.
const TIMELINE: [f64; 2] = [150.0, 16.0];

/// The same of the tasks of a journey.
const JOURNEY: [f64; 2] = [140.0, 14.0];

/// From one task of a journey to the next, in pixels.
const JOURNEY_STEP: f64 = 200.0;

/// Characters that don't begin a line.
const CLOSING: &str = "，。、；：？！）》】」』”’…—,.;:?!)]}%";

/// Characters that don't end a line.
const OPENING: &str = "（《【「『“‘([{";

/// The source with line breaks where text would be wider than its box; `None` for kinds that need none.
pub(super) fn with_breaks(kind: &str, source: &str) -> Option<String> {
    let (is_journey, room) = match kind {
        "timeline" => (false, TIMELINE),
        "journey" => (true, JOURNEY),
        _ => return None,
    };
    let mut within = false;
    let mut broken = String::with_capacity(source.len());
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        let is_other = ["title", "acc", "%%", "#"]
            .iter()
            .any(|word| text.starts_with(word));
        let is_text = within && !is_other;
        within |= text.starts_with(kind);
        if !is_text {
            broken.push_str(line);
        } else if is_journey && text.starts_with("section ") {
            // A section is as wide as its tasks together.
            let tasks = lines[index + 1..]
                .iter()
                .take_while(|line| !line.trim_start().starts_with("section "))
                .filter(|line| line.contains(':'));
            let more: f64 = tasks.skip(1).map(|_| JOURNEY_STEP).sum();
            let (word, name) = line.split_at(line.len() - text.len() + "section ".len());
            broken.push_str(word);
            break_run(name, [room[0] + more, room[1]], &mut broken);
        } else if is_journey {
            // Behind the name of a task stand its score and the people.
            let (name, rest) = line.split_at(line.find(':').unwrap_or(line.len()));
            break_run(name, room, &mut broken);
            broken.push_str(rest);
        } else {
            // The marks between a period and its events stay where they are.
            for run in line.split_inclusive([' ', '\t', ':', '\n']) {
                break_run(run, room, &mut broken);
            }
        }
    }
    Some(broken)
}

fn break_run(run: &str, [room, size]: [f64; 2], broken: &mut String) {
    let width = |text: &str| measure::plain(text, size);
    if run.contains('<') || width(run.trim().trim_end_matches(':')) <= room {
        broken.push_str(run);
        return;
    }
    let indent = run.len() - run.trim_start().len();
    broken.push_str(&run[..indent]);
    let mut line = 0.0;
    let mut before = None;
    let mut characters = run[indent..].chars().peekable();
    while let Some(character) = characters.next() {
        let advance = width(character.encode_utf8(&mut [0; 4]));
        // What closes must fit with it, since it may not begin the next line.
        let next = characters
            .peek()
            .copied()
            .filter(|next| CLOSING.contains(*next));
        let closing = next.map_or(0.0, |next| width(next.encode_utf8(&mut [0; 4])));
        let may_break = before.is_some_and(|before| can_break(before, character));
        if may_break && line + advance + closing > room {
            broken.push_str("<br>");
            line = 0.0;
        }
        broken.push(character);
        line += advance;
        before = Some(character);
    }
}

/// Whether a line may end between two characters: beside Chinese, but for punctuation.
fn can_break(before: char, after: char) -> bool {
    let is_wide = |character: char| u32::from(character) >= 0x2E80;
    (is_wide(before) || is_wide(after))
        && !CLOSING.contains(after)
        && !OPENING.contains(before)
        && !matches!(after, ':' | '\n' | ' ' | '\t')
}

/// Width of a Gantt chart's column of sections, in pixels, with their text at `size`.
pub(super) fn gantt_column(source: &str, size: f64) -> f64 {
    source
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("section "))
        .map(|name| measure::plain(name.trim(), size) + 24.0)
        .fold(75.0, f64::max)
        .min(240.0)
        .ceil()
}

/// Width of the boxes in which a sequence says what a frame is, in pixels: more where a long word is among
/// them.
pub(super) fn label_box(source: &str) -> f64 {
    let mut lines = source.lines().map(str::trim_start);
    let has_long_word = lines.any(|line| line.starts_with("critical "));
    if has_long_word { 66.0 } else { 50.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_chinese_in_boxes_is_broken_and_nothing_else() {
        let source = "timeline\n  title 一个非常非常非常非常非常长的标题不折行\n  \
            2020 : 视频号 : 付费阅读功能开始灰度测试，范围扩大\n";
        let broken = with_breaks("timeline", source).unwrap();
        assert!(
            broken.contains(" 付费阅读功能开始灰<br>度测试，范围扩大\n"),
            "{broken}"
        );
        assert_eq!(broken.replace("<br>", ""), source);
        let source = "journey\n  section 很长很长很长很长很长的一段\n    打开一篇非常长的长文并且读到最后: 3: 读者\n";
        let broken = with_breaks("journey", source).unwrap();
        assert!(
            broken.contains("    打开一篇非常长的长文<br>并且读到最后: 3: 读者\n"),
            "{broken}"
        );
        assert_eq!(broken.replace("<br>", ""), source);
        assert!(
            broken.contains("section 很长很长很长很长很长<br>的一段\n"),
            "{broken}"
        );
        let wide = with_breaks("journey", &format!("{source}    看: 3: 读者\n")).unwrap();
        assert!(
            wide.contains("section 很长很长很长很长很长的一段\n"),
            "{wide}"
        );
        assert_eq!(with_breaks("gantt", source), None);
    }

    #[test]
    fn punctuation_stays_with_its_word() {
        assert!(!can_break('文', '，') && !can_break('（', '文') && !can_break('a', 'b'));
        assert!(can_break('，', '文') && can_break('文', 'a'));
    }

    #[test]
    fn the_column_of_a_gantt_chart_is_as_wide_as_its_sections() {
        let column = |name: &str| gantt_column(&format!("gantt\n section {name}\n"), 13.0);
        assert!((column("设计") - 75.0).abs() < 1e-9);
        assert!(column("前端与后端联合开发") > 9.0 * 13.0);
        assert!(column(&"长".repeat(100)) <= 240.0);
    }
}
