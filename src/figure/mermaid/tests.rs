use super::*;

use crate::image::{self, Picture};
use crate::options::FitOptions;

/// A sample of each kind, as people write them in Chinese.
const SAMPLES: [(&str, &str); 15] = [
    ("flowchart", include_str!("tests/samples/flowchart.mmd")),
    (
        "flowchart-lr",
        include_str!("tests/samples/flowchart-lr.mmd"),
    ),
    ("sequence", include_str!("tests/samples/sequence.mmd")),
    ("class", include_str!("tests/samples/class.mmd")),
    ("state", include_str!("tests/samples/state.mmd")),
    ("er", include_str!("tests/samples/er.mmd")),
    ("gantt", include_str!("tests/samples/gantt.mmd")),
    ("pie", include_str!("tests/samples/pie.mmd")),
    ("mindmap", include_str!("tests/samples/mindmap.mmd")),
    ("git", include_str!("tests/samples/git.mmd")),
    ("timeline", include_str!("tests/samples/timeline.mmd")),
    ("journey", include_str!("tests/samples/journey.mmd")),
    ("quadrant", include_str!("tests/samples/quadrant.mmd")),
    ("emoji", include_str!("tests/samples/emoji.mmd")),
    ("configured", include_str!("tests/samples/configured.mmd")),
];

fn look() -> DiagramLook {
    DiagramLook::new("#07c160", "#3f3f3f")
}

#[test]
#[ignore = "a look: TUWEN_LOOK=DIR cargo test draws_the_samples -- --ignored --nocapture"]
fn draws_the_samples() {
    let directory = std::env::var("TUWEN_LOOK").unwrap_or_else(|_| "target/diagrams".to_owned());
    let directory = std::path::Path::new(&directory);
    std::fs::create_dir_all(directory).unwrap();
    for (name, source) in SAMPLES {
        let begun = std::time::Instant::now();
        let drawn = mermaid(source, &look());
        let took = begun.elapsed();
        let svg = match drawn {
            Ok(svg) => svg,
            Err(error) => {
                println!("{name}: {error:?}");
                continue;
            }
        };
        std::fs::write(directory.join(format!("{name}.svg")), &svg).unwrap();
        let loaded = image::inspect(name, svg.into_bytes()).unwrap();
        let picture = Picture {
            name,
            loaded,
            shown_width: None,
            resolve: &|_| None,
        };
        match image::fit(picture, &FitOptions::default(), false) {
            Ok(fitted) => {
                let path = directory.join(format!("{name}.{}", fitted.format.name()));
                std::fs::write(path, &fitted.bytes).unwrap();
                println!("{name}: {took:?}, {} bytes", fitted.bytes.len());
            }
            Err(problem) => println!("{name}: {problem:?}"),
        }
    }
}
