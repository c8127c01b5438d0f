//! From outcomes to an output: splice, render, write; or nothing, if readers would see holes.

use std::ops::Range;
use std::path::PathBuf;

use super::account;
use super::job::Output;
use super::place::place;
use super::prepare::{Outcome, Resolved, ResolvedReference};
use crate::article::{Article, Reference};
use crate::asset::HostedUrl;
use crate::fsio;
use crate::options::{Options, Verb};
use crate::plan;
use crate::problem::{Code, Problem, Severity};
use crate::render::{self, RenderOptions};
use crate::report::{ArticleReport, ArticleStatus, PlacedProblem};

/// What was made of an article.
struct Made {
    bytes: Vec<u8>,
    problems: Vec<PlacedProblem>,
}

/// Finishes one article.
pub(super) fn deliver(options: &Options, resolved: Resolved) -> ArticleReport {
    let Resolved {
        article,
        output,
        references,
        problems,
    } = resolved;
    let mut report = account::article(options.verb, &article, &references, problems);
    let holes = references.iter().any(|resolved| {
        matches!(resolved.outcome, Outcome::Failed(_))
            && !plan::is_optional(options.verb, &resolved.reference)
    });
    report.status = if holes {
        ArticleStatus::Incomplete
    } else {
        ArticleStatus::Done
    };
    if holes && !options.allow_missing {
        return report;
    }
    let made = match make(options, &article, &references) {
        Ok(made) => made,
        Err(problem) => {
            report.fail(problem);
            return report;
        }
    };
    let unhosted = made
        .problems
        .iter()
        .any(|placed| placed.problem.severity() == Severity::Error);
    report.problems.extend(made.problems);
    report
        .problems
        .sort_by_key(|placed| placed.place.as_ref().map(|place| place.position));
    if unhosted {
        report.status = ArticleStatus::Incomplete;
        if !options.allow_missing {
            return report;
        }
    }
    write(options, output, made.bytes, &mut report);
    report
}

fn make(
    options: &Options,
    article: &Article,
    references: &[ResolvedReference],
) -> Result<Made, Problem> {
    let edits: Vec<(&Reference, &HostedUrl)> = references
        .iter()
        .filter_map(|resolved| Some((&resolved.reference, resolved.outcome.url()?)))
        .collect();
    let spliced = article.splice(edits.iter().copied());
    if options.verb == Verb::Rewrite {
        return Ok(Made {
            bytes: spliced,
            problems: Vec::new(),
        });
    }
    let text = article.decode(&spliced);
    let mut render_options = RenderOptions::default();
    render_options.select.clone_from(&options.select);
    let page = render::render(&text, article.format(), &render_options)?;
    let back = BackMap::new(&edits, article, text.len() == spliced.len());
    let problems = page
        .problems
        .into_iter()
        .map(|(span, problem)| PlacedProblem {
            place: back
                .span(&span)
                .map(|span| place(article, &span, article.position(span.start))),
            problem,
        })
        .collect();
    Ok(Made {
        bytes: page.html.into_bytes(),
        problems,
    })
}

/// From places in the rewritten text back to places in what the author wrote.
struct BackMap {
    /// For each edit: where it ends in the rewritten text, and where in the source.
    ends: Vec<(usize, usize)>,
    /// Bytes of a byte-order mark, which the text does not have.
    mark: usize,
    /// Whether text and source count the same bytes (UTF-8).
    exact: bool,
}

impl BackMap {
    fn new(edits: &[(&Reference, &HostedUrl)], article: &Article, same_length: bool) -> Self {
        let mut shift = 0isize;
        let mut ends = Vec::with_capacity(edits.len());
        for (reference, url) in edits {
            shift +=
                reference.spliced_length(url).cast_signed() - reference.span.len().cast_signed();
            ends.push((
                reference.span.end.saturating_add_signed(shift),
                reference.span.end,
            ));
        }
        let mark = article.mark_length();
        Self {
            ends,
            mark,
            exact: same_length || mark > 0,
        }
    }

    fn span(&self, span: &Range<usize>) -> Option<Range<usize>> {
        if !self.exact {
            return None;
        }
        Some(self.offset(span.start)..self.offset(span.end).max(self.offset(span.start)))
    }

    fn offset(&self, offset: usize) -> usize {
        let offset = offset + self.mark;
        let before = self.ends.partition_point(|(new, _)| *new <= offset);
        match before.checked_sub(1).and_then(|index| self.ends.get(index)) {
            Some((new, old)) => old + (offset - new),
            None => offset,
        }
    }
}

fn write(options: &Options, output: Output, bytes: Vec<u8>, report: &mut ArticleReport) {
    match output {
        Output::Stdout => {
            report.changed = true;
            report.content = Some(bytes);
        }
        Output::File(path) => {
            report.changed = !fsio::is_same(&path, &bytes);
            if report.changed
                && !options.dry_run
                && let Err(error) = fsio::write_atomic(&path, &bytes)
            {
                report.changed = false;
                report.fail(
                    Problem::new(Code::OutputUnwritable)
                        .with("path", path.display())
                        .with("reason", error.reason()),
                );
                return;
            }
            report.output = Some(PathBuf::from(&path));
        }
    }
}
