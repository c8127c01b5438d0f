//! All that the script of the document is told, as JSON: a scene comes in, `page.js` reads what goes out.

use serde_json::{Value, json};

use super::{PreviewOptions, Scene, Upload, picture};
use crate::message::Language;
use crate::problem::Problem;
use crate::report::Place;

/// The state of a document: `shown` is the scene's page with pictures that can be seen here.
///
/// `copy` is what the button puts on the clipboard; it is not there while readers would see holes.
pub(super) fn state(
    scene: &Scene,
    shown: Option<&str>,
    options: PreviewOptions,
    upload: &Upload,
) -> Value {
    let page = scene.page.as_deref().unwrap_or_default();
    let copy = scene
        .page
        .as_deref()
        .filter(|page| scene.complete && picture::is_hosted(page));
    let of_run = scene
        .run_problems
        .iter()
        .chain(&upload.problems)
        // A missing picture is told at its place already.
        .filter(|problem| {
            scene
                .problems
                .iter()
                .all(|placed| placed.problem != **problem)
        })
        .map(|problem| told(problem, "", options.language));
    let of_article = scene.problems.iter().map(|placed| {
        let place = located(&scene.input, placed.place.as_ref());
        told(&placed.problem, &place, options.language)
    });
    json!({
        "served": false,
        "version": 0,
        "title": scene.title,
        "input": scene.input,
        "page": shown,
        "copy": copy,
        "characters": page.chars().count(),
        "bytes": page.len(),
        "pictures": {
            "hosted": scene.pictures.hosted,
            "pending": scene.pictures.pending,
            "failed": scene.pictures.failed,
        },
        "problems": of_run.chain(of_article).collect::<Vec<_>>(),
        "themes": scene.themes,
        "theme": scene.theme,
        "sandbox": options.sandbox,
        "can_upload": options.can_upload,
        "uploading": upload.progress.map(|(done, total)| [done, total]),
    })
}

/// `post.md:12:5`, or `post.md` for the article as a whole.
fn located(input: &str, place: Option<&Place>) -> String {
    match place {
        Some(place) => format!("{input}:{}:{}", place.position.line, place.position.column),
        None => input.to_owned(),
    }
}

fn told(problem: &Problem, place: &str, language: Language) -> Value {
    json!({
        "severity": problem.severity().as_str(),
        "code": problem.code().as_str(),
        "place": place,
        "message": problem.message(language),
        "hint": problem.hint(language),
    })
}
