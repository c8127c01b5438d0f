//! Tests of whole drawings.

use super::*;

fn nothing(_: &str) -> Option<Vec<u8>> {
    None
}

#[test]
#[ignore = "temporary"]
fn dump() {
    let out = std::path::PathBuf::from(std::env::var("OUT").unwrap());
    let list = std::fs::read_to_string(std::env::var("LIST").unwrap()).unwrap();
    for (n, path) in list.lines().enumerate() {
        let bytes = std::fs::read(path).unwrap();
        let dir = std::path::Path::new(path).parent().unwrap().to_owned();
        let start = std::time::Instant::now();
        let drawing = Drawing {
            name: path,
            bytes: &bytes,
            shown_width: None,
            max_width: 2560,
            resolve: &|href| std::fs::read(dir.join(href)).ok(),
        };
        match draw(&drawing) {
            Ok(drawn) => {
                eprintln!(
                    "{n} {path} {}x{} -> {}x{} {:?}",
                    drawn.width,
                    drawn.height,
                    drawn.raster.width,
                    drawn.raster.height,
                    start.elapsed()
                );
                let color = if drawn.raster.channels() == 3 {
                    image::ExtendedColorType::Rgb8
                } else {
                    image::ExtendedColorType::Rgba8
                };
                image::save_buffer(
                    out.join(format!("{n}.png")),
                    drawn.raster.bytes(),
                    drawn.raster.width,
                    drawn.raster.height,
                    color,
                )
                .unwrap();
            }
            Err(problem) => eprintln!(
                "{n} {path} PROBLEM {problem} | {} {:?}",
                problem.message(crate::message::Language::Chinese),
                start.elapsed()
            ),
        }
    }
}
