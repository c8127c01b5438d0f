//! One page that shows every built-in theme on one sample, side by side, each as wide as a phone.

use std::fmt::Write as _;
use std::path::Path;

use tuwen::{Code, Format, NIGHT_SCRIPT, Problem, RenderOptions, Theme, render, write_atomic};

use super::description;
use crate::console::Console;

/// What the themes are shown on.
const SAMPLE: &str = include_str!("sample.md");

/// Writes the page; the exit status.
///
/// # Errors
/// `output.unwritable`.
pub(super) fn run(output: &Path, console: &Console) -> Result<u8, Problem> {
    let page = page(console)?;
    if output.as_os_str() == "-" {
        console.data(page.as_bytes())?;
        return Ok(0);
    }
    write_atomic(output, page.as_bytes()).map_err(|error| {
        Problem::new(Code::OutputUnwritable)
            .with("path", output.display())
            .with("reason", error.reason())
    })?;
    let path = [("path", output.display().to_string())];
    console.note(&console.text("ui-themes-gallery", &path));
    Ok(0)
}

fn page(console: &Console) -> Result<String, Problem> {
    let title = console.text("ui-themes-title", &[]);
    let [day, night] = ["preview-light", "preview-dark"].map(|id| console.text(id, &[]));
    let mut columns = String::new();
    for name in Theme::names() {
        let mut options = RenderOptions::default();
        options.theme = Theme::named(name).unwrap_or_default();
        let page = render(SAMPLE, Format::Markdown, &options)?;
        let _ = write!(
            columns,
            "<article><header><b>{name}</b> {}</header>\n<main>{}</main></article>\n",
            description(name, console),
            page.html
        );
    }
    Ok(format!(
        r##"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; padding: 32px 24px 48px; background: #e9ecea; color: #2b302e; font: 14px/1.6 -apple-system, 'PingFang SC', 'Microsoft YaHei', sans-serif; }}
body > h1 {{ margin: 0 0 24px; font-size: 22px; text-align: center; }}
body > div {{ display: grid; grid-template-columns: repeat(auto-fill, 375px); gap: 32px; justify-content: center; align-items: start; }}
article > header {{ margin: 0 4px 10px; }}
body > nav {{ margin: 0 0 24px; text-align: center; }}
nav a {{ padding: 4px 14px; border-radius: 14px; color: inherit; text-decoration: none; }}
body:not(.night) nav a:first-child, body.night nav a:last-child {{ background: #8884; }}
body.night {{ background: #0b0b0b; color: #cfd3d1; }}
body.night article > main {{ background: #191919; }}
article > main {{ box-sizing: border-box; width: 375px; padding: 24px 16px 32px; background: #fff; border-radius: 20px; box-shadow: 0 1px 2px #0002, 0 10px 32px #0001; overflow: hidden; }}
</style>
</head>
<body>
<h1>{title}</h1>
<nav><a href="#day">{day}</a> <a href="#night">{night}</a></nav>
<div>
{columns}</div>
<script>
{NIGHT_SCRIPT}
const pages = [...document.querySelectorAll("main")].map((main) => [main, main.innerHTML]);
function show() {{
  const night = location.hash === "#night";
  document.body.classList.toggle("night", night);
  for (const [main, page] of pages) {{
    main.innerHTML = page;
    if (night) darken(main);
  }}
}}
addEventListener("hashchange", show);
show();
</script>
</body>
</html>
"##
    ))
}
