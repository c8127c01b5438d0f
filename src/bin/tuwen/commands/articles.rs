//! `publish` and `rewrite`: articles in, pages or rewritten articles out.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use tuwen::{
    Article, ArticleStatus, Code, Format, Input, InputFile, IoError, Origin, Output, Problem,
    Report, Verb, find_inputs, plan_jobs,
};

use super::{chosen, drafts, json, pages, status};
use crate::args::Choosing;
use crate::console::Console;
use crate::layer::ReportFormat;
use crate::session::Session;
use crate::settings::Settings;

/// Where else a page goes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shown {
    /// Into the browser.
    pub(crate) open: bool,
    /// Onto the clipboard.
    pub(crate) copy: bool,
    /// An option about drafts that is for one article.
    pub(crate) for_one: Option<&'static str>,
}

/// Runs the verb, and shows pages as they are to be shown; the exit status.
///
/// # Errors
/// What keeps the run from beginning: `input.…`, `output.…`, `config.…`.
pub(crate) fn run(
    verb: Verb,
    named: &[PathBuf],
    choosing: &Choosing,
    shown: Shown,
    settings: &Settings,
    console: &Console,
) -> Result<u8, Problem> {
    let dry_run = settings.options(verb).dry_run;
    let reports_json = console.talk().report == ReportFormat::Json;
    let Chosen {
        files,
        inputs,
        staged,
    } = choose(named, choosing, settings)?;
    let inputs = inputs.as_slice();
    let output = settings.articles.output.as_deref();
    let files = without_outputs(files, inputs, output);
    let stdin = read_stdin(&files, settings)?;
    let mirror =
        inputs.len() != named.len() || inputs.iter().any(|input| stands_for_several(input));
    // A page never takes the place of its source, whatever a file or the environment says.
    let in_place = settings.articles.in_place && verb == Verb::Rewrite;
    let mut jobs = plan_jobs(files, verb, output, in_place, mirror, stdin)?;
    for job in &mut jobs {
        if let Origin::File(path) = &job.origin {
            job.source = staged.get(path).cloned().or(job.source.take());
        }
    }
    let to_stdout = jobs.iter().any(|job| job.output == Output::Stdout);
    if reports_json && to_stdout && !dry_run {
        return Err(Problem::new(Code::OutputStdoutTaken));
    }
    if shown.copy && jobs.len() != 1 {
        return Err(Problem::new(Code::ClipboardOneArticle).with("count", jobs.len()));
    }
    let options = settings.options(verb);
    drafts::refuse_impossible(&options, shown.for_one, jobs.len())?;
    let trees = match output {
        Some(output) if mirror => vec![output.to_owned()],
        // Pages beside their articles.
        None if verb == Verb::Publish => directories(inputs),
        _ => Vec::new(),
    };
    let session = Session::open(settings, verb)?.looking_for_stale(trees);
    let mut report = if options.draft.is_some() {
        session.run_to_drafts(jobs, console)?
    } else {
        session.run(jobs, console)?
    };
    let copied = shown.copy
        && !dry_run
        && copied(&report).unwrap_or_else(|problem| {
            report.problems.push(problem);
            false
        });
    if reports_json {
        json(&report, console)?;
    } else if !dry_run {
        for content in report
            .articles
            .iter()
            .filter_map(|article| article.content.as_ref())
        {
            console.data(content)?;
        }
    }
    console.report(&report);
    if !reports_json {
        drafts::tell(&report, settings.sandbox, console);
        next_step(verb, &report, shown.open, copied, settings, console);
    } else if shown.open && !dry_run {
        for page in pages::written(&report, settings, console) {
            pages::browse(&page);
        }
    }
    Ok(status(&report))
}

/// The articles that are meant.
struct Chosen {
    files: Vec<InputFile>,
    /// The inputs among which they were looked for.
    inputs: Vec<PathBuf>,
    /// What they hold in git's index, where that is what counts.
    staged: HashMap<PathBuf, Vec<u8>>,
}

impl Chosen {
    fn new(files: Vec<InputFile>, inputs: Vec<PathBuf>) -> Self {
        Self {
            files,
            inputs,
            staged: HashMap::new(),
        }
    }
}

fn choose(named: &[PathBuf], choosing: &Choosing, settings: &Settings) -> Result<Chosen, Problem> {
    if let Some(list) = &choosing.files_from {
        let mut files = if named.is_empty() {
            Vec::new()
        } else {
            inputs_of(named, settings)?
        };
        let mut seen = HashSet::new();
        let listed = chosen::read_list(list)?;
        let listed = listed.into_iter().filter(|path| seen.insert(path.clone()));
        // What is no article by its suffix is passed over: lists come from `git diff` and the like.
        files.extend(listed.filter_map(|path| {
            Some(InputFile::File {
                relative: mirrored(&path),
                format: settings.articles.from.or_else(|| Format::of_path(&path))?,
                path,
            })
        }));
        let inputs = named.iter().cloned().chain([PathBuf::from(".")]);
        return Ok(Chosen::new(files, inputs.collect()));
    }
    let mut staged = HashMap::new();
    let changed = match &choosing.changed_since {
        Some(revision) => chosen::changed_since(revision, named)?,
        None if choosing.staged => {
            let (articles, _) = chosen::staged(named)?;
            let paths = articles.iter().map(|one| one.path.clone()).collect();
            staged.extend(
                articles
                    .into_iter()
                    .filter_map(|one| Some((one.path.canonicalize().ok()?, one.source))),
            );
            paths
        }
        None => return Ok(Chosen::new(inputs_of(named, settings)?, named.to_vec())),
    };
    let changed: HashSet<PathBuf> = changed
        .iter()
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    if changed.is_empty() {
        return Ok(Chosen::new(Vec::new(), vec![PathBuf::from(".")]));
    }
    let mut inputs = named.to_vec();
    if inputs.is_empty() {
        inputs.push(PathBuf::from("."));
    }
    let mut files = inputs_of(&inputs, settings)?;
    files.retain(|file| match file {
        InputFile::File { path, .. } => path
            .canonicalize()
            .is_ok_and(|path| changed.contains(&path)),
        _ => true,
    });
    // Jobs know their files as they were found.
    let staged = files.iter().filter_map(|file| match file {
        InputFile::File { path, .. } => {
            let source = staged.remove(&path.canonicalize().ok()?)?;
            Some((path.clone(), source))
        }
        _ => None,
    });
    Ok(Chosen {
        staged: staged.collect(),
        ..Chosen::new(files, inputs)
    })
}

/// Where the output of a listed article stands in a tree: as it is listed, unless that leads out of it.
fn mirrored(path: &Path) -> PathBuf {
    let plain = path.strip_prefix(".").unwrap_or(path);
    let is_below = plain
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    match path.file_name() {
        Some(name) if !is_below => PathBuf::from(name),
        _ => plain.to_owned(),
    }
}

fn directories(inputs: &[PathBuf]) -> Vec<PathBuf> {
    let directories = inputs.iter().filter(|input| input.is_dir());
    directories.cloned().collect()
}

pub(super) fn inputs_of(
    inputs: &[PathBuf],
    settings: &Settings,
) -> Result<Vec<InputFile>, Problem> {
    let inputs: Vec<Input> = inputs
        .iter()
        .map(|input| {
            if input.as_os_str() == "-" {
                Input::Stdin
            } else {
                Input::Path(input.clone())
            }
        })
        .collect();
    find_inputs(&inputs, settings.articles.from)
}

/// Leaves out what an earlier run wrote into a `-o` directory that lies below an input: outputs are no
/// articles, unless they are named.
fn without_outputs(
    files: Vec<InputFile>,
    inputs: &[PathBuf],
    output: Option<&Path>,
) -> Vec<InputFile> {
    let Some(output) = output.and_then(|output| output.canonicalize().ok()) else {
        return files;
    };
    let holds_inputs = inputs
        .iter()
        .filter_map(|input| input.canonicalize().ok())
        .any(|input| input.starts_with(&output));
    if holds_inputs || !output.is_dir() {
        return files;
    }
    let is_output = |file: &InputFile| match file {
        InputFile::File { path, .. } => {
            !inputs.contains(path)
                && path
                    .canonicalize()
                    .is_ok_and(|path| path.starts_with(&output))
        }
        _ => false,
    };
    files.into_iter().filter(|file| !is_output(file)).collect()
}

/// Whether an input means a tree, so that `-o` names a directory even if there is one article in it.
fn stands_for_several(input: &Path) -> bool {
    input.is_dir() || (!input.exists() && input.as_os_str() != "-")
}

/// The bytes of standard input and the directory its images are relative to, if it is an input.
pub(super) fn read_stdin(
    files: &[InputFile],
    settings: &Settings,
) -> Result<Option<(Vec<u8>, PathBuf)>, Problem> {
    let wanted = files
        .iter()
        .any(|file| matches!(file, InputFile::Stdin { .. }));
    if !wanted {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    // One byte more than is taken shows that there is too much; the article itself says so.
    std::io::stdin()
        .lock()
        .take(Article::MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Problem::new(Code::ArticleUnreadable)
                .with("path", "-")
                .with("reason", IoError::new(Path::new("-"), error).reason())
        })?;
    Ok(Some((bytes, settings.articles.base_dir.clone())))
}

/// Copies the page of the one article; whether there is one.
///
/// # Errors
/// `clipboard.unavailable`.
#[cfg(feature = "clipboard")]
fn copied(report: &Report) -> Result<bool, Problem> {
    let page = report.articles.first().and_then(pages::page);
    let Some(page) = page else { return Ok(false) };
    crate::clipboard::copy(&page, &tuwen::plain_text(&page))?;
    Ok(true)
}

#[cfg(not(feature = "clipboard"))]
#[expect(clippy::unnecessary_wraps, reason = "with the feature it may fail")]
fn copied(_: &Report) -> Result<bool, Problem> {
    Ok(false)
}

/// What to do with what was just written.
fn next_step(
    verb: Verb,
    report: &Report,
    open: bool,
    copied: bool,
    settings: &Settings,
    console: &Console,
) {
    let any = report
        .articles
        .iter()
        .any(|article| article.output.is_some() || article.content.is_some());
    if report.dry_run || !any {
        return;
    }
    let mut outputs = report.articles.iter().filter_map(|article| {
        let output = article.output.as_ref()?;
        (article.status == ArticleStatus::Done).then_some(output)
    });
    let single = match (outputs.next(), outputs.next()) {
        (Some(single), None) if verb == Verb::Publish => Some(single),
        _ => None,
    };
    if settings.sandbox {
        console.note(&console.text("ui-sandbox-urls", &[]));
    }
    if copied {
        console.note(&console.text("ui-copied", &[]));
    }
    if open || (settings.sandbox && single.is_some()) {
        for page in pages::written(report, settings, console) {
            let path = [("path", page.display().to_string())];
            console.note(&console.text("ui-preview-file", &path));
            if open {
                pages::browse(&page);
            }
        }
    } else if let Some(output) = single.filter(|_| !copied && !drafts::any(report)) {
        let path = [("path", output.display().to_string())];
        console.note(&console.text("ui-next-paste", &path));
    }
}
