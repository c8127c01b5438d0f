//! The table as a page of the documentation.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use super::case::End;
use super::{Outcome, Row};
use crate::matrix::case::CASES;

const HEAD: &str = "\
# What goes wrong, and what becomes of it

Each fault of the service, made by the [sandbox](SANDBOX.md), against one article with 12 pictures and against a site of 200 articles with 1,000
references to 400 pictures, `--jobs 4`. *Stored* and *requests* are what the service saw in the run with the fault, without the runs after it; *lost* is the time
that the run took longer than one without a fault (a debug build on two busy cores: read it as the order of magnitude).

What is stored more than once was stored by a request whose answer was lost on the way: nobody can know that, and each such picture is sent once more. In
every case, once the fault is gone, the next run sends exactly what is missing, and the one after it makes no request at all. The test
`fault_matrix` checks all of this.

| fault | what it stands for | what `tuwen` does | exit | 12: stored, requests, lost | 400: stored, requests, lost |
|---|---|---|---|---|---|
";

/// Writes the page when asked to, and checks that it tells of every case.
pub(super) fn check(rows: &[Row]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FAULTS.md");
    if std::env::var_os("TUWEN_BLESS").is_some() {
        std::fs::write(&path, page(rows)).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page.starts_with(HEAD), "docs/FAULTS.md begins otherwise");
    for row in rows {
        let told = told(row);
        assert!(page.contains(&told), "docs/FAULTS.md lacks {told}");
    }
}

fn page(rows: &[Row]) -> String {
    let mut page = HEAD.to_owned();
    // The first case is what a run takes by itself.
    let plain = rows
        .iter()
        .find(|row| std::ptr::eq(row.case, &raw const CASES[0]));
    let plain = plain.expect("the first case");
    let (small, site) = (plain.small.took, plain.site.took);
    for case in CASES {
        let row = rows.iter().find(|row| std::ptr::eq(row.case, case));
        let row = row.expect("every case was run");
        let _ = writeln!(
            page,
            "{} {} | {} |",
            told(row),
            cell(row.small, small),
            cell(row.site, site)
        );
    }
    page
}

/// What of a row does not depend on the machine.
fn told(row: &Row) -> String {
    let case = row.case;
    let exit = match case.end {
        End::Complete { .. } => "0".to_owned(),
        End::Fails { status, code } => format!("{status} `{code}`"),
    };
    let mut faults: Vec<String> = case
        .faults
        .iter()
        .map(|fault| format!("`{fault}`"))
        .collect();
    if faults.is_empty() {
        faults.push("none".to_owned());
    }
    format!(
        "| {} | {} | {} | {exit} |",
        faults.join(" "),
        case.what,
        case.answer
    )
}

fn cell(outcome: Outcome, plain: Duration) -> String {
    let lost = outcome.took.saturating_sub(plain).as_secs_f64();
    format!("{}, {}, {lost:.1} s", outcome.stored, outcome.requests)
}
