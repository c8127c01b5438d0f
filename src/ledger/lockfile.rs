//! The text of a lockfile, `tuwen.lock`: lines come in, uploads go out, and the other way round.
//!
//! One line for each upload, `digest account profile url`, sorted, so that the same uploads are always the same
//! bytes and two branches that each upload something rarely touch the same place; where they do, both sides
//! hold. What stands behind the URL and is not ours, comments and lines that cannot be read stay where they
//! are: a comment goes with the line below it. Drafts have lines of their own, before the uploads.

mod draft_line;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::Key;
use crate::asset::{AccountId, Digest, HostedImage, HostedUrl};

pub(crate) use draft_line::DraftPlace;
use draft_line::Owner;

/// What a new lockfile begins with.
const HEAD: &str = "# Pictures uploaded to WeChat, by content: digest account profile url. Written by tuwen; \
    keep it in git.";

/// Stands before the id in the material library.
const MEDIA: &str = "media=";

/// A field as it is written: what would end it is spelt out, Chinese stays readable.
fn escaped(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    for c in field.chars() {
        if c == '%' || c == '#' || c.is_ascii_control() || c.is_whitespace() {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// Something in a lockfile that cannot be taken as it is written, and its line; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The line is no entry; it is kept and not used.
    Unread(usize),
    /// A conflict that git left; both sides are used.
    Conflict(usize),
}

/// The place of an upload in the file, which is also its order.
type Place = (Digest, String, String);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// Comments and the like above it.
    above: Vec<String>,
    hosted: HostedImage,
    /// Fields that are not ours, as they are written.
    more: Vec<String>,
}

/// The content of a lockfile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lockfile {
    head: Vec<String>,
    /// Drafts by article and account, with the comments above them.
    drafts: BTreeMap<Owner, (Vec<String>, DraftPlace)>,
    lines: BTreeMap<Place, Line>,
    /// Comments below the last line.
    below: Vec<String>,
    /// Whether lines end as on Windows.
    crlf: bool,
}

impl Lockfile {
    /// Reads a text; what cannot be read is told and kept.
    pub(super) fn read(text: &str) -> (Self, Vec<Fault>) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut file = Self {
            crlf: text
                .lines()
                .next()
                .is_some_and(|first| text[first.len()..].starts_with("\r\n")),
            ..Self::default()
        };
        let mut faults = Vec::new();
        let mut above = Vec::new();
        let mut in_head = true;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if in_head && line.starts_with('#') {
                file.head.push(line.to_owned());
                continue;
            }
            in_head = false;
            if line.is_empty() || is_marker(line) {
                if line.starts_with('<') {
                    faults.push(Fault::Conflict(index + 1));
                }
                continue;
            }
            if line.starts_with('#') {
                above.push(line.to_owned());
                continue;
            }
            if let Some((owner, place)) = draft_line::read(line) {
                // Of two for one article, which a merge leaves behind, the lesser id holds on all machines.
                let above = std::mem::take(&mut above);
                let known = file.drafts.get(&owner);
                if known.is_none_or(|(_, known)| place.media_id < known.media_id) {
                    file.drafts.insert(owner, (above, place));
                }
                continue;
            }
            let Some((place, mut entry)) = entry(line) else {
                faults.push(Fault::Unread(index + 1));
                above.push(line.to_owned());
                continue;
            };
            entry.above = std::mem::take(&mut above);
            file.add(place, entry);
        }
        file.below = above;
        (file, faults)
    }

    /// Adds a line that was read. Of two for one upload, which a merge leaves behind, the lesser URL holds on
    /// all machines.
    fn add(&mut self, place: Place, mut line: Line) {
        if let Some(known) = self.lines.remove(&place) {
            let (mut first, second) = if known.hosted.url <= line.hosted.url {
                (known, line)
            } else {
                (line, known)
            };
            for comment in second.above {
                if !first.above.contains(&comment) {
                    first.above.push(comment);
                }
            }
            line = first;
        }
        self.lines.insert(place, line);
    }

    /// What it knows.
    pub(super) fn uploads(&self) -> impl Iterator<Item = (Key, &HostedImage)> {
        self.lines.iter().map(|((digest, account, profile), line)| {
            let account = AccountId::new(account.as_str());
            let key = Key::fitted(account, *digest, profile.as_str());
            (key, &line.hosted)
        })
    }

    /// The drafts that it knows.
    pub(super) fn drafts(&self) -> impl Iterator<Item = (&Owner, &DraftPlace)> {
        self.drafts.iter().map(|(owner, (_, place))| (owner, place))
    }

    /// Writes down the draft of an article, in the place of the one that was there under another name. Gives whether
    /// anything has changed.
    pub(super) fn put_draft(&mut self, owner: &Owner, place: &DraftPlace) -> bool {
        let (_, account) = owner;
        self.drafts.retain(|other, (_, known)| {
            let is_same = known.media_id == place.media_id && known.index == place.index;
            other == owner || other.1 != *account || !is_same
        });
        if let Some((_, known)) = self.drafts.get_mut(owner) {
            let is_new = known != place;
            known.clone_from(place);
            return is_new;
        }
        let line = (Vec::new(), place.clone());
        self.drafts.insert(owner.clone(), line);
        true
    }

    /// Writes an upload down; one that is there stays as it is unless the new one is to `replace` it. Gives
    /// whether anything has changed.
    pub(super) fn put(&mut self, key: &Key, hosted: &HostedImage, replace: bool) -> bool {
        let place = place(key);
        match self.lines.get_mut(&place) {
            Some(line) if !replace || line.hosted == *hosted => false,
            Some(line) => {
                line.hosted = hosted.clone();
                true
            }
            None => {
                let line = Line {
                    above: Vec::new(),
                    hosted: hosted.clone(),
                    more: Vec::new(),
                };
                self.lines.insert(place, line);
                true
            }
        }
    }

    /// Takes out what `is_kept` does not want, with the comments above; gives how many lines that were.
    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(&Key, &HostedImage) -> bool) -> usize {
        let before = self.lines.len();
        self.lines.retain(|(digest, account, profile), line| {
            let account = AccountId::new(account.as_str());
            let key = Key::fitted(account, *digest, profile.as_str());
            is_kept(&key, &line.hosted)
        });
        before - self.lines.len()
    }

    /// The text.
    pub(super) fn text(&self) -> String {
        let end = if self.crlf { "\r\n" } else { "\n" };
        let mut text = String::with_capacity(256 + self.lines.len() * 256);
        let mut push = |line: &str| {
            text.push_str(line);
            text.push_str(end);
        };
        if self.head.is_empty() {
            push(HEAD);
        }
        self.head.iter().for_each(|line| push(line));
        // Told from the comments of the first line by it.
        push("");
        for (owner, (above, place)) in &self.drafts {
            for line in above {
                push(line);
            }
            push(&draft_line::written(owner, place));
        }
        for ((digest, account, profile), line) in &self.lines {
            line.above.iter().for_each(|line| push(line));
            let mut entry = format!(
                "{digest} {} {} {}",
                escaped(account),
                escaped(profile),
                line.hosted.url.as_str()
            );
            if let Some(id) = &line.hosted.media_id {
                let _ = write!(entry, " {MEDIA}{}", escaped(id));
            }
            for field in &line.more {
                let _ = write!(entry, " {field}");
            }
            push(&entry);
        }
        self.below.iter().for_each(|line| push(line));
        text
    }
}

fn place(key: &Key) -> Place {
    let account = key.account.as_str().to_owned();
    (key.digest, account, key.profile.clone())
}

/// The lines that git puts around the sides of a conflict.
fn is_marker(line: &str) -> bool {
    ["<<<<<<<", "|||||||", ">>>>>>>"]
        .iter()
        .any(|marker| line.starts_with(marker))
        || line == "======="
}

/// Reads the line of an upload.
fn entry(line: &str) -> Option<(Place, Line)> {
    let decoded = |field: &str| {
        let text = percent_decode_str(field).decode_utf8().ok()?.into_owned();
        (!text.is_empty()).then_some(text)
    };
    let mut fields = line.split_ascii_whitespace();
    let digest = fields
        .next()
        .filter(|digest| digest.starts_with("sha256:"))?;
    let digest = digest.parse::<Digest>().ok()?;
    let account = decoded(fields.next()?)?;
    let profile = decoded(fields.next()?)?;
    let url = HostedUrl::parse(fields.next()?)?;
    let mut line = Line {
        above: Vec::new(),
        hosted: HostedImage::for_bodies(url),
        more: Vec::new(),
    };
    for field in fields {
        match field.strip_prefix(MEDIA) {
            Some(id) => line.hosted.media_id = decoded(id),
            None => line.more.push(field.to_owned()),
        }
    }
    Some(((digest, account, profile), line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(digit: char) -> String {
        format!("sha256:{}", digit.to_string().repeat(64))
    }

    fn line(digit: char, url: &str) -> String {
        format!("{} wx1 original https://mmbiz.qpic.cn/{url}", digest(digit))
    }

    fn key(digit: char, account: &str) -> Key {
        let digest = digest(digit).parse().expect("a digest");
        Key::fitted(AccountId::new(account), digest, "fit-1/2560")
    }

    fn hosted(url: &str) -> HostedImage {
        let url = format!("https://mmbiz.qpic.cn/{url}");
        HostedImage::for_bodies(HostedUrl::parse(&url).expect("a hosted URL"))
    }

    #[test]
    fn the_same_uploads_are_the_same_bytes_in_whatever_order_they_came() {
        let put = |order: &[char]| {
            let mut file = Lockfile::default();
            for digit in order {
                assert!(file.put(&key(*digit, "公众号 1"), &hosted("a"), false));
            }
            file.text()
        };
        let text = put(&['b', 'a', 'c']);
        assert_eq!(text, put(&['c', 'b', 'a']));
        assert!(text.contains(" 公众号%201 fit-1/2560 https://"), "{text}");
        let (read, faults) = Lockfile::read(&text);
        assert_eq!((read.text(), faults), (text, vec![]));
        let keys: Vec<_> = read.uploads().map(|(key, _)| key).collect();
        assert_eq!(keys, ['a', 'b', 'c'].map(|digit| key(digit, "公众号 1")));
    }

    #[test]
    fn comments_other_fields_and_what_cannot_be_read_stay() {
        let text = format!(
            "# ours\n# 请勿手改\n\n# 首页大图\n{} media=MID note=cover v=2\n{}\nnonsense here\n# tail\n",
            line('a', "1"),
            line('b', "2"),
        );
        let (mut file, faults) = Lockfile::read(&text);
        assert_eq!(faults, [Fault::Unread(7)]);
        assert_eq!(file.text(), text);
        assert_eq!(
            file.uploads().next().expect("one").1.media_id.as_deref(),
            Some("MID")
        );
        assert!(file.put(&key('a', "wx2"), &hosted("3"), false));
        let written = file.text();
        assert!(written.contains("# 首页大图\n"), "{written}");
        assert_eq!(file.retain(|key, _| key.account.as_str() == "wx2"), 2);
        assert_eq!(file.uploads().count(), 1);
    }

    #[test]
    fn drafts_have_lines_of_their_own() {
        let place = DraftPlace {
            media_id: "MID-_1".to_owned(),
            index: 1,
            count: 2,
        };
        let owner = ("文章/a b.md".to_owned(), "wx1".to_owned());
        let mut file = Lockfile::default();
        file.put(&key('a', "wx1"), &hosted("1"), false);
        assert!(file.put_draft(&owner, &place));
        assert!(!file.put_draft(&owner, &place));
        let text = file.text();
        assert!(
            text.contains("\ndraft:文章/a%20b.md wx1 MID-_1 2/2\nsha256:"),
            "{text}"
        );
        let (read, faults) = Lockfile::read(&text);
        assert_eq!((read.text(), faults), (text, vec![]));
        assert_eq!(read.drafts().next(), Some((&owner, &place)));
        // Under another name it is one line still.
        let renamed = ("文章/c.md".to_owned(), "wx1".to_owned());
        assert!(file.put_draft(&renamed, &place));
        let drafts: Vec<_> = file.drafts().map(|(owner, _)| owner).collect();
        assert_eq!(drafts, [&renamed]);
        let (_, faults) = Lockfile::read("# h\n\ndraft:a wx1 M 3/2\n");
        assert_eq!(faults, [Fault::Unread(3)]);
    }

    #[test]
    fn both_sides_of_a_conflict_hold_and_of_two_urls_the_lesser() {
        let text = format!(
            "# head\n\n<<<<<<< HEAD\n{}\n{}\n=======\n{}\n{}\n>>>>>>> branch\n",
            line('a', "2"),
            line('b', "1"),
            line('a', "1"),
            line('c', "1"),
        );
        let (file, faults) = Lockfile::read(&text);
        assert_eq!(faults, [Fault::Conflict(3)]);
        let expected = [line('a', "1"), line('b', "1"), line('c', "1")].join("\n");
        assert_eq!(file.text(), format!("# head\n\n{expected}\n"));
    }

    #[test]
    fn windows_line_ends_stay_and_a_hand_edit_is_read() {
        let text = format!("# h\r\n\r\n{}\r\n", line('a', "1"));
        let (file, faults) = Lockfile::read(&text);
        assert_eq!((file.text(), faults), (text, vec![]));
        let (file, faults) = Lockfile::read(&format!(
            "\u{feff}  {}   \n\n{}\nsha256:12 wx original https://mmbiz.qpic.cn/a\n{}",
            line('b', "1"),
            line('a', "1"),
            line('c', "1").replace("mmbiz.qpic.cn", "example.com"),
        ));
        assert_eq!(faults, [Fault::Unread(4), Fault::Unread(5)]);
        assert_eq!(file.uploads().count(), 2);
    }

    #[test]
    fn a_refreshed_upload_replaces_its_line_and_another_does_not() {
        let mut file = Lockfile::default();
        assert!(file.put(&key('a', "wx1"), &hosted("1"), false));
        assert!(!file.put(&key('a', "wx1"), &hosted("2"), false));
        assert!(file.put(&key('a', "wx1"), &hosted("2"), true));
        assert!(!file.put(&key('a', "wx1"), &hosted("2"), true));
        assert!(file.text().contains("qpic.cn/2\n"));
    }
}
