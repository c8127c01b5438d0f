//! What a run did, for people: problems first, then a line for each output, then the sums.

use std::collections::{HashMap, HashSet};

use tuwen::{ArticleReport, ArticleStatus, Code, Fitting, Problem, ReferenceStatus, Report};

use super::{Console, DIM, clean};

/// With more articles than this, those that went well are only counted.
const MANY: usize = 20;

/// Characters from which on a page's size is told: what the documentation allows, and longer ones that were
/// taken.
const DOCUMENTED: usize = 20_000;

/// So many pictures that were made to fit are told of by article.
const SOME: usize = 10;

/// Tells every problem: those of articles in source order, then those of the run.
pub(super) fn problems(console: &Console, report: &Report) {
    for article in &report.articles {
        // One cause can have many places (a picture that is used ten times): told once, with the number.
        let mut places: HashMap<&Problem, usize> = HashMap::new();
        for placed in &article.problems {
            *places.entry(&placed.problem).or_default() += 1;
        }
        for placed in &article.problems {
            if let Some(count) = places.remove(&placed.problem)
                && !is_told_elsewhere(console, report, &placed.problem)
            {
                console.placed_problem(&article.input, placed, count - 1);
            }
        }
    }
    for image in &report.images {
        if let Some(problem) = &image.problem
            && !is_told_elsewhere(console, report, problem)
        {
            console.problem(problem);
        }
    }
    for problem in &report.problems {
        console.problem(problem);
    }
}

/// Whether a problem of an item only repeats one of the run: what stopped the run is told once, not for
/// every image that was not sent because of it.
fn is_told_elsewhere(console: &Console, report: &Report, problem: &Problem) -> bool {
    let is_consequence = problem.code() == Code::ImageNotSent
        && !console.talk().is_verbose()
        && report
            .problems
            .iter()
            .any(|cause| problem.argument("cause") == Some(cause.code().as_str()));
    is_consequence || report.problems.contains(problem)
}

/// Tells what was written where, and the sums.
pub(super) fn outputs(console: &Console, report: &Report) {
    let (mut changed, mut unchanged) = (0u64, 0u64);
    let verbose = console.talk().is_verbose();
    let mut passed_over = 0u64;
    for article in &report.articles {
        if article.status == ArticleStatus::PassedOver {
            passed_over += 1;
            continue;
        }
        let whole = article.status == ArticleStatus::Done;
        if !whole || report.articles.len() <= MANY || verbose {
            console.note(&output(console, report, article));
        } else if article.changed {
            changed += 1;
        } else {
            unchanged += 1;
        }
        if verbose {
            references(console, article, report.dry_run);
        } else if report.articles.len() <= MANY {
            fittings(console, article);
        }
    }
    if passed_over > 0 {
        let arguments = [("count", passed_over.to_string())];
        console.note(&console.text("ui-passed-over", &arguments));
    }
    if changed > 0 {
        let id = if report.dry_run {
            "ui-would-write"
        } else {
            "ui-written"
        };
        console.note(&console.text(id, &[("count", changed.to_string())]));
    }
    if unchanged > 0 {
        console.note(&console.text("ui-unchanged", &[("count", unchanged.to_string())]));
    }
    stale(console, report);
    let lines: Vec<String> = report
        .images
        .iter()
        .filter_map(|image| {
            let new = image.status == ReferenceStatus::Uploaded;
            done(
                console,
                &image.input,
                image.fitting,
                image.in_library && new,
            )
        })
        .collect();
    tell_some(console, &lines);
    if !report.articles.is_empty() || verbose || report.dry_run {
        console.note(&sums(console, report));
    }
}

/// Outputs whose articles are gone.
fn stale(console: &Console, report: &Report) {
    let shown = if console.talk().is_verbose() {
        report.stale.len()
    } else {
        SOME
    };
    for stale in report.stale.iter().take(shown) {
        let arguments = [
            ("output", stale.path.display().to_string()),
            ("article", stale.article.display().to_string()),
            ("status", stale.fate.as_str().to_owned()),
        ];
        console.note(&console.text("ui-stale", &arguments));
    }
    if let Some(next) = report.stale.get(shown) {
        let arguments = [
            ("count", (report.stale.len() - shown).to_string()),
            ("status", next.fate.as_str().to_owned()),
        ];
        console.note(&console.text("ui-stale-many", &arguments));
    }
}

/// `post.md → post.wechat.html`, and what is worth knowing about it.
fn output(console: &Console, report: &Report, article: &ArticleReport) -> String {
    let failed = article
        .references
        .iter()
        .filter(|reference| reference.status == ReferenceStatus::Failed)
        .count();
    let written = article.output.is_some() || article.content.is_some();
    let remark = match (article.status, written) {
        (ArticleStatus::Failed, _) => "ui-remark-failed",
        (_, false) => "ui-remark-not-written",
        (ArticleStatus::Incomplete, true) if report.dry_run => "ui-remark-dry-run-incomplete",
        (ArticleStatus::Incomplete, true) => "ui-remark-incomplete",
        (_, true) if !article.changed => "ui-remark-unchanged",
        (_, true) if report.dry_run => "ui-remark-dry-run",
        (_, true) => "",
    };
    let mut line = article.input.clone();
    if written {
        let target = match &article.output {
            Some(path) => path.display().to_string(),
            None => console.text("ui-stdout", &[]),
        };
        if target != article.input {
            line.push_str(" → ");
            line.push_str(&target);
        }
    }
    if !remark.is_empty() {
        let arguments = [("failed", failed.to_string())];
        line.push_str(&console.text("ui-colon", &[]));
        line.push_str(&console.text(remark, &arguments));
    }
    let shown = article
        .page
        .filter(|page| page.characters > DOCUMENTED || console.talk().is_verbose());
    if let Some(page) = shown {
        let arguments = [
            ("characters", page.characters.to_string()),
            ("bytes", page.bytes.to_string()),
        ];
        line.push_str(" · ");
        line.push_str(&console.text("ui-page-size", &arguments));
    }
    line
}

/// What was done to the pictures of an article, each once: `图.heic: 4032×3024 2.1 MB heic → …`.
fn fittings(console: &Console, article: &ArticleReport) {
    let mut told = HashSet::new();
    let lines: Vec<String> = article
        .references
        .iter()
        .filter(|reference| told.insert(reference.digest))
        .filter_map(|reference| {
            let name = match &reference.target {
                Some(target) => target,
                None if reference.written.starts_with("data:") => "data:",
                None if reference.syntax == "inline-svg" => "<svg>",
                None => &reference.written,
            };
            done(
                console,
                name,
                reference.fitting,
                reference.in_library && reference.status == ReferenceStatus::Uploaded,
            )
        })
        .collect();
    tell_some(console, &lines);
}

/// At most some lines of many.
fn tell_some(console: &Console, lines: &[String]) {
    let shown = if lines.len() > SOME { SOME - 1 } else { SOME };
    for line in lines.iter().take(shown) {
        console.note(line);
    }
    if let Some(more) = lines.len().checked_sub(shown).filter(|more| *more > 0) {
        console.note(&format!(
            "  {}",
            console.text("ui-more-fitted", &[("count", more.to_string())])
        ));
    }
}

/// What was done to a picture, if anything was.
fn done(console: &Console, name: &str, fitting: Option<Fitting>, library: bool) -> Option<String> {
    let mut parts: Vec<String> = fitting.iter().map(Fitting::to_string).collect();
    if library {
        parts.push(console.text("ui-in-library", &[]));
    }
    // A data URI may have a megabyte.
    let name: String = name.chars().take(60).collect();
    (!parts.is_empty()).then(|| {
        format!(
            "  {name}{}{}",
            console.text("ui-colon", &[]),
            parts.join(&console.text("ui-comma", &[]))
        )
    })
}

/// One line for each reference: where it stands, what it names, what became of it.
fn references(console: &Console, article: &ArticleReport, dry_run: bool) {
    for reference in &article.references {
        let status = match reference.status {
            ReferenceStatus::Uploaded if dry_run => "ui-status-would-upload",
            ReferenceStatus::Uploaded => "ui-status-uploaded",
            ReferenceStatus::Reused => "ui-status-reused",
            ReferenceStatus::Kept => "ui-status-kept",
            _ => "ui-status-failed",
        };
        let url = reference
            .url
            .as_ref()
            .map(|url| format!("  {url}"))
            .unwrap_or_default();
        // A data URI may have a megabyte.
        let written: String = reference.written.chars().take(60).collect();
        let fitting = reference
            .fitting
            .map(|fitting| format!("  {fitting}"))
            .unwrap_or_default();
        console.say(&format!(
            "  {DIM}{}:{}{DIM:#}  {}  {}{}{DIM}{}{DIM:#}\n",
            reference.position.line,
            reference.position.column,
            clean(&written),
            console.text(status, &[]),
            clean(&fitting),
            clean(&url),
        ));
    }
}

/// `10 images: 5 uploaded (812 KB), 3 reused, 2 kept; 6 requests`.
fn sums(console: &Console, report: &Report) -> String {
    let totals = &report.totals;
    let separator = console.text("ui-comma", &[]);
    let mut parts = Vec::new();
    let mut part = |id: &str, count: u64, bytes: u64| {
        if count > 0 {
            let arguments = [("count", count.to_string()), ("bytes", bytes.to_string())];
            parts.push(console.text(id, &arguments));
        }
    };
    if report.dry_run {
        part("ui-sum-would-upload", totals.uploaded, 0);
    } else {
        part("ui-sum-uploaded", totals.uploaded, totals.bytes_sent);
    }
    part("ui-sum-fitted", totals.fitted, 0);
    part("ui-sum-reused", totals.reused, 0);
    part("ui-sum-library", totals.in_library, 0);
    part("ui-sum-kept", totals.kept, 0);
    part("ui-sum-failed", totals.failed, 0);
    part("ui-sum-requests", totals.requests, 0);
    let mut line = String::new();
    if report.articles.len() > 1 {
        line.push_str(&console.text("ui-sum-articles", &[("count", totals.articles.to_string())]));
        line.push_str(&separator);
    }
    line.push_str(&console.text("ui-sum-images", &[("count", totals.references.to_string())]));
    if !parts.is_empty() {
        line.push_str(&console.text("ui-colon", &[]));
        line.push_str(&parts.join(&separator));
    }
    line
}
