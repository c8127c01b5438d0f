//! From outcomes to an output: splice, render, write; or nothing, if readers would see holes.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::account;
use super::drafts::without_headline;
use super::figures::page_options;
use super::finished::{Dependencies, Finished};
use super::images::Images;
use super::job::Output;
use super::outcome::{Outcome, Resolved, ResolvedReference};
use super::page_size;
use super::place::place;
use super::prepare::ShownFigure;
use super::sheets::{self, LookedFor, Sheets};
use crate::article::{Article, Origin};
use crate::asset::{Digest, HostedUrl};
use crate::fsio;
use crate::options::{Options, Verb};
use crate::plan;
use crate::preview;
use crate::problem::{Code, Problem, Severity};
use crate::render::{self, FigurePicture, RenderOptions};
use crate::report::{ArticleReport, ArticleStatus, PageSize, PlacedProblem};

/// What was made of an article.
struct Made {
    bytes: Vec<u8>,
    size: Option<PageSize>,
    /// The style sheets that were looked for.
    sheets: Vec<LookedFor>,
    problems: Vec<PlacedProblem>,
}

/// Finishes one article.
pub(super) fn deliver(
    images: &Images,
    finished: &Finished,
    options: &Options,
    resolved: Resolved,
) -> ArticleReport {
    let Resolved {
        article,
        seen,
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
    let made = match make(images, options, &article, &references) {
        Ok(made) => made,
        Err(problem) => {
            report.fail(problem);
            return report;
        }
    };
    let mut made = made;
    made.problems
        .retain(|placed| !is_known_hole(&placed.problem, &report));
    let unhosted = made
        .problems
        .iter()
        .any(|placed| placed.problem.severity() == Severity::Error);
    report.page = made.size;
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
    // Of what goes elsewhere than into a file, nothing is remembered.
    let digest = matches!(output, Output::File(_)).then(|| Digest::of(&made.bytes));
    write(options, &article, output, made.bytes, &mut report);
    let dependencies = Dependencies {
        seen,
        references: &references,
        sheets: &made.sheets,
    };
    if let Some(digest) = digest {
        finished.keep(options, &article, &dependencies, &report, &digest);
    }
    report
}

/// Whether the page only repeats that a reference, which is told already, could not be served.
fn is_known_hole(problem: &Problem, report: &ArticleReport) -> bool {
    problem.code() == Code::PageUnhosted
        && report.references.iter().any(|row| {
            let is_hole = row.problem.as_ref();
            is_hole.is_some_and(|hole| hole.severity() == Severity::Error)
                && problem.argument("url") == Some(row.written.as_str())
        })
}

fn make(
    images: &Images,
    options: &Options,
    article: &Article,
    references: &[ResolvedReference],
) -> Result<Made, Problem> {
    // A dry run shows what would be made of uploads that it does not make.
    let urls: Vec<Option<HostedUrl>> = references
        .iter()
        .enumerate()
        .map(|(index, resolved)| match &resolved.outcome {
            Outcome::WouldUpload => preview::planned(index),
            outcome => outcome.url().cloned(),
        })
        .collect();
    let edits = references.iter().zip(&urls);
    let edits = edits.filter_map(|(resolved, url)| Some((&resolved.reference, url.as_ref()?)));
    let rewritten = article.splice(edits);
    if options.verb == Verb::Rewrite {
        return Ok(Made {
            bytes: rewritten.into_bytes(),
            size: None,
            sheets: Vec::new(),
            problems: Vec::new(),
        });
    }
    let mark = article.mark_length();
    let text = article.decode(&rewritten.bytes()[mark..]);
    let text = without_headline(text, article.format(), options);
    let Sheets { texts, looked_for } = sheets::read(images.locator(), article, &text);
    let shown = references.iter().zip(&urls);
    let pictures = shown.filter_map(|(resolved, url)| {
        let ShownFigure { figure, width } = resolved.figure.clone()?;
        let url = url.as_ref()?.as_str().to_owned();
        Some((figure, FigurePicture { url, width }))
    });
    let render_options = RenderOptions {
        sheets: texts,
        pictures: Arc::new(pictures.collect()),
        ..page_options(options)
    };
    let page = render::render(&text, article.format(), &render_options)?;
    // Text decoded from another encoding does not count the bytes of the source.
    let is_exact = text.len() + mark == rewritten.bytes().len();
    let place_of = |span: Range<usize>| {
        let span = rewritten.original_offset(span.start + mark)
            ..rewritten.original_offset(span.end + mark);
        place(article, &span, article.position(span.start), true)
    };
    let size = PageSize::of(&page.html);
    let too_long = page_size::problem(&page.html, size).map(|problem| PlacedProblem {
        problem,
        place: None,
    });
    let problems = page
        .problems
        .into_iter()
        .map(|(span, problem)| PlacedProblem {
            problem,
            place: is_exact.then(|| place_of(span)),
        })
        .chain(too_long)
        .collect();
    Ok(Made {
        bytes: page.html.into_bytes(),
        size: Some(size),
        sheets: looked_for,
        problems,
    })
}

fn write(
    options: &Options,
    article: &Article,
    output: Output,
    bytes: Vec<u8>,
    report: &mut ArticleReport,
) {
    match output {
        Output::Stdout => {
            report.changed = true;
            report.content = Some(bytes);
        }
        Output::File(path) => {
            report.changed = !fsio::is_same(&path, &bytes);
            // Uploads take their time; who edits meanwhile must not lose the edit.
            let in_place = matches!(article.origin(), Origin::File(source) if *source == path);
            if in_place && report.changed && !fsio::is_same(&path, article.source()) {
                report.changed = false;
                report.fail(Problem::new(Code::ArticleChanged).with("path", path.display()));
                return;
            }
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
