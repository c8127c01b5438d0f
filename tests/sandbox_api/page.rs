//! What `docs/SANDBOX.md` says is what there is.

use std::collections::BTreeSet;

use tuwen::{Effect, Fault, Sandbox, Schedule};

const PAGE: &str = include_str!("../../docs/SANDBOX.md");

/// The code in a piece of the page.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn section(title: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("\n## {title}")).unwrap();
    rest.split_once("\n## ")
        .map_or(rest, |(section, _)| section)
}

#[test]
fn every_fault_there_is_stands_on_the_page_and_the_other_way_round() {
    let table = section("Faults")
        .lines()
        .filter(|line| line.starts_with("| `"));
    let spelled: BTreeSet<&str> = table
        .flat_map(|row| code(row.split('|').nth(1).unwrap()))
        .collect();
    for fault in &spelled {
        assert!(fault.parse::<Fault>().is_ok(), "{fault}");
    }
    // A refusal lists all names; those with a value stand there as `name=WHAT`.
    let problem = "nonsense".parse::<Fault>().unwrap_err();
    let expected = problem.argument("expected").unwrap().to_owned();
    let names = expected
        .split([',', ';', ' '])
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    let mut count = 0;
    for name in names {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_uppercase() || c == '_');
        let takes_more = stem.ends_with(['=', '-']);
        let is_there = spelled
            .iter()
            .any(|fault| *fault == stem || (takes_more && fault.starts_with(stem)));
        assert!(is_there, "{name}");
        count += 1;
    }
    assert!(count > 20, "{expected}");
}

#[test]
fn the_examples_of_schedules_mean_what_the_page_says() {
    let (_, prose) = section("Faults").split_once("A **schedule**").unwrap();
    let faults: Vec<Fault> = code(prose)
        .filter(|word| word.contains('=') || word.contains('@'))
        .filter_map(|word| word.parse().ok())
        .collect();
    let schedules: Vec<Schedule> = faults.iter().map(Fault::schedule).collect();
    assert_eq!(
        schedules,
        [
            Schedule::Next(2),
            Schedule::Only(3),
            Schedule::From(11),
            Schedule::Each(4),
            Schedule::Only(3),
            Schedule::Each(4),
            Schedule::Always,
            Schedule::Next(2),
            Schedule::Always,
            Schedule::Each(2),
        ]
    );
    assert_eq!(faults[5].effect(), Effect::Slow(20_000));
}

#[test]
fn the_names_and_tokens_on_the_page_are_the_sandboxs() {
    for constant in [
        Sandbox::APP_ID,
        Sandbox::COMPONENT_APP_ID,
        Sandbox::COMPONENT_TOKEN,
        Sandbox::REFRESH_TOKEN,
    ] {
        assert!(PAGE.contains(constant), "{constant}");
    }
}
