//! Alerts of GFM (`> [!NOTE]`) and callouts of Obsidian (`> [!tip]- 标题`): a quote whose first line says
//! what it is comes in, a box with a title goes out. Boxes that fold are shown open: a page has nothing
//! to click on. A title that is not given is the kind's name in the article's language; a kind nobody
//! knows is a note by its own name, as in Obsidian.

use html5ever::local_name;
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Tag, TagEnd};

use super::Renderer;

/// What a box is: its role, and its title in Chinese and English.
pub(super) type Kind = (&'static str, &'static str, &'static str);

/// The first line of a callout.
struct Head {
    /// What stands between `[!` and `]`.
    name: String,
    /// Where the title begins, in the body.
    title: usize,
}

impl Renderer<'_, '_> {
    /// Begins a quote, which is a box if its first line says so.
    pub(super) fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        if let Some(kind) = kind {
            self.open_box(alert(kind), None);
            return;
        }
        let Some(head) = self.callout_head() else {
            self.open_container(local_name!("blockquote"), "", "");
            return;
        };
        let lower = head.name.to_lowercase();
        let known = kind_of(&lower);
        // The paragraph that the line stands in, and the line up to the title.
        self.next();
        while let Some((_, range)) = self.peek_item(0)
            && range.end <= head.title
        {
            self.next();
        }
        if let Some((Event::Text(text), range)) = self.ahead.front_mut()
            && range.start < head.title
        {
            // Text with `[!` in it is the source's own, character for character.
            let behind = text.get(head.title - range.start..).unwrap_or_default();
            *text = CowStr::from(behind.to_owned());
            range.start = head.title;
        }
        let has_title = !matches!(
            self.peek(0),
            None | Some(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph))
        );
        if has_title {
            self.open_box(known.unwrap_or(NOTE), Some(""));
            self.open(local_name!("p"), "alert-title");
            self.title();
            self.writer.close();
        } else {
            let name = known.is_none().then_some(head.name.as_str());
            self.open_box(known.unwrap_or(NOTE), name);
        }
        match self.next() {
            Some((Event::End(TagEnd::Paragraph), _)) | None => {}
            // The rest of the paragraph behind the line end.
            Some(_) => self.paragraph(),
        }
    }

    /// Writes the inline events of a title.
    fn title(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek(0) {
                None | Some(Event::End(TagEnd::Paragraph)) => break,
                Some(Event::SoftBreak | Event::HardBreak) if depth == 0 => break,
                Some(Event::Start(_)) => depth += 1,
                Some(Event::End(_)) => depth = depth.saturating_sub(1),
                Some(_) => {}
            }
            if let Some((event, range)) = self.next() {
                self.event(event, range);
            }
        }
        self.flush();
        self.end_block();
    }

    /// Opens the box, with a title of the kind's own unless there is another: empty for one that is
    /// written later.
    pub(super) fn open_box(&mut self, kind: Kind, title: Option<&str>) {
        let (role, chinese, english) = kind;
        self.open_container(local_name!("section"), role, "");
        let title = title.unwrap_or(if self.chinese { chinese } else { english });
        if !title.is_empty() {
            self.open(local_name!("p"), "alert-title");
            self.writer.text(title);
            self.writer.close();
        }
    }

    /// Reads ahead whether the quote that has just begun is a callout.
    fn callout_head(&mut self) -> Option<Head> {
        if !matches!(self.peek(0), Some(Event::Start(Tag::Paragraph))) {
            return None;
        }
        let Some((Event::Text(_), range)) = self.peek_item(1) else {
            return None;
        };
        let start = range.start;
        let body = &self.source[self.body..];
        if body[..start].ends_with('\\') {
            return None;
        }
        let line = body[start..].split(['\n', '\r']).next()?;
        let inside = line.strip_prefix("[!")?;
        let (name, rest) = inside.split_once(']')?;
        let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        if !rest.is_empty() && !rest.starts_with([' ', '\t', '\u{3000}']) {
            return None;
        }
        // Obsidian's themes put more behind a bar.
        let name = name.split('|').next()?.trim();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        if name.is_empty() || name.chars().count() > 32 || !name.chars().all(is_name) {
            return None;
        }
        Some(Head {
            name: name.to_owned(),
            title: start + line.len() - rest.trim_start().len(),
        })
    }
}

const NOTE: Kind = ("alert-note", "说明", "Note");
const TIP: Kind = ("alert-tip", "提示", "Tip");
const IMPORTANT: Kind = ("alert-important", "重要", "Important");
const WARNING: Kind = ("alert-warning", "警告", "Warning");
const CAUTION: Kind = ("alert-caution", "当心", "Caution");

fn alert(kind: BlockQuoteKind) -> Kind {
    match kind {
        BlockQuoteKind::Note => NOTE,
        BlockQuoteKind::Tip => TIP,
        BlockQuoteKind::Important => IMPORTANT,
        BlockQuoteKind::Warning => WARNING,
        BlockQuoteKind::Caution => CAUTION,
    }
}

/// The kind of a container (`::: tip`) that is a callout.
pub(super) fn container_kind(name: &str) -> Option<Kind> {
    match name {
        "details" => Some(("alert-note", "详情", "Details")),
        _ => kind_of(name),
    }
}

/// The kinds that Obsidian and GitHub know, and what Chinese writers call them.
fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "note" | "说明" => NOTE,
        "tip" | "hint" | "提示" => TIP,
        "important" | "重要" => IMPORTANT,
        "warning" | "警告" => WARNING,
        "caution" | "当心" => CAUTION,
        "abstract" | "summary" | "tldr" | "摘要" => ("alert-note", "摘要", "Summary"),
        "info" | "信息" => ("alert-note", "信息", "Info"),
        "todo" | "待办" => ("alert-note", "待办", "To do"),
        "quote" | "cite" | "引用" => ("alert-note", "引用", "Quote"),
        "success" | "check" | "done" | "成功" => ("alert-tip", "成功", "Success"),
        "example" | "示例" => ("alert-important", "示例", "Example"),
        "question" | "help" | "faq" | "问题" => ("alert-warning", "问题", "Question"),
        "attention" | "注意" => ("alert-warning", "注意", "Attention"),
        "failure" | "fail" | "missing" | "失败" => ("alert-caution", "失败", "Failure"),
        "danger" | "危险" => ("alert-caution", "危险", "Danger"),
        "error" | "错误" => ("alert-caution", "错误", "Error"),
        "bug" | "缺陷" => ("alert-caution", "缺陷", "Bug"),
        _ => return None,
    })
}
