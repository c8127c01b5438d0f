use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::article::Format;
use crate::message::Language;
use crate::pipeline::Output;
use Severity::{Error, Warning};

fn job(directory: &Path, source: &str) -> Job {
    let directory = directory.to_owned();
    Job::stdin(
        source.as_bytes().to_vec(),
        directory,
        Format::Markdown,
        Output::Stdout,
    )
}

#[test]
fn every_rule_stands_once_and_is_explained_in_every_language() {
    let mut seen = BTreeSet::new();
    for (code, _) in Rules::all() {
        assert!(seen.insert(code.as_str()), "{code:?} stands twice");
        for language in Language::ALL {
            let page = explanation(code, *language).unwrap_or_else(|| panic!("{code:?}"));
            assert!(!page.title.is_empty() && !page.text.is_empty(), "{code:?}");
            assert!(!page.title.ends_with(['.', '。']), "{code:?}");
        }
    }
    for page in [
        include_str!("explanation/en.md"),
        include_str!("explanation/zh.md"),
    ] {
        let sections = page.lines().filter_map(|line| line.strip_prefix("## "));
        let sections: Vec<&str> = sections
            .map(|head| head.split_once(": ").unwrap().0)
            .collect();
        let rules: Vec<&str> = seen.iter().copied().collect();
        assert_eq!(sections.len(), rules.len());
        for section in sections {
            assert!(seen.contains(section), "{section} is no rule");
        }
    }
}

#[test]
fn a_level_that_is_set_holds_and_strictness_makes_errors_of_warnings() {
    let directory = tempfile::tempdir().unwrap();
    let severities = |rules: Rules| {
        let checker = Checker::new(Options::new(Verb::Publish), rules);
        let report = checker.check(vec![job(directory.path(), "[a](#b)\n\n![](无.png)\n")]);
        let problems = &report.articles[0].problems;
        (problems.iter())
            .map(|placed| (placed.problem.code().as_str(), placed.problem.severity()))
            .collect::<Vec<_>>()
    };
    let found = severities(Rules::default());
    assert_eq!(
        found,
        [
            ("link.fragment", Warning),
            ("image.alt-missing", Warning),
            ("image.missing", Error),
        ]
    );
    let rules = Rules::default()
        .with(Code::LinkFragment, Level::Off)
        .with(Code::ImageMissing, Level::Warning);
    let found = severities(rules.clone());
    assert_eq!(
        found,
        [("image.alt-missing", Warning), ("image.missing", Warning)]
    );
    let found = severities(rules.strict());
    assert_eq!(
        found,
        [("image.alt-missing", Error), ("image.missing", Error)]
    );
}

#[test]
fn a_raised_notice_fails_the_check() {
    let directory = tempfile::tempdir().unwrap();
    let rules = Rules::default().with(Code::PageDropped, Level::Error);
    let checker = Checker::new(Options::new(Verb::Publish), rules);
    let report = checker.check(vec![job(directory.path(), "<iframe src=x></iframe>\n")]);
    assert_eq!(report.class().exit_status(), 1);
}

#[test]
fn annotations_escape_what_means_something_to_their_reader() {
    let mut report = Report::stopped(
        "check",
        Problem::new(Code::ImageUnused).with("path", "图,a:100%\n.png"),
    );
    let text = github(&report, Language::English);
    assert!(
        text.starts_with("::warning file=图%2Ca%3A100%25%0A.png,title=image.unused::"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
    report.problems = vec![Problem::new(Code::GitMissing).with("reason", "a\r\nb")];
    let text = github(&report, Language::English);
    assert!(text.starts_with("::error title=git.missing::"), "{text}");
    assert!(
        text.contains("%0D%0A") && text.lines().count() == 1,
        "{text}"
    );
}
