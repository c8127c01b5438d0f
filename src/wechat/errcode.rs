//! What the `errcode`s of `WeChat`'s replies mean for a client.
//!
//! The table follows the official error code page and what SDKs and field reports add to it; codes
//! are matched as numbers only, because the texts vary. What each says in plain words stands in the
//! catalogues below `message/errcode`.

/// Whose turn it is after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The service is busy: the same request may succeed a little later.
    Busy,
    /// Too many requests a minute.
    RateLimited,
    /// A daily or monthly quota is used up.
    QuotaSpent,
    /// The token is no longer (or was never) good; a new one may help.
    TokenStale,
    /// The token cannot be used and a new one from the same source would not help.
    TokenDead,
    /// Wrong `AppID` or `AppSecret`.
    Credentials,
    /// The caller's address is not on the whitelist.
    IpNotAllowed,
    /// The account lacks the permission.
    Forbidden,
    /// Something else about the account or its settings.
    Account,
    /// The material library takes no more pictures; article bodies still do.
    LibraryFull,
    /// This picture: its format, size or content.
    Image,
    /// This text: a title, body or link of a draft.
    Content,
    /// The request is malformed: a bug of ours.
    OurFault,
    /// Not in the table.
    Unknown,
}

/// Every code that is known, sorted.
const TABLE: &[(i64, Meaning)] = {
    use Meaning::{
        Account, Busy, Content, Credentials, Forbidden, Image, IpNotAllowed, LibraryFull, OurFault,
        QuotaSpent, RateLimited, TokenDead, TokenStale,
    };
    &[
        (-604_101, Forbidden),
        (-1, Busy),
        (40001, TokenStale),
        (40002, OurFault),
        (40003, OurFault),
        (40004, Image),
        (40005, Image),
        (40006, Image),
        (40007, Content),
        (40008, OurFault),
        (40009, Image),
        (40012, Image),
        (40013, Credentials),
        (40014, TokenStale),
        (40033, OurFault),
        (40035, OurFault),
        (40066, OurFault),
        (40097, OurFault),
        (40113, Image),
        (40114, OurFault),
        (40125, Credentials),
        (40128, Content),
        (40137, Image),
        (40155, Content),
        (40164, IpNotAllowed),
        (40192, Content),
        (40213, Content),
        (40214, Content),
        (40243, Account),
        // Also what a cloud container without its sidecar gets.
        (41001, TokenDead),
        (41002, Credentials),
        (41004, Credentials),
        (41005, OurFault),
        (41006, OurFault),
        (41018, Account),
        (41021, Account),
        (42001, TokenStale),
        (42006, TokenDead),
        (42007, TokenDead),
        (43001, OurFault),
        (43002, OurFault),
        (43003, OurFault),
        (44001, Image),
        (44002, OurFault),
        (44003, Content),
        (44004, Content),
        (45001, Image),
        (45002, Content),
        (45003, Content),
        (45004, Content),
        (45005, Content),
        (45008, Content),
        (45009, QuotaSpent),
        (45011, RateLimited),
        (45028, QuotaSpent),
        (45035, IpNotAllowed),
        (45074, LibraryFull),
        (45086, Content),
        (45101, QuotaSpent),
        (45102, RateLimited),
        (45110, Content),
        (45166, Content),
        (46001, Content),
        (47001, OurFault),
        (47002, OurFault),
        (48001, Forbidden),
        (48004, Forbidden),
        (48006, QuotaSpent),
        (48015, Content),
        (49001, Account),
        (50001, Forbidden),
        (50002, Account),
        (50004, Forbidden),
        (50007, Account),
        (53402, Content),
        (53404, Content),
        (53405, Content),
        (53406, Content),
        (53503, Content),
        (53504, Content),
        (53505, Content),
        (61003, Forbidden),
        (61004, IpNotAllowed),
        (61007, Forbidden),
        (61023, TokenDead),
        (76003, OurFault),
        (76021, OurFault),
        (76022, OurFault),
        (85107, Forbidden),
        // An address that the account's administrator has to confirm, or has refused.
        (89501, Account),
        (89503, Account),
        (89506, Account),
        (89507, Account),
    ]
};

/// Looks an `errcode` up.
pub(super) fn meaning(errcode: i64) -> Meaning {
    TABLE
        .binary_search_by_key(&errcode, |(code, _)| *code)
        .map_or(Meaning::Unknown, |at| TABLE[at].1)
}

#[cfg(test)]
mod tests;
