//! A report as SARIF 2.1.0, which GitHub's code scanning and editors read
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).
//!
//! One run, one result for each finding. Columns count code points, as ours do; paths are URIs relative to
//! the working directory.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::explanation;
use crate::message::Language;
use crate::problem::{Code, Problem, Severity};
use crate::report::{Place, Report};

/// What a path segment of a URI cannot hold (RFC 3986, `pchar`), but for the slash.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Draws a report.
#[must_use]
pub fn sarif(report: &Report, language: Language) -> String {
    let mut rules = Rules::default();
    let mut results = Vec::new();
    for article in &report.articles {
        for placed in &article.problems {
            results.push(result(
                &placed.problem,
                Some((&article.input, placed.place.as_ref())),
                &mut rules,
                language,
            ));
        }
    }
    let mut notifications = Vec::new();
    for problem in &report.problems {
        if problem.code() == Code::ImageUnused {
            let place = problem.argument("path").map(|path| (path, None));
            results.push(result(problem, place, &mut rules, language));
        } else {
            notifications.push(json!({
                "descriptor": { "id": problem.code().as_str() },
                "level": problem.severity().as_str(),
                "message": { "text": sentence(problem, language) },
            }));
        }
    }
    let stopped = report.problems.iter().any(|problem| {
        problem.severity() == Severity::Error && problem.code() != Code::ImageUnused
    });
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tuwen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.described(language),
            }},
            "invocations": [{
                "executionSuccessful": !stopped,
                "exitCode": report.class().exit_status(),
                "toolExecutionNotifications": notifications,
            }],
            "language": match language {
                Language::Chinese => "zh-CN",
                Language::English => "en",
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    document.to_string()
}

/// The rules that are met, in the order of their first finding.
#[derive(Default)]
struct Rules {
    met: Vec<Code>,
    places: BTreeMap<&'static str, usize>,
}

impl Rules {
    fn index(&mut self, code: Code) -> usize {
        let next = self.met.len();
        let index = *self.places.entry(code.as_str()).or_insert(next);
        if index == next {
            self.met.push(code);
        }
        index
    }

    fn described(&self, language: Language) -> Vec<Value> {
        let describe = |code: &Code| match explanation(*code, language) {
            Some(page) => json!({
                "id": code.as_str(),
                "shortDescription": { "text": page.title },
                "fullDescription": { "text": page.text },
                "help": { "text": page.text, "markdown": page.text },
                "defaultConfiguration": { "level": code.severity().as_str() },
            }),
            None => json!({ "id": code.as_str() }),
        };
        self.met.iter().map(describe).collect()
    }
}

fn result(
    problem: &Problem,
    place: Option<(&str, Option<&Place>)>,
    rules: &mut Rules,
    language: Language,
) -> Value {
    let mut result = json!({
        "ruleId": problem.code().as_str(),
        "ruleIndex": rules.index(problem.code()),
        "level": problem.severity().as_str(),
        "message": { "text": sentence(problem, language) },
    });
    if let Some((input, place)) = place.filter(|(input, _)| *input != "-") {
        let mut location = json!({ "artifactLocation": { "uri": uri(input) } });
        // What concerns the whole file stands at its first line: code scanning wants a line.
        location["region"] = match place {
            Some(place) => json!({
                "startLine": place.position.line,
                "startColumn": place.position.column,
                "endColumn": place.position.column + place.length,
            }),
            None => json!({ "startLine": 1 }),
        };
        result["locations"] = json!([{ "physicalLocation": location }]);
    }
    result
}

/// The sentence, and below it what to do.
fn sentence(problem: &Problem, language: Language) -> String {
    format!("{}\n{}", problem.message(language), problem.hint(language))
}

fn uri(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let encoded = utf8_percent_encode(&path, SEGMENT).to_string();
    // A first segment with a colon would read as a scheme.
    let first = encoded.split('/').next().unwrap_or_default();
    if encoded.starts_with('/') {
        format!("file://{encoded}")
    } else if first.contains(':') {
        format!("./{encoded}")
    } else {
        encoded
    }
}
