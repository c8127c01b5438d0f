//! What a refusal of a draft may be about: the service says a code, and never where.
//!
//! Comes in: the content that was sent, and the code. Goes out: what is known to bring that code about and is in
//! the content, likeliest first, each kind with its first place.

use super::page::{Element, Page};

/// Something that may be why a draft was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trigger {
    /// What it is.
    pub(crate) kind: TriggerKind,
    /// The first of them as it is written: an address, a name, a control character as `U+0008`; a length in bytes
    /// or characters. Empty for a field of the article.
    pub(crate) what: String,
    /// Text near it; empty when there is none.
    pub(crate) near: String,
    /// How many there are.
    pub(crate) count: usize,
    /// How sure it is.
    pub(crate) certainty: Certainty,
}

/// What brings a refusal about. In the order in which triggers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TriggerKind {
    /// The article's title.
    Title,
    /// Its digest.
    Digest,
    /// Its author.
    Author,
    /// Where 阅读原文 leads.
    SourceUrl,
    /// A megabyte or more.
    Bytes,
    /// More characters than the documents allow.
    Characters,
    /// A link within the page.
    FragmentLink,
    /// A link to the preview of an article that is not published.
    PreviewLink,
    /// Voice, music or video of the editor.
    EditorElement,
    /// A text of a picture post with more than about 1,000 characters.
    LongText,
    /// A control character.
    Control,
    /// A card or link of a mini program.
    MiniProgram,
    /// A link to an account's home page.
    HomePage,
    /// A link whose address is none.
    LinkAddress,
    /// A link without a text.
    LinkText,
    /// A link into the web editor or another page of the service that is no article.
    ServicePage,
    /// A link to another site.
    ForeignLink,
}

/// How sure it is that something brings a code about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Certainty {
    /// It always does.
    Known,
    /// It has been blamed for it.
    Suspected,
}

impl TriggerKind {
    /// The word for it in arguments of problems.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Digest => "digest",
            Self::Author => "author",
            Self::SourceUrl => "source-url",
            Self::Bytes => "bytes",
            Self::Characters => "characters",
            Self::FragmentLink => "fragment-link",
            Self::PreviewLink => "preview-link",
            Self::EditorElement => "editor-element",
            Self::LongText => "long-text",
            Self::Control => "control",
            Self::MiniProgram => "mini-program",
            Self::HomePage => "home-page",
            Self::LinkAddress => "link-address",
            Self::LinkText => "link-text",
            Self::ServicePage => "service-page",
            Self::ForeignLink => "foreign-link",
        }
    }
}

impl Trigger {
    /// What to look for in the article's source, best first.
    pub(crate) fn needles(&self) -> Vec<String> {
        let mut needles = match self.kind {
            TriggerKind::EditorElement => vec![format!("<{}", self.what)],
            TriggerKind::Bytes
            | TriggerKind::Characters
            | TriggerKind::LongText
            | TriggerKind::Control => Vec::new(),
            _ => vec![self.what.clone()],
        };
        needles.push(self.near.clone());
        needles.retain(|needle| !needle.is_empty());
        needles
    }
}

/// The service takes less than this.
const MOST_BYTES: usize = 1 << 20;

/// The documents say less than this; much longer pages have been taken.
const MOST_CHARACTERS: usize = 20_000;

/// What a picture post takes, more or less.
const LONGEST_TEXT: usize = 1000;

/// What may have made the service refuse the content with this code; nothing for a code that is not about it.
pub(crate) fn triggers(content: &str, errcode: i64) -> Vec<Trigger> {
    let mut found = Found::default();
    match errcode {
        45003 => found.add(TriggerKind::Title, "", ""),
        45004 => found.add(TriggerKind::Digest, "", ""),
        45110 => found.add(TriggerKind::Author, "", ""),
        45005 => found.add(TriggerKind::SourceUrl, "", ""),
        45002 => found.size(content),
        _ => {
            let wanted = wanted(errcode);
            if !wanted.is_empty() {
                found.page(content);
            }
            found
                .triggers
                .retain(|trigger| wanted.contains(&trigger.kind));
        }
    }
    let mut triggers = found.triggers;
    for trigger in &mut triggers {
        trigger.certainty = certainty(trigger.kind, errcode);
    }
    triggers.sort_by_key(|trigger| (trigger.certainty, trigger.kind));
    triggers
}

/// What in a page brings a code about.
fn wanted(errcode: i64) -> &'static [TriggerKind] {
    match errcode {
        45166 => &[
            TriggerKind::FragmentLink,
            TriggerKind::PreviewLink,
            TriggerKind::EditorElement,
            TriggerKind::LongText,
            TriggerKind::Control,
            TriggerKind::LinkAddress,
            TriggerKind::ServicePage,
            TriggerKind::ForeignLink,
        ],
        45086 | 40166 => &[TriggerKind::MiniProgram],
        40155 => &[TriggerKind::HomePage],
        40213 => &[
            TriggerKind::FragmentLink,
            TriggerKind::PreviewLink,
            TriggerKind::LinkAddress,
            TriggerKind::ServicePage,
            TriggerKind::ForeignLink,
        ],
        40214 => &[TriggerKind::LinkText],
        _ => &[],
    }
}

fn certainty(kind: TriggerKind, errcode: i64) -> Certainty {
    let is_suspected = matches!(errcode, 40213 | 40214)
        || matches!(
            kind,
            TriggerKind::Characters
                | TriggerKind::LongText
                | TriggerKind::Control
                | TriggerKind::LinkAddress
                | TriggerKind::ServicePage
                | TriggerKind::ForeignLink
        );
    if is_suspected {
        Certainty::Suspected
    } else {
        Certainty::Known
    }
}

#[derive(Debug, Default)]
struct Found {
    triggers: Vec<Trigger>,
}

impl Found {
    fn add(&mut self, kind: TriggerKind, what: &str, near: &str) {
        let mut known = self.triggers.iter_mut();
        if let Some(trigger) = known.find(|trigger| trigger.kind == kind) {
            trigger.count += 1;
            return;
        }
        self.triggers.push(Trigger {
            kind,
            what: what.to_owned(),
            near: near.to_owned(),
            count: 1,
            certainty: Certainty::Suspected,
        });
    }

    fn size(&mut self, content: &str) {
        let characters = content.chars().count();
        if content.len() >= MOST_BYTES {
            self.add(TriggerKind::Bytes, &content.len().to_string(), "");
        } else if characters >= MOST_CHARACTERS {
            self.add(TriggerKind::Characters, &characters.to_string(), "");
        }
    }

    fn page(&mut self, content: &str) {
        let page = Page::read(content);
        for element in &page.elements {
            if let Some((kind, what)) = of_element(element) {
                self.add(kind, what, page.near(element.items.start));
            }
        }
        for (at, letter) in content.char_indices() {
            if letter.is_control() && !matches!(letter, '\n' | '\r' | '\t') {
                // The words before it, back to the last tag.
                let start = content.floor_char_boundary(at.saturating_sub(60));
                let before = content[start..at].rsplit(['<', '>']).next();
                let name = format!("U+{:04X}", u32::from(letter));
                self.add(TriggerKind::Control, &name, before.unwrap_or_default());
            }
        }
        let length = content.chars().count();
        if page.elements.is_empty() && length > LONGEST_TEXT {
            self.add(TriggerKind::LongText, &length.to_string(), "");
        }
    }
}

fn of_element(element: &Element) -> Option<(TriggerKind, &str)> {
    let name = &*element.name;
    let is_program = |attribute: &str| attribute.starts_with("data-miniprogram-");
    if name == "mp-miniprogram" || element.attributes().any(|(key, _)| is_program(key)) {
        let id = element.attribute(&["data-miniprogram-appid"]);
        return Some((TriggerKind::MiniProgram, id.unwrap_or(name)));
    }
    if matches!(name, "mpvoice" | "mpvideosnap" | "qqmusic" | "mpmusic")
        || name.starts_with("mp-common-")
    {
        return Some((TriggerKind::EditorElement, name));
    }
    if name != "a" {
        return None;
    }
    let target = element.attribute(&["href"])?;
    if let Some(kind) = of_link(target.trim()) {
        return Some((kind, target));
    }
    // Neither a letter nor a picture.
    (element.items.len() == 1).then_some((TriggerKind::LinkText, target))
}

/// What is wrong with the target of a link.
fn of_link(target: &str) -> Option<TriggerKind> {
    if target.starts_with('#') {
        return Some(TriggerKind::FragmentLink);
    }
    let Some((scheme, rest)) = target.split_once("//") else {
        return Some(TriggerKind::LinkAddress);
    };
    if !matches!(
        scheme.to_ascii_lowercase().as_str(),
        "" | "http:" | "https:"
    ) || rest.contains(char::is_whitespace)
    {
        return Some(TriggerKind::LinkAddress);
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let path = rest[host.len()..]
        .split(['?', '#'])
        .next()
        .unwrap_or_default();
    if !host.eq_ignore_ascii_case("mp.weixin.qq.com") {
        return Some(TriggerKind::ForeignLink);
    }
    match path {
        _ if target.contains("tempkey=") => Some(TriggerKind::PreviewLink),
        "/mp/profile_ext" | "/mp/homepage" | "/mp/getmasssendmsg" => Some(TriggerKind::HomePage),
        "/s" => None,
        path if path.starts_with("/s/") || path.starts_with("/mp/") => None,
        _ => Some(TriggerKind::ServicePage),
    }
}

#[cfg(test)]
mod tests;
