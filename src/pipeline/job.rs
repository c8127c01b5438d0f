//! What is written where, decided and checked before anything is read.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::article::{Format, InputFile, Origin};
use crate::options::Verb;
use crate::problem::{Code, Problem};

/// Where an article's output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output {
    /// A file, replaced as a whole.
    File(PathBuf),
    /// Into the report, for standard output.
    Stdout,
}

/// One article to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// Where it comes from.
    pub origin: Origin,
    /// Its format.
    pub format: Format,
    /// The bytes of an article that is not a file, or that are to be read in its file's place.
    pub source: Option<Vec<u8>>,
    /// Where its output goes.
    pub output: Output,
}

impl Job {
    /// A job for a file.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>, format: Format, output: Output) -> Self {
        Self {
            origin: Origin::File(path.into()),
            format,
            source: None,
            output,
        }
    }

    /// A job for an article that is already in memory, such as standard input; its relative targets
    /// are looked for in `base_dir`.
    #[must_use]
    pub fn stdin(source: Vec<u8>, base_dir: PathBuf, format: Format, output: Output) -> Self {
        Self {
            origin: Origin::Stdin { base_dir },
            format,
            source: Some(source),
            output,
        }
    }

    pub(crate) fn input_name(&self) -> String {
        self.origin.name()
    }
}

/// Pairs inputs with outputs.
///
/// `output` is `-o` (`-` is standard output), `mirror` says that a directory is meant although there
/// is only one article (a directory or a glob was given), `stdin` gives the bytes and base directory
/// of standard input.
///
/// # Errors
/// `output.needs-place`, `output.not-a-directory`, `output.no-place`, `output.collision`.
pub fn plan_jobs(
    inputs: Vec<InputFile>,
    verb: Verb,
    output: Option<&Path>,
    in_place: bool,
    mirror: bool,
    mut stdin: Option<(Vec<u8>, PathBuf)>,
) -> Result<Vec<Job>, Problem> {
    let several = inputs.len() > 1 || mirror;
    let target = match output {
        None => None,
        Some(path) if path.as_os_str() == "-" => {
            if inputs.len() > 1 {
                return Err(Problem::new(Code::OutputNeedsPlace).with("count", inputs.len()));
            }
            Some(Target::Stdout)
        }
        Some(path) => Some(Target::of(path, several)?),
    };
    if target.is_none() && !in_place && verb == Verb::Rewrite && several {
        return Err(Problem::new(Code::OutputNeedsPlace).with("count", inputs.len()));
    }
    let mut jobs = Vec::with_capacity(inputs.len());
    let names = Names::of(verb, &inputs);
    for input in inputs {
        jobs.push(match input {
            InputFile::File {
                path,
                relative,
                format,
            } => {
                let output = match &target {
                    Some(target) => target.output(&names.output(&path, &relative)),
                    None if in_place => Output::File(path.clone()),
                    None if verb == Verb::Publish => Output::File(names.output(&path, &path)),
                    None => Output::Stdout,
                };
                Job::file(path, format, output)
            }
            InputFile::Stdin { format } => {
                if in_place {
                    return Err(Problem::new(Code::OutputNoPlace));
                }
                let (source, base_dir) = stdin.take().unwrap_or_default();
                let output = target.as_ref().map_or(Output::Stdout, |target| {
                    target.output(&verb.output_name(Path::new(stdin_name(verb, format))))
                });
                Job::stdin(source, base_dir, format, output)
            }
        });
    }
    refuse_collisions(&jobs, in_place)?;
    Ok(jobs)
}

fn stdin_name(verb: Verb, format: Format) -> &'static str {
    match (verb, format) {
        (Verb::Rewrite, Format::Markdown) => "stdin.md",
        _ => "stdin.html",
    }
}

/// The names of outputs: a page is called like its article, `post.wechat.html`; where `post.md` and
/// `post.html` stand side by side, the HTML one keeps its suffix, `post.html.wechat.html`.
struct Names {
    verb: Verb,
    pages_of_markdown: HashSet<PathBuf>,
}

impl Names {
    fn of(verb: Verb, inputs: &[InputFile]) -> Self {
        let markdown = inputs.iter().filter_map(|input| match input {
            InputFile::File { path, format, .. } => {
                (*format == Format::Markdown).then(|| verb.output_name(path))
            }
            InputFile::Stdin { .. } => None,
        });
        Self {
            verb,
            pages_of_markdown: markdown.collect(),
        }
    }

    /// What the output of the article at `path` is called when it is placed as `relative`.
    fn output(&self, path: &Path, relative: &Path) -> PathBuf {
        let is_markdown = Format::of_path(path) == Some(Format::Markdown);
        let page = self.verb.output_name(path);
        if self.verb == Verb::Rewrite || is_markdown || !self.pages_of_markdown.contains(&page) {
            return self.verb.output_name(relative);
        }
        let mut name = relative.file_name().unwrap_or_default().to_owned();
        name.push(".wechat.html");
        relative.with_file_name(name)
    }
}

/// What `-o` means.
enum Target {
    Stdout,
    File(PathBuf),
    Directory(PathBuf),
}

impl Target {
    fn of(path: &Path, several: bool) -> Result<Self, Problem> {
        let is_directory = path.is_dir();
        if several && path.exists() && !is_directory {
            return Err(Problem::new(Code::OutputNotDirectory).with("path", path.display()));
        }
        let said_directory = path
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR]);
        Ok(if several || is_directory || said_directory {
            Self::Directory(path.to_owned())
        } else {
            Self::File(path.to_owned())
        })
    }

    fn output(&self, relative: &Path) -> Output {
        match self {
            Self::Stdout => Output::Stdout,
            Self::File(path) => Output::File(path.clone()),
            Self::Directory(directory) => Output::File(directory.join(relative)),
        }
    }
}

/// No two articles share an output, and no output replaces an article that is read (but in place).
fn refuse_collisions(jobs: &[Job], in_place: bool) -> Result<(), Problem> {
    let mut outputs: HashMap<PathBuf, String> = HashMap::with_capacity(jobs.len());
    let sources: HashMap<PathBuf, String> = if in_place {
        HashMap::new()
    } else {
        jobs.iter()
            .filter_map(|job| match &job.origin {
                Origin::File(path) => Some((resolved(path), job.input_name())),
                Origin::Stdin { .. } => None,
            })
            .collect()
    };
    for job in jobs {
        let Output::File(path) = &job.output else {
            continue;
        };
        let key = resolved(path);
        let first = sources
            .get(&key)
            .cloned()
            .or_else(|| outputs.insert(key, job.input_name()));
        if let Some(first) = first {
            return Err(Problem::new(Code::OutputCollision)
                .with("path", path.display())
                .with("first", first)
                .with("second", job.input_name()));
        }
    }
    Ok(())
}

/// The path with its directory resolved as far as it exists, so that two spellings of one file meet.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(canonical) = path.canonicalize() {
        return canonical;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (
        absolute
            .parent()
            .and_then(|parent| parent.canonicalize().ok()),
        absolute.file_name(),
    ) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => absolute,
    }
}
