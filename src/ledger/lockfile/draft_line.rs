//! The line of a draft in a lockfile: `draft:posts/a.md account id 1/1`.

use percent_encoding::percent_decode_str;

use super::escaped;

/// What such a line begins with.
const MARK: &str = "draft:";

/// Where an article stands: in which draft, as which of how many articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftPlace {
    /// The draft's id.
    pub(crate) media_id: String,
    /// From 0.
    pub(crate) index: usize,
    pub(crate) count: usize,
}

/// The article and the account of a line.
pub(super) type Owner = (String, String);

/// Reads a line; `None` for one of another kind, or that says nothing sensible.
pub(super) fn read(line: &str) -> Option<(Owner, DraftPlace)> {
    let decoded = |field: &str| {
        let text = percent_decode_str(field).decode_utf8().ok()?.into_owned();
        (!text.is_empty()).then_some(text)
    };
    let mut fields = line.strip_prefix(MARK)?.split_ascii_whitespace();
    let article = decoded(fields.next()?)?;
    let account = decoded(fields.next()?)?;
    let media_id = decoded(fields.next()?)?;
    let (number, count) = fields.next()?.split_once('/')?;
    let (number, count) = (number.parse::<usize>().ok()?, count.parse::<usize>().ok()?);
    let place = DraftPlace {
        media_id,
        index: number.checked_sub(1)?,
        count,
    };
    (number <= count && fields.next().is_none()).then_some(((article, account), place))
}

/// Writes a line.
pub(super) fn written((article, account): &Owner, place: &DraftPlace) -> String {
    format!(
        "{MARK}{} {} {} {}/{}",
        escaped(article),
        escaped(account),
        escaped(&place.media_id),
        place.index + 1,
        place.count
    )
}
