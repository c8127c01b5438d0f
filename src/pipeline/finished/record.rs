//! What is written down of a finished article: enough to see that nothing has changed, and to report it
//! as if it had been made again.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::article::{LocalKind, LocalTarget, Position, Syntax, Target};
use crate::asset::{Digest, HostedUrl};
use crate::pipeline::outcome::{Outcome, ResolvedReference};
use crate::pipeline::sheets::LookedFor;
use crate::problem::{Code, Problem, Severity};
use crate::report::{Place, PlacedProblem, ReferenceReport, ReferenceStatus};

/// A finished article.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// Of the program and its options.
    pub(super) fingerprint: String,
    pub(super) article: FileState,
    pub(super) output: FileState,
    /// Characters and bytes of the page.
    pub(super) page: Option<(usize, usize)>,
    /// The style sheets that it links to, and those that they import.
    pub(super) sheets: Vec<Sheet>,
    pub(super) references: Vec<Reference>,
    pub(super) problems: Vec<Placed>,
}

/// A file as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileState {
    /// Size, times and inode.
    pub(super) signature: String,
    /// Whether no later change could leave the same signature behind.
    pub(super) is_safe: bool,
    /// Of its bytes.
    pub(super) digest: String,
}

impl FileState {
    /// Of a text that was given in a file's place, and is known by its bytes alone.
    pub(super) fn given(bytes: &[u8]) -> Self {
        Self {
            signature: String::new(),
            is_safe: false,
            digest: Digest::of(bytes).hex(),
        }
    }

    /// Whether these are the bytes that it held.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        Digest::of(bytes).hex() == self.digest
    }
}

/// A style sheet: where it is named, how, and the file that was found there.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub(super) from: Option<String>,
    pub(super) written: String,
    pub(super) file: Option<(String, FileState)>,
}

/// A reference: the row of the report, and what it stands for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reference {
    line: usize,
    column: usize,
    written: String,
    syntax: String,
    target: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) url: Option<String>,
    in_library: bool,
    kept: bool,
    pub(super) problem: Option<Written>,
    pub(super) meaning: Meaning,
    /// The words of the ledger's key, beside account and digest.
    pub(super) profile: Option<String>,
    pub(super) shown_width: Option<u32>,
    pub(super) remarks: Vec<Written>,
}

/// What has to be looked at to know a reference's content.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Meaning {
    /// Nothing: the text says it all.
    Text,
    /// A file of this machine.
    File { path: String, kind: String },
    /// A picture at another host.
    Elsewhere { url: String },
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    code: String,
    is_warning: bool,
    arguments: Vec<(String, String)>,
}

/// A problem and its place.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Placed {
    problem: Written,
    place: Option<WrittenPlace>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WrittenPlace {
    line: usize,
    column: usize,
    text: String,
    cut: usize,
    length: usize,
}

const KINDS: [(&str, LocalKind); 5] = [
    ("path", LocalKind::Path),
    ("file-url", LocalKind::FileUrl),
    ("vault-name", LocalKind::VaultName),
    ("site-path", LocalKind::SitePath),
    ("asset-folder", LocalKind::AssetFolder),
];

impl Sheet {
    /// A sheet that was looked for; `None` where that cannot be written down.
    pub(super) fn new(sheet: &LookedFor) -> Option<Self> {
        let text = |path: &Path| path.to_str().map(str::to_owned);
        Some(Self {
            from: match &sheet.from {
                Some(path) => Some(text(path)?),
                None => None,
            },
            written: sheet.written.clone(),
            file: match &sheet.found {
                Some((path, seen, digest)) => Some((text(path)?, (*seen)?.state(digest))),
                None => None,
            },
        })
    }
}

impl Meaning {
    fn of(target: &Target, outcome: &Outcome) -> Self {
        match (target, outcome) {
            (_, Outcome::Kept) => Self::Text,
            (Target::Local(LocalTarget { path, kind }), _) => Self::File {
                path: path.clone(),
                kind: KINDS
                    .iter()
                    .find(|(_, known)| known == kind)
                    .map_or("", |(name, _)| name)
                    .to_owned(),
            },
            (Target::Remote(url), _) => Self::Elsewhere { url: url.clone() },
            _ => Self::Text,
        }
    }

    /// The target of a file.
    pub(super) fn local(path: &str, kind: &str) -> Option<LocalTarget> {
        let (_, kind) = KINDS.iter().find(|(known, _)| *known == kind)?;
        Some(LocalTarget {
            path: path.to_owned(),
            kind: *kind,
        })
    }
}

impl Reference {
    /// A reference and its row.
    pub(super) fn new(resolved: &ResolvedReference, row: &ReferenceReport) -> Self {
        let content = resolved.content.as_ref();
        Self {
            line: row.position.line,
            column: row.position.column,
            written: row.written.clone(),
            syntax: row.syntax.to_owned(),
            target: row.target.clone(),
            digest: row.digest.map(|digest| digest.hex()),
            url: row.url.as_ref().map(|url| url.as_str().to_owned()),
            in_library: row.in_library,
            kept: row.status == ReferenceStatus::Kept,
            problem: row.problem.as_ref().map(Written::new),
            meaning: Meaning::of(&resolved.reference.target, &resolved.outcome),
            profile: content.map(|content| content.profile.clone()),
            shown_width: resolved.reference.shown_width,
            remarks: resolved.remarks.iter().map(Written::new).collect(),
        }
    }

    /// The row of an article that is not made again.
    pub(super) fn row(self) -> Option<ReferenceReport> {
        Some(ReferenceReport {
            position: Position {
                line: self.line,
                column: self.column,
            },
            written: self.written,
            syntax: Syntax::named(&self.syntax)?.as_str(),
            target: self.target,
            digest: match self.digest {
                Some(hex) => Some(hex.parse::<Digest>().ok()?),
                None => None,
            },
            status: match (self.kept, &self.problem) {
                (true, _) => ReferenceStatus::Kept,
                (false, Some(_)) => ReferenceStatus::Failed,
                (false, None) => ReferenceStatus::Reused,
            },
            url: match self.url {
                Some(url) => Some(HostedUrl::parse(&url)?),
                None => None,
            },
            fitting: None,
            in_library: self.in_library,
            problem: match self.problem {
                Some(problem) => Some(problem.read()?),
                None => None,
            },
        })
    }
}

impl Written {
    pub(super) fn new(problem: &Problem) -> Self {
        let arguments = problem.arguments().iter();
        Self {
            code: problem.code().as_str().to_owned(),
            is_warning: problem.severity() == Severity::Warning,
            arguments: arguments
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }

    fn read(self) -> Option<Problem> {
        let problem = Problem::restored(Code::named(&self.code)?, self.arguments);
        Some(if self.is_warning {
            problem.softened()
        } else {
            problem
        })
    }
}

impl Placed {
    pub(super) fn new(placed: &PlacedProblem) -> Self {
        Self {
            problem: Written::new(&placed.problem),
            place: placed.place.as_ref().map(|place| WrittenPlace {
                line: place.position.line,
                column: place.position.column,
                text: place.line_text.clone(),
                cut: place.cut,
                length: place.length,
            }),
        }
    }

    pub(super) fn read(self) -> Option<PlacedProblem> {
        Some(PlacedProblem {
            problem: self.problem.read()?,
            place: self.place.map(|place| {
                Place::new(
                    place.line,
                    place.column,
                    place.text,
                    place.cut,
                    place.length,
                )
            }),
        })
    }
}
