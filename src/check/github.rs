//! A report as workflow commands of GitHub Actions, which become annotations of a pull request
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).

use std::fmt::Write as _;

use crate::message::Language;
use crate::problem::{Code, Problem};
use crate::report::{Place, Report};

/// Draws a report: one line for each finding.
#[must_use]
pub fn github(report: &Report, language: Language) -> String {
    let mut text = String::new();
    for article in &report.articles {
        for placed in &article.problems {
            let place = Some((article.input.as_str(), placed.place.as_ref()));
            line(&mut text, &placed.problem, place, language);
        }
    }
    for problem in &report.problems {
        let place = (problem.code() == Code::ImageUnused)
            .then(|| problem.argument("path").map(|path| (path, None)))
            .flatten();
        line(&mut text, problem, place, language);
    }
    text
}

fn line(
    text: &mut String,
    problem: &Problem,
    place: Option<(&str, Option<&Place>)>,
    language: Language,
) {
    let _ = write!(text, "::{} ", problem.severity().as_str());
    if let Some((file, place)) = place {
        let _ = write!(text, "file={},", property(file));
        if let Some(place) = place {
            let (line, column) = (place.position.line, place.position.column);
            let end = column + place.length;
            let _ = write!(text, "line={line},col={column},endColumn={end},");
        }
    }
    let _ = writeln!(
        text,
        "title={}::{}%0A{}",
        property(problem.code().as_str()),
        data(&problem.message(language)),
        data(&problem.hint(language)),
    );
}

/// Text of a message: what would end the line or begin an escape is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, where `:` and `,` mean something as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
