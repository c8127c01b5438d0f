//! The faults, and how each must end.

/// A fault and its end.
#[derive(Debug)]
pub(super) struct Case {
    /// In the words of `tuwen sandbox --fault`.
    pub(super) faults: &'static [&'static str],
    /// What it stands for.
    pub(super) what: &'static str,
    /// What `tuwen` does about it.
    pub(super) answer: &'static str,
    pub(super) end: End,
    pub(super) variables: &'static [(&'static str, &'static str)],
    /// Whether the service's clock goes faster than ours.
    pub(super) turns_the_clock: bool,
}

/// How a run ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    /// With status 0 and everything hosted, after so many lost answers at most.
    Complete { lost: u64 },
    /// With a status and a problem.
    Fails { status: i32, code: &'static str },
}

impl Case {
    pub(super) fn name(&self) -> String {
        self.faults.join(" ")
    }
}

const fn complete(
    faults: &'static [&'static str],
    what: &'static str,
    answer: &'static str,
    lost: u64,
) -> Case {
    Case {
        faults,
        what,
        answer,
        end: End::Complete { lost },
        variables: &[],
        turns_the_clock: false,
    }
}

const fn fails(
    faults: &'static [&'static str],
    what: &'static str,
    answer: &'static str,
    status: i32,
    code: &'static str,
) -> Case {
    Case {
        faults,
        what,
        answer,
        end: End::Fails { status, code },
        variables: &[],
        turns_the_clock: false,
    }
}

const RETRIED: &str = "tried again after 1, 2, 4 s, each with jitter";
const PICTURE: &str = "this picture is reported, the others go on";
const STOPS: &str = "stops all uploads, told once";
const RENEWED: &str = "the token is renewed once for all, the request sent again";
const SLOWER: &str = "all keep quiet for a while, then half as many at once";

/// The table.
pub(super) static CASES: &[Case] = &[
    complete(&[], "nothing goes wrong", "its work", 0),
    complete(
        &["delay=20ms"],
        "a distant service",
        "nothing: it only takes longer",
        0,
    ),
    complete(&["busy=3"], "errcode -1 three times", RETRIED, 0),
    complete(&["busy=%9"], "errcode -1 for each ninth", RETRIED, 0),
    complete(&["http-500=2"], "HTTP 500 twice", RETRIED, 0),
    complete(&["http-502=%11"], "HTTP 502 for each eleventh", RETRIED, 0),
    complete(
        &["http-503=2", "http-504=2"],
        "HTTP 503 and 504",
        RETRIED,
        0,
    ),
    complete(&["html=2"], "a web page with status 200", RETRIED, 0),
    complete(
        &["reset-before=3"],
        "the connection breaks before the request is read",
        RETRIED,
        0,
    ),
    complete(
        &["reset-after=2"],
        "the picture is stored, the answer lost",
        RETRIED,
        2,
    ),
    complete(&["cut=2"], "the answer breaks off", RETRIED, 2),
    complete(&["truncated=2"], "half of an answer", RETRIED, 2),
    complete(&["empty=1"], "an answer without a body", RETRIED, 1),
    Case {
        variables: &[("TUWEN_TIMEOUT", "2s")],
        ..complete(
            &["stall=1"],
            "no answer ever (here with `--timeout 2s`)",
            RETRIED,
            0,
        )
    },
    complete(
        &["busy=1@stable_token"],
        "errcode -1 instead of a token",
        RETRIED,
        0,
    ),
    complete(
        &["http-500=1@stable_token"],
        "HTTP 500 instead of a token",
        RETRIED,
        0,
    ),
    complete(
        &["token-expired=#3"],
        "errcode 42001 in the middle",
        RENEWED,
        0,
    ),
    complete(
        &["token-replaced=#3"],
        "errcode 40001: somebody else renewed it",
        RENEWED,
        0,
    ),
    complete(
        &["token-uses=60"],
        "a token dies after 60 requests",
        RENEWED,
        0,
    ),
    complete(&["rate-limited=1"], "errcode 45011 once", SLOWER, 0),
    complete(
        &["delay=50ms", "rate-over=2"],
        "errcode 45011 for more than two at once",
        SLOWER,
        0,
    ),
    Case {
        turns_the_clock: true,
        ..complete(
            &["per-minute=60"],
            "errcode 45011 after 60 in a minute",
            SLOWER,
            0,
        )
    },
    complete(
        &["busy=2", "reset-after=1", "token-expired=#5", "http-500=1"],
        "a bad day",
        "each as above",
        1,
    ),
    complete(
        &["refuse=#3"],
        "errcode 40005 for one picture",
        PICTURE_FITTED,
        0,
    ),
    fails(
        &["44001=#3"],
        "errcode 44001 for one picture",
        PICTURE,
        1,
        "image.refused",
    ),
    fails(
        &["99999=#3"],
        "a code that nobody knows",
        PICTURE,
        1,
        "wechat.unknown",
    ),
    fails(
        &["41005=#3"],
        "errcode 41005: our request is malformed",
        PICTURE,
        1,
        "wechat.our-fault",
    ),
    fails(
        &["quota=9.."],
        "errcode 45009: the day's calls are used up",
        QUOTA,
        3,
        "wechat.quota-spent",
    ),
    fails(
        &["forbidden"],
        "errcode 48001",
        STOPS,
        3,
        "wechat.forbidden",
    ),
    fails(
        &["50002=5.."],
        "errcode 50002: the account is restricted",
        STOPS,
        3,
        "wechat.account",
    ),
    fails(
        &["ip"],
        "errcode 40164: address not on the whitelist",
        IP,
        3,
        "wechat.ip-not-allowed",
    ),
    fails(
        &["frozen"],
        "errcode 40243: AppSecret frozen",
        STOPS,
        3,
        "wechat.account",
    ),
    fails(
        &["40125@stable_token"],
        "errcode 40125: wrong AppSecret",
        STOPS,
        3,
        "wechat.credentials",
    ),
    fails(
        &["token-replaced"],
        "errcode 40001 for the renewed token as well",
        STOPS,
        3,
        "wechat.token",
    ),
    fails(
        &["busy"],
        "errcode -1 without end",
        GIVEN_UP,
        4,
        "wechat.busy",
    ),
    fails(
        &["reset-before"],
        "connections break without end",
        GIVEN_UP,
        4,
        "wechat.unreachable",
    ),
    Case {
        variables: &[("TUWEN_DEADLINE", "6s")],
        ..fails(
            &["rate-limited"],
            "errcode 45011 without end (here with `--deadline 6s`)",
            "given up after about four minutes without a success",
            4,
            "run.deadline",
        )
    },
];

const PICTURE_FITTED: &str = "the picture is encoded anew and sent once more";
const QUOTA: &str =
    "stops all uploads; tells the numbers of `quota/get` and when the next day begins";
const IP: &str = "stops all uploads; prints the address to add";
const GIVEN_UP: &str = "given up after three pictures in a row that failed four times each";
