//! The bytes of objects, through one `git cat-file --batch` that answers as long as it is asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::{command, failed, missing};
use crate::problem::Problem;

/// A running `git cat-file --batch`.
#[derive(Debug)]
pub(super) struct Blobs {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    pub(super) fn begin(top: &Path) -> Result<Self, Problem> {
        let mut child = command(Some(top), &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| missing(&error))?;
        let questions = child.stdin.take();
        let answers = child.stdout.take().map(BufReader::new);
        let answers = answers.ok_or_else(|| failed("cat-file", b"no output"))?;
        Ok(Self {
            child,
            questions,
            answers,
        })
    }

    /// The bytes of an object.
    pub(super) fn read(&mut self, object: &str) -> Result<Vec<u8>, Problem> {
        self.ask(object)
            .map_err(|error| failed("cat-file", error.to_string().as_bytes()))
    }

    fn ask(&mut self, object: &str) -> std::io::Result<Vec<u8>> {
        let questions = (self.questions.as_mut())
            .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::BrokenPipe))?;
        writeln!(questions, "{object}")?;
        questions.flush()?;
        // `<object> blob <size>`, the bytes, a line end.
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit_once(" blob ");
        let size = size.and_then(|(_, size)| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| std::io::Error::other(head.trim().to_owned()))?;
        let mut bytes = Vec::new();
        let limit = u64::try_from(size).unwrap_or(u64::MAX).saturating_add(1);
        self.answers.by_ref().take(limit).read_to_end(&mut bytes)?;
        bytes.truncate(size);
        Ok(bytes)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // At the end of its questions it goes by itself.
        self.questions = None;
        let _ = self.child.wait();
    }
}
