//! What the service did not keep of a page: the content that was sent beside the one that `draft/get` gives back.
//!
//! Letters and elements of both are laid side by side (`align`): first by all that is said of an element, then by
//! its name, or by its picture. What has no partner is gone; what has one may have lost an attribute or a
//! declaration. Spelling does not count, nor what the service adds.

mod align;
mod style;

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};

use super::page::{Element, Kind, Page};
use crate::asset::HostedUrl;
use align::Pairs;

/// Something that was sent and is not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loss {
    /// What it is.
    pub(crate) kind: LossKind,
    /// The address of a picture or link, the name of an element or attribute, a declaration, the beginning of a
    /// text.
    pub(crate) what: String,
    /// Text near the first of them; empty when there is none.
    pub(crate) near: String,
    /// How many there are of them.
    pub(crate) count: usize,
}

/// What can be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LossKind {
    /// A picture, shown by an element or as a background.
    Picture,
    /// An element that is no picture.
    Element,
    /// The address of a link.
    Link,
    /// Any other attribute.
    Attribute,
    /// A declaration of a style; of one property all count together.
    Declaration,
    /// Text.
    Text,
}

impl LossKind {
    /// The word for it in arguments of problems.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Element => "element",
            Self::Link => "link",
            Self::Attribute => "attribute",
            Self::Declaration => "declaration",
            Self::Text => "text",
        }
    }
}

impl Loss {
    /// What to look for in the article's source, best first.
    pub(crate) fn needles(&self) -> Vec<String> {
        let mut needles = match self.kind {
            LossKind::Picture | LossKind::Link | LossKind::Text => vec![self.what.clone()],
            LossKind::Declaration => vec![self.what.clone(), self.what.replacen(": ", ":", 1)],
            LossKind::Element if !is_text(&self.what) => vec![format!("<{}", self.what)],
            LossKind::Element | LossKind::Attribute => Vec::new(),
        };
        needles.push(self.near.clone());
        needles.retain(|needle| !needle.is_empty());
        needles
    }
}

/// What of `sent` is not in `stored`, in the order of the page; the same loss at several places once, with the
/// first of them. Takes time close to linear in the length of both.
pub(crate) fn losses(sent: &str, stored: &str) -> Vec<Loss> {
    if sent == stored {
        return Vec::new();
    }
    let (sent, stored) = (Page::read(sent), Page::read(stored));
    let (exact, exactly) = (keys(&sent, whole), keys(&stored, whole));
    let mut pairs = Pairs::none(exact.len(), exactly.len());
    pairs.add(&exact, &exactly);
    pairs.add(&keys(&sent, name), &keys(&stored, name));
    let mut found = Found {
        page: &sent,
        losses: Vec::new(),
        known: HashMap::new(),
    };
    let mut is_gone = vec![false; sent.elements.len()];
    // The letters of a text that is gone: the first and the last.
    let mut text: Option<(usize, usize)> = None;
    for (index, item) in sent.items.iter().enumerate() {
        let partner = pairs.partner(index);
        match (item.kind, partner) {
            (Kind::Letter(_), None) => text = Some((text.map_or(index, |(first, _)| first), index)),
            (Kind::Letter(_), Some(_)) => found.text(text.take()),
            (Kind::Element(number), None) => {
                let element = &sent.elements[number];
                let is_within = element.parent.is_some_and(|parent| is_gone[parent]);
                is_gone[number] = true;
                found.element(element, is_within);
            }
            (Kind::Element(number), Some(partner)) => {
                if let Kind::Element(other) = stored.items[partner].kind
                    && exact[index] != exactly[partner]
                {
                    found.traits(&sent.elements[number], &stored.elements[other]);
                }
            }
        }
    }
    found.text(text);
    found.losses
}

/// The losses so far.
struct Found<'a> {
    page: &'a Page,
    losses: Vec<Loss>,
    known: HashMap<(LossKind, String), usize>,
}

impl Found<'_> {
    /// Counts a loss; losses with one label are the same.
    fn add(&mut self, kind: LossKind, label: &str, what: String, item: usize) {
        let next = self.losses.len();
        let index = *self.known.entry((kind, label.to_owned())).or_insert(next);
        if let Some(loss) = self.losses.get_mut(index) {
            loss.count += 1;
            return;
        }
        let near = match kind {
            // What is after it may be lost as well.
            LossKind::Text => self.page.before(item).to_owned(),
            _ => self.page.near(item).to_owned(),
        };
        self.losses.push(Loss {
            kind,
            what,
            near,
            count: 1,
        });
    }

    fn text(&mut self, letters: Option<(usize, usize)>) {
        if let Some((first, last)) = letters {
            let text = self.page.between(first, last).to_owned();
            self.add(LossKind::Text, &text.clone(), text, first);
        }
    }

    /// An element that is gone; `is_within` one that is gone as well.
    fn element(&mut self, element: &Element, is_within: bool) {
        if let Some(picture) = picture(element) {
            let picture = picture.to_owned();
            return self.add(
                LossKind::Picture,
                &picture.clone(),
                picture,
                element.items.start,
            );
        }
        let traits = traits(element);
        for lost in &traits {
            if matches!(lost.kind, LossKind::Picture | LossKind::Link) {
                self.lost(lost, element.items.start);
            }
        }
        // Readers miss the text of a paragraph, not the paragraph. A wrapper that says nothing wraps nothing.
        let is_missed = match &*element.name {
            "a" => traits.iter().all(|lost| lost.kind != LossKind::Link),
            "span" | "section" if traits.is_empty() => false,
            // An empty line of no height, as at both ends of our pages.
            "p" if element.items.len() == 1 => !traits.iter().any(is_flat),
            name => !is_within || !is_text(name),
        };
        if is_missed {
            let name = element.name.to_string();
            self.add(LossKind::Element, &name.clone(), name, element.items.start);
        }
    }

    /// What one of two partners says and the other does not.
    fn traits(&mut self, sent: &Element, stored: &Element) {
        let (sent_traits, stored_traits) = (traits(sent), traits(stored));
        let is_stored = |lost: &Trait<'_>| {
            stored_traits.iter().any(|kept| {
                let is_size = matches!(&*lost.name, "width" | "height")
                    && kept.kind == LossKind::Declaration
                    && lost.kind == LossKind::Attribute;
                kept.name == lost.name && (is_size || lost.is(kept))
            })
        };
        for (index, lost) in sent_traits.iter().enumerate() {
            // One property twice is one: the last holds.
            let is_repeated = lost.kind == LossKind::Declaration
                && sent_traits[index + 1..]
                    .iter()
                    .any(|later| later.name == lost.name && later.kind == lost.kind);
            if !is_repeated && !is_stored(lost) {
                self.lost(lost, sent.items.start);
            }
        }
    }

    fn lost(&mut self, lost: &Trait<'_>, item: usize) {
        let (label, what) = match lost.kind {
            LossKind::Declaration => (&*lost.name, format!("{}: {}", lost.name, lost.written)),
            LossKind::Attribute => (&*lost.name, lost.name.to_string()),
            _ => (lost.written, lost.written.to_owned()),
        };
        self.add(lost.kind, label, what, item);
    }
}

/// One thing that a start tag says.
#[derive(Debug)]
struct Trait<'a> {
    kind: LossKind,
    name: Cow<'a, str>,
    /// As compared.
    value: String,
    /// As written: an address, or a value.
    written: &'a str,
}

impl Trait<'_> {
    fn is(&self, other: &Self) -> bool {
        (self.kind, &self.name, &self.value) == (other.kind, &other.name, &other.value)
    }
}

/// What an element's start tag says, without what nobody misses.
fn traits(element: &Element) -> Vec<Trait<'_>> {
    let mut traits = Vec::new();
    for (name, written) in element.attributes() {
        let name = match name {
            "data-src" => "src",
            "xlink:href" => "href",
            name => name,
        };
        let (kind, value) = match (&*element.name, name) {
            // `leaf` is the editor's.
            (_, "id" | "class" | "leaf" | "xmlns" | "xmlns:xlink") => continue,
            (_, "style") => {
                traits.extend(style::declarations(written).map(declaration));
                continue;
            }
            ("img", "src") | ("image", "href") => (LossKind::Picture, address(written)),
            ("a", "href") => (LossKind::Link, address(written)),
            (_, "src" | "href") => (LossKind::Attribute, address(written)),
            _ => (LossKind::Attribute, style::normal(written)),
        };
        traits.push(Trait {
            kind,
            name: Cow::Borrowed(name),
            value,
            written,
        });
    }
    traits
}

fn declaration<'a>((name, value): (&'a str, &'a str)) -> Trait<'a> {
    let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    };
    match style::address(value) {
        Some(picture) => Trait {
            kind: LossKind::Picture,
            name,
            value: address(picture),
            written: picture,
        },
        None => Trait {
            kind: LossKind::Declaration,
            name,
            value: style::normal(value),
            written: value,
        },
    }
}

fn is_flat(one: &Trait<'_>) -> bool {
    one.name == "font-size" && one.value == "0"
}

/// The picture that an element shows.
fn picture(element: &Element) -> Option<&str> {
    match &*element.name {
        // A lazy picture has a stand-in as its `src`.
        "img" => element.attribute(&["data-src", "src"]),
        "image" => element.attribute(&["href", "xlink:href"]),
        _ => None,
    }
}

/// An address as compared: the same picture of the service has many, and a scheme or fragment makes no other.
fn address(url: &str) -> String {
    let url = url.trim();
    let bare = match url.split_once("//") {
        Some(("" | "http:" | "https:", rest)) => rest,
        _ => url,
    };
    if url.starts_with('#') || !HostedUrl::is_hosted(url) {
        let end = bare.rfind('#').filter(|at| *at > 0);
        return bare[..end.unwrap_or(bare.len())].to_owned();
    }
    let path = bare.split(['?', '#']).next().unwrap_or(bare);
    // Host, kind, id, width.
    path.split('/').nth(2).unwrap_or(path).to_owned()
}

/// Elements that only hold text.
fn is_text(name: &str) -> bool {
    matches!(
        name,
        "p" | "span"
            | "section"
            | "div"
            | "strong"
            | "b"
            | "em"
            | "i"
            | "u"
            | "s"
            | "br"
            | "code"
            | "pre"
            | "ul"
            | "ol"
            | "li"
            | "blockquote"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "sub"
            | "sup"
            | "tbody"
            | "thead"
            | "tr"
            | "td"
            | "th"
    )
}

/// The keys of all items of a page.
fn keys(page: &Page, of_element: fn(&Element) -> u64) -> Vec<u64> {
    let key = |kind| match kind {
        Kind::Letter(letter) => u64::from(letter),
        // Apart from letters.
        Kind::Element(number) => of_element(&page.elements[number]) | 1 << 63,
    };
    page.items.iter().map(|item| key(item.kind)).collect()
}

/// The key of all that is said of an element, in whatever order.
fn whole(element: &Element) -> u64 {
    let traits = traits(element);
    let sum = traits.iter().fold(0, |sum: u64, one| {
        sum.wrapping_add(hash(&(one.kind, &one.name, &one.value)))
    });
    hash(&(&*element.name, sum))
}

/// The key of an element by its name, or by its picture.
fn name(element: &Element) -> u64 {
    hash(&(&*element.name, picture(element).map(address)))
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
