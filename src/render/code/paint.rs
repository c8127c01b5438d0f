//! From the text of a code block to its HTML: colours around words, grounds behind lines.
//!
//! White space never has a colour, so that neighbours of one colour share one `span` across it, and a
//! page is not longer than its colours need. Without its spans the HTML is that of plain code, whatever
//! the language.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::info::Info;
use super::{Beside, scheme};
use crate::code_theme::{CodeTheme, Role};
use crate::options::CodeOptions;
use crate::render::escape::CodeCursor;

/// Where pieces of text end, and what they are.
pub(super) type Runs = Vec<(usize, Role)>;

/// A code block that is to be painted.
#[derive(Debug)]
pub(in crate::render) struct Block {
    language: String,
    diff: bool,
    text: String,
    /// The ground of each line; empty when no line has one.
    grounds: Vec<Ground>,
    beside: Beside,
}

/// What a line stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Ground {
    #[default]
    None,
    Marked,
    Inserted,
    Deleted,
}

impl Block {
    pub(super) fn new(info: &Info<'_>, text: &str, beside: Beside) -> Self {
        let mut language = info.language.unwrap_or_default().to_ascii_lowercase();
        let is_diff = matches!(language.as_str(), "diff" | "patch" | "udiff");
        let mut diff = info.diff || is_diff;
        if let Some(inner) = language.strip_prefix("diff-") {
            (language, diff) = (inner.to_owned(), true);
        }
        if is_diff {
            language.clear();
        }
        let mut grounds = Vec::new();
        if diff {
            grounds = lines(text).map(|line| ground(&text[line])).collect();
        } else if !info.marked.is_empty() {
            grounds = marked(&info.marked, lines(text).count());
        }
        if grounds.iter().all(|ground| *ground == Ground::None) {
            grounds.clear();
        }
        Self {
            language,
            diff,
            text: text.to_owned(),
            grounds,
            beside,
        }
    }

    /// How many lines it has.
    pub(super) fn lines(&self) -> usize {
        lines(&self.text).count()
    }

    /// Whether any line stands on a ground of its own.
    pub(super) fn has_grounds(&self) -> bool {
        !self.grounds.is_empty()
    }

    /// Whether painting it needs a grammar.
    fn needs_grammar(&self) -> bool {
        cfg!(feature = "highlight") && !self.language.is_empty()
    }

    #[cfg_attr(
        not(feature = "highlight"),
        expect(unused_variables, reason = "only grammars take their time")
    )]
    fn runs(&self, until: Instant) -> Runs {
        let mut runs = Runs::new();
        if self.needs_grammar() {
            #[cfg(feature = "highlight")]
            super::highlight::runs(&self.language, &self.text, self.diff, until, &mut runs);
        } else if self.diff {
            for line in lines(&self.text) {
                let role = match self.text[line.clone()].as_bytes() {
                    [b'@', b'@', ..] => Role::Meta,
                    line => match ground_of(line) {
                        Ground::Inserted => Role::Inserted,
                        Ground::Deleted => Role::Deleted,
                        _ => Role::Plain,
                    },
                };
                runs.push((line.end, role));
            }
        }
        runs
    }

    /// Its HTML.
    fn html(&self, theme: Option<CodeTheme>, until: Instant) -> String {
        if self.text.is_empty() {
            // An empty element would be deleted, and its box with it.
            return "<br>".to_owned();
        }
        let Some(theme) = theme else {
            let mut html = String::new();
            CodeCursor::default().push(&mut html, &self.text);
            return html;
        };
        let runs = self.runs(until);
        let mut brush = Brush::new(theme, &self.text, &runs);
        if self.grounds.is_empty() {
            brush.paint(0..self.text.len());
            return brush.html;
        }
        let lines: Vec<Range<usize>> = lines(&self.text).collect();
        let mut at = 0;
        while at < lines.len() {
            let ground = self.grounds[at];
            let same = self.grounds[at..]
                .iter()
                .take_while(|other| **other == ground);
            let end = at + same.count();
            // What is empty at an edge would lose its line inside an element.
            let is_blank = |line: &&Range<usize>| shows_nothing(&self.text[(*line).clone()]);
            let above = lines[at..end].iter().take_while(is_blank).count();
            let below = lines[at + above..end]
                .iter()
                .rev()
                .take_while(is_blank)
                .count();
            let (from, to) = (at + above, end - below);
            if ground == Ground::None || from == to {
                brush.paint(lines[at].start..lines[end - 1].end);
            } else {
                brush.paint(lines[at].start..lines[from].start);
                brush.open(ground, self.beside);
                brush.paint(lines[from].start..lines[to - 1].end);
                brush.close();
                brush.paint(lines[to - 1].end..lines[end - 1].end);
            }
            // The line feed behind it.
            let next = lines.get(end).map_or(lines[end - 1].end, |line| line.start);
            brush.paint(lines[end - 1].end..next);
            at = end;
        }
        brush.html
    }
}

/// The lines of a text, without their line feeds.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        next = (end < text.len()).then_some(end + 1);
        Some(start..end)
    })
}

fn ground(line: &str) -> Ground {
    ground_of(line.as_bytes())
}

fn ground_of(line: &[u8]) -> Ground {
    match line {
        // The names of the files.
        [b'+', b'+', b'+', b' ', ..] | [b'-', b'-', b'-', b' ', ..] => Ground::None,
        [b'+', ..] => Ground::Inserted,
        [b'-', ..] => Ground::Deleted,
        _ => Ground::None,
    }
}

/// Marks ranges of lines, of which the first is 1.
fn marked(ranges: &[(usize, usize)], lines: usize) -> Vec<Ground> {
    let mut changes = vec![0_isize; lines + 1];
    for (from, to) in ranges {
        let (from, to) = ((*from).max(1), (*to).min(lines));
        if from <= to {
            changes[from - 1] += 1;
            changes[to] -= 1;
        }
    }
    let mut depth = 0;
    changes[..lines]
        .iter()
        .map(|change| {
            depth += change;
            if depth > 0 {
                Ground::Marked
            } else {
                Ground::None
            }
        })
        .collect()
}

/// Whether nothing of a line reaches the page.
fn shows_nothing(line: &str) -> bool {
    line.bytes()
        .all(|byte| byte < 0x20 && byte != b'\t' || byte == 0x7f)
}

/// Writes text in the colours of its runs.
struct Brush<'a> {
    html: String,
    theme: CodeTheme,
    text: &'a str,
    runs: &'a [(usize, Role)],
    /// The color of the open span.
    open: Option<String>,
    cursor: CodeCursor,
}

impl<'a> Brush<'a> {
    fn new(theme: CodeTheme, text: &'a str, runs: &'a [(usize, Role)]) -> Self {
        Self {
            html: String::with_capacity(text.len() * 3),
            theme,
            text,
            runs,
            open: None,
            cursor: CodeCursor::default(),
        }
    }

    /// Paints the next piece; pieces follow one another.
    fn paint(&mut self, range: Range<usize>) {
        let mut at = range.start;
        // Where white space began that may be inside or behind the open span.
        let mut space = at;
        while at < range.end {
            while self.runs.first().is_some_and(|(end, _)| *end <= at) {
                self.runs = &self.runs[1..];
            }
            let (end, role) = self
                .runs
                .first()
                .copied()
                .unwrap_or((range.end, Role::Plain));
            let end = end.min(range.end);
            let piece = &self.text[at..end];
            let core = piece.trim_matches(is_space);
            if !core.is_empty() {
                let from = at + (piece.len() - piece.trim_start_matches(is_space).len());
                let color = self.theme.color(role);
                if color != self.open {
                    self.end_span();
                    self.push(space..from);
                    if let Some(color) = &color {
                        self.html.extend(["<span style=\"color:", color, "\">"]);
                    }
                    self.open = color;
                    space = from;
                }
                self.push(space..from + core.len());
                space = from + core.len();
            }
            at = end;
        }
        self.end_span();
        self.push(space..range.end);
    }

    fn push(&mut self, range: Range<usize>) {
        self.cursor.push(&mut self.html, &self.text[range]);
    }

    fn end_span(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn open(&mut self, ground: Ground, beside: Beside) {
        let color = match ground {
            Ground::Inserted => self.theme.inserted(),
            Ground::Deleted => self.theme.deleted(),
            Ground::Marked | Ground::None => self.theme.marked(),
        };
        self.html.extend([
            "<span style=\"display:inline-block;min-width:100%;margin:",
            beside.back,
            ";padding:",
            beside.outer,
            ";background:",
            &color,
            ";vertical-align:top\">",
        ]);
    }

    fn close(&mut self) {
        self.html.push_str("</span>");
    }
}

/// White space, and what is not written at all.
fn is_space(c: char) -> bool {
    c.is_ascii_control() || c == ' '
}

/// How long painting may take, whatever the code is, and more for each kilobyte of it: some ten times
/// what the slowest grammar needs on a slow machine.
const PATIENCE: Duration = Duration::from_secs(3);
const PATIENCE_PER_KB: Duration = Duration::from_millis(10);

/// The HTML of blocks, in their order, painted on all cores.
pub(in crate::render) fn paint(blocks: &[Block], options: CodeOptions) -> Vec<String> {
    let theme = scheme(options);
    let size: usize = blocks.iter().map(|block| block.text.len()).sum();
    let until =
        Instant::now() + PATIENCE + PATIENCE_PER_KB * u32::try_from(size >> 10).unwrap_or(u32::MAX);
    let heavy = blocks.iter().filter(|block| block.needs_grammar()).count();
    // Asked only when it matters: it costs some files read.
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let workers = if heavy < 2 { heavy } else { cores().min(heavy) };
    if workers < 2 || theme.is_none() {
        return blocks
            .iter()
            .map(|block| block.html(theme, until))
            .collect();
    }
    // The longest first, so that no core is left with one at the end.
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(blocks[index].text.len()));
    let painted: Vec<OnceLock<String>> = blocks.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            painted[index].get_or_init(|| blocks[index].html(theme, until));
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers {
            // Without another thread this one does it all.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    painted
        .into_iter()
        .map(|html| html.into_inner().unwrap_or_default())
        .collect()
}
