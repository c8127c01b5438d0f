//! Which rules there are, and what a finding of each is worth: nothing, a warning, an error.

use std::collections::HashMap;

use crate::problem::{Code, Problem, Severity};
use crate::report::{ArticleReport, ArticleStatus, PlacedProblem};

/// What a finding of a rule is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// It is not told.
    Off,
    /// It is told.
    Warning,
    /// The check fails.
    Error,
}

impl Level {
    /// The word in configuration: `off`, `warning`, `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Off, Self::Warning, Self::Error]
            .into_iter()
            .find(|level| level.as_str() == word)
    }
}

/// All rules and their levels unless something else is said. What publishing would stop at is an error
/// here; what it does without asking is off.
const DEFAULTS: [(Code, Level); 57] = [
    (Code::ArticleFrontMatter, Level::Warning),
    (Code::ArticleTitleTooLong, Level::Warning),
    (Code::ArticleAuthorTooLong, Level::Warning),
    (Code::ArticleDigestTooLong, Level::Warning),
    (Code::ImageMissing, Level::Error),
    (Code::ImageAmbiguous, Level::Error),
    (Code::ImageOutsideRoots, Level::Error),
    (Code::ImageBadPath, Level::Error),
    (Code::ImageInexactName, Level::Warning),
    (Code::ImageUnreadable, Level::Error),
    (Code::ImageNotFile, Level::Error),
    (Code::ImageEmpty, Level::Error),
    (Code::ImageTruncated, Level::Error),
    (Code::ImageUnsupportedFormat, Level::Error),
    (Code::ImageNotImage, Level::Error),
    (Code::ImageMisnamed, Level::Warning),
    (Code::ImageTooLarge, Level::Error),
    (Code::ImageDamaged, Level::Error),
    (Code::ImageTooManyPixels, Level::Error),
    (Code::ImageAnimated, Level::Error),
    (Code::ImageNeedsFitting, Level::Off),
    (Code::ImageFontMissing, Level::Error),
    (Code::ImageSvgExternal, Level::Error),
    (Code::ImageSvgHtmlText, Level::Error),
    (Code::ImageBadData, Level::Error),
    (Code::ImageTemplate, Level::Error),
    (Code::ImageShortcode, Level::Error),
    (Code::ArticleShortcode, Level::Warning),
    (Code::ImageRemote, Level::Error),
    (Code::ImageNotCommonmark, Level::Warning),
    (Code::ImageAltMissing, Level::Warning),
    (Code::ImageNotStaged, Level::Error),
    (Code::ImageNotUploaded, Level::Error),
    (Code::ImageUnused, Level::Warning),
    (Code::PageDropped, Level::Warning),
    (Code::PageStyleDropped, Level::Warning),
    (Code::PageUnhosted, Level::Error),
    (Code::PageSheetLeftOut, Level::Warning),
    (Code::PageTooLong, Level::Warning),
    (Code::LinkFragment, Level::Warning),
    (Code::LinkExternal, Level::Off),
    (Code::LabelUndefined, Level::Warning),
    (Code::LabelDuplicate, Level::Warning),
    (Code::FormulaInvalid, Level::Error),
    (Code::FormulaFontMissing, Level::Error),
    (Code::DiagramInvalid, Level::Error),
    (Code::DiagramKind, Level::Warning),
    (Code::DiagramUnsupported, Level::Warning),
    (Code::DiagramTooLarge, Level::Warning),
    (Code::DiagramTooSlow, Level::Error),
    (Code::DiagramNoCommand, Level::Warning),
    (Code::ArticleEmpty, Level::Warning),
    (Code::ThemeSyntax, Level::Warning),
    (Code::ThemeSelector, Level::Warning),
    (Code::ThemeAtRule, Level::Warning),
    (Code::ThemeProperty, Level::Warning),
    (Code::ThemeValue, Level::Warning),
];

/// What each rule's findings are worth in one run.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    levels: HashMap<Code, Level>,
    strict: bool,
}

impl Rules {
    /// The codes of all rules, in the order of the table, with what they are worth by default.
    pub fn all() -> impl Iterator<Item = (Code, Level)> {
        DEFAULTS.into_iter()
    }

    /// The rule with this code.
    #[must_use]
    pub fn named(code: &str) -> Option<Code> {
        Self::all()
            .map(|(known, _)| known)
            .find(|known| known.as_str() == code)
    }

    /// The same rules with one of them set.
    #[must_use]
    pub fn with(mut self, code: Code, level: Level) -> Self {
        self.levels.insert(code, level);
        self
    }

    /// The same rules, each warning an error.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// What a finding of this code is worth. Findings that are no rule's (an article that cannot be read)
    /// are worth what they are.
    #[must_use]
    pub fn level(&self, code: Code) -> Level {
        let set = self.levels.get(&code).copied();
        let default = || Self::all().find(|(known, _)| *known == code);
        let level = set.or_else(|| default().map(|(_, level)| level));
        match level.unwrap_or(Level::Error) {
            Level::Warning if self.strict => Level::Error,
            level => level,
        }
    }

    /// The finding as it is told; a softened one (a cover, which no page shows) is a warning unless its
    /// rule was set.
    pub(super) fn apply(&self, problem: Problem) -> Option<Problem> {
        let code = problem.code();
        let softened = problem.severity() < code.severity();
        let level = match self.level(code) {
            Level::Error if softened && !self.strict && !self.levels.contains_key(&code) => {
                Level::Warning
            }
            level => level,
        };
        match level {
            Level::Off => None,
            Level::Warning => Some(problem.of_severity(Severity::Warning)),
            Level::Error => Some(problem.of_severity(Severity::Error)),
        }
    }

    /// What of a style sheet's findings is told, as a row of the report; `None` when nothing is.
    #[must_use]
    pub fn style_sheet(&self, name: &str, found: Vec<PlacedProblem>) -> Option<ArticleReport> {
        let problems: Vec<PlacedProblem> = (found.into_iter())
            .filter_map(|placed| {
                // A page without these parts is still a page.
                let problem = self.apply(placed.problem.softened())?;
                Some(PlacedProblem { problem, ..placed })
            })
            .collect();
        let (first, rest) = problems.split_first()?;
        let mut report = ArticleReport::unreadable(name.to_owned(), first.problem.clone());
        report.status = ArticleStatus::Done;
        report.problems = std::iter::once(first).chain(rest).cloned().collect();
        Some(report)
    }
}
