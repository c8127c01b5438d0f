//! The report as SARIF and as annotations.

use super::project;
use crate::project::Run;

fn sample(form: &str) -> Run {
    let project = project();
    project.file("文 章/a.md", "# 题\n\n前文![](图.png)\n");
    project.tuwen(["check", "--report", form, "--unused"])
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let run = sample("sarif");
    assert_eq!(run.status, 1);
    let log = run.json();
    // `required` of sarif-schema-2.1.0.json: log, run, tool, toolComponent, result, message, location parts.
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let the_run = &log["runs"][0];
    assert_eq!(the_run["tool"]["driver"]["name"], "tuwen");
    assert_eq!(the_run["columnKind"], "unicodeCodePoints");
    assert_eq!(the_run["invocations"][0]["executionSuccessful"], true);
    let rules = the_run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = the_run["results"].as_array().unwrap();
    // The schema allows no properties of our own.
    let names = |value: &serde_json::Value| -> Vec<String> {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(&log), ["$schema", "runs", "version"]);
    assert_eq!(
        names(the_run),
        ["columnKind", "invocations", "language", "results", "tool"]
    );
    assert_eq!(
        names(&results[0]),
        ["level", "locations", "message", "ruleId", "ruleIndex"]
    );
    assert_eq!(results.len(), 3, "{log}");
    for result in results {
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["shortDescription"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
    }
    let missing = results.iter().find(|one| one["ruleId"] == "image.missing");
    let region = &missing.unwrap()["locations"][0]["physicalLocation"];
    assert_eq!(
        region["artifactLocation"]["uri"],
        "%E6%96%87%20%E7%AB%A0/a.md"
    );
    assert_eq!(region["region"]["startLine"], 3);
    assert_eq!(region["region"]["startColumn"], 7);
    assert_eq!(region["region"]["endColumn"], 12);
}

#[test]
fn a_run_that_could_not_begin_is_sarif_too() {
    let project = project();
    let run = project.tuwen(["check", "没有.md", "--report", "sarif"]);
    assert_eq!(run.status, 2);
    let invocation = &run.json()["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "input.no-match");
}

#[test]
fn annotations_are_one_line_each() {
    let run = sample("github");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{run:?}");
    assert!(
        lines[1].starts_with(
            "::error file=文 章/a.md,line=3,col=7,endColumn=12,title=image.missing::no file for"
        ),
        "{run:?}"
    );
    assert!(
        lines[2].starts_with("::warning file=图/a.png,title=image.unused::"),
        "{run:?}"
    );
}

#[test]
fn the_forms_of_a_check_are_of_no_other_verb() {
    let project = project();
    project.file("a.md", "x");
    let run = project.tuwen(["publish", "a.md", "--report", "sarif"]);
    run.assert_usage("config.bad-value");
}

#[test]
fn json_is_version_1_and_people_see_the_place() {
    let run = sample("json");
    let report = run.json();
    assert_eq!(
        (&report["version"], &report["command"]),
        (&1.into(), &"check".into())
    );
    assert_eq!(report["exit"], 1);
    assert_eq!(report["totals"]["failed"], 1);
    let row = &report["articles"][0]["references"][0];
    assert_eq!(
        (&row["status"], &row["problem"]),
        (&"failed".into(), &"image.missing".into())
    );
    assert!(
        run.stderr.contains("error[image.missing]") && run.stderr.contains("^^^^^"),
        "{run:?}"
    );
}
