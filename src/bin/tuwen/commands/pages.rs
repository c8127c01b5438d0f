//! What was published, as documents for the browser: the report of a run in, files beside the program's other
//! data out, one for each page.

use std::path::{Path, PathBuf, absolute};

use tuwen::{
    Article, ArticleReport, Digest, Format, Origin, PreviewOptions, ReferenceReport, Report,
    Sandbox, Scene, Shown, Sight, preview, read_limited, write_atomic,
};
use url::Url;

use crate::browser;
use crate::console::Console;
use crate::host::pictures;
use crate::settings::Settings;

/// How many pages are shown at once.
const MOST: usize = 8;

/// Opens a document in the browser.
pub(super) fn browse(page: &Path) {
    if let Some(url) = file_url(page) {
        browser::open(&url);
    }
}

/// Writes documents that show what was published, for a few articles. Not worth failing for.
pub(super) fn written(report: &Report, settings: &Settings, console: &Console) -> Vec<PathBuf> {
    let shown = report
        .articles
        .iter()
        .filter_map(|article| show(article, page(article)?, settings, console));
    shown.take(MOST).collect()
}

/// The page that was made of an article, or was there already.
pub(super) fn page(article: &ArticleReport) -> Option<String> {
    let page = match (&article.content, &article.output) {
        (Some(content), _) => content.clone(),
        (None, Some(output)) => read_limited(output, Article::MAX_BYTES).ok()??,
        (None, None) => return None,
    };
    String::from_utf8(page).ok()
}

/// Writes a document that shows a page.
fn show(
    article: &ArticleReport,
    page: String,
    settings: &Settings,
    console: &Console,
) -> Option<PathBuf> {
    let mut scene = Scene::published(article, page);
    let source = absolute(&article.input).ok()?;
    let name = file_name(&scene.title, &source);
    if let Some(title) = title(&source) {
        scene.title = title;
    }
    if settings.sandbox {
        // Its pictures are nowhere but on this machine.
        let kept = pictures(&settings.data.directory);
        let sights = article.references.iter().filter_map(|reference| {
            let url = reference.url.as_ref()?.as_str();
            let kept = Sandbox::kept_picture(&kept, url);
            let local = kept.map_or_else(|| local_url(reference), |path| file_url(&path))?;
            Some(Sight::new(url, Shown::Elsewhere(local)))
        });
        scene.sights = sights.collect();
    }
    let options = PreviewOptions::new(console.talk().language, settings.sandbox, false);
    let path = settings.data.directory.join("preview").join(name);
    write_atomic(&path, preview(&scene, options).as_bytes()).ok()?;
    Some(path)
}

/// The same for each run of an article, and another one for each article of one name.
fn file_name(stem: &str, source: &Path) -> String {
    let mut mark = Digest::of(source.as_os_str().as_encoded_bytes()).hex();
    mark.truncate(8);
    format!("{stem}-{mark}.html")
}

/// The title of an article, if it is a file that has one.
fn title(path: &Path) -> Option<String> {
    let format = Format::of_path(path)?;
    let source = read_limited(path, Article::MAX_BYTES).ok()??;
    let article = Article::new(Origin::File(path.to_owned()), format, source).ok()?;
    article.title()
}

/// Where the picture of a reference can be seen as it was before it was uploaded.
fn local_url(reference: &ReferenceReport) -> Option<String> {
    if reference.written.starts_with("data:") {
        return Some(reference.written.clone());
    }
    file_url(Path::new(reference.target.as_ref()?))
}

fn file_url(path: &Path) -> Option<String> {
    Url::from_file_path(absolute(path).ok()?)
        .ok()
        .map(String::from)
}
