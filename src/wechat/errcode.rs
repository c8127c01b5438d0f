//! What the `errcode`s of `WeChat`'s replies mean for a client.
//!
//! The table follows the official error code page and what SDKs and field reports add to it; codes
//! are matched as numbers only, because the texts vary.

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

/// Looks an `errcode` up.
pub(super) fn meaning(errcode: i64) -> Meaning {
    match errcode {
        -1 => Meaning::Busy,
        45011 | 45102 => Meaning::RateLimited,
        45009 | 45028 | 45101 | 48006 => Meaning::QuotaSpent,
        40001 | 40014 | 42001 => Meaning::TokenStale,
        41001 | 42006 | 42007 | 61023 => Meaning::TokenDead,
        40013 | 40125 | 41002 | 41004 => Meaning::Credentials,
        40164 | 45035 | 61004 => Meaning::IpNotAllowed,
        48001 | 48004 | 50001 | 50004 | 61003 | 61007 | 85107 | -604_101 => Meaning::Forbidden,
        45074 => Meaning::LibraryFull,
        // 40243 AppSecret frozen, 895xx address confirmation by the administrator, 50002/50007 account limited or banned, 49001 token of another account.
        40243 | 41018 | 41021 | 49001 | 50002 | 50007 | 89501 | 89503 | 89506 | 89507 => {
            Meaning::Account
        }
        40004 | 40005 | 40006 | 40009 | 40012 | 40113 | 40137 | 44001 | 45001 => Meaning::Image,
        40007
        | 40128
        | 40155
        | 40192
        | 40213
        | 40214
        | 44003
        | 44004
        | 45002
        | 45003
        | 45004
        | 45005
        | 45008
        | 45086
        | 45110
        | 45166
        | 46001
        | 48015
        | 53402..=53406
        | 53503..=53505 => Meaning::Content,
        40002 | 40003 | 40008 | 40033 | 40035 | 40066 | 40097 | 40114 | 41005 | 41006 | 43001
        | 43002 | 43003 | 44002 | 47001 | 47002 | 76003 | 76021 | 76022 => Meaning::OurFault,
        _ => Meaning::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, meaning};

    #[test]
    fn only_three_codes_ask_for_a_new_token() {
        let stale: Vec<i64> = (-700_000..100_000)
            .filter(|&errcode| meaning(errcode) == Meaning::TokenStale)
            .collect();
        assert_eq!(stale, [40001, 40014, 42001]);
    }

    #[test]
    fn a_code_outside_the_table_is_unknown() {
        assert_eq!(meaning(0), Meaning::Unknown);
        assert_eq!(meaning(99_999), Meaning::Unknown);
        assert_eq!(meaning(i64::MIN), Meaning::Unknown);
    }
}
