//! The generators: how each is recognised and where it keeps articles and pictures.

use std::path::Path;

use super::mark::Marks;
use super::setting::{script_value, values};
use super::{MAX_CONFIGURATION, Site};
use crate::fsio;

/// A program that builds a site, or an editor that keeps notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::image) enum Generator {
    Hugo,
    Zola,
    Hexo,
    Jekyll,
    VitePress,
    VuePress,
    MdBook,
    Docsify,
    MkDocs,
    Docusaurus,
    /// Astro, Next, Nuxt, Vite, Gatsby, Eleventy: pictures in `public/` or `static/`.
    Bundler,
    Obsidian,
}

impl Generator {
    /// Whether a page `posts/a.md` gets the URL `/posts/a/`, so that relative URLs in raw HTML are
    /// one level deeper than the file.
    pub(in crate::image) fn makes_directories(self) -> bool {
        matches!(self, Self::Hugo | Self::Zola | Self::MkDocs)
    }
}

impl Site {
    /// The sites whose root is this canonical directory.
    pub(in crate::image) fn at(directory: &Path, marks: &Marks) -> Vec<Self> {
        let mut sites = Vec::new();
        if marks.has(".obsidian") {
            sites.push(obsidian(directory));
        }
        // In this order, as several keep a `package.json`, an `assets` or a `public` beside theirs.
        sites.extend(
            hugo(directory, marks)
                .or_else(|| zola(directory, marks))
                .or_else(|| hexo_or_jekyll(directory, marks))
                .or_else(|| press(directory, marks))
                .or_else(|| mdbook(directory, marks))
                .or_else(|| mkdocs(directory, marks))
                .or_else(|| bundler(directory, marks))
                .or_else(|| docsify(directory, marks)),
        );
        sites
    }
}

/// The text of a configuration file; empty if it cannot be read.
fn text(path: &Path) -> String {
    match fsio::read_limited(path, MAX_CONFIGURATION) {
        Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    }
}

/// A setting with its default.
fn or(values: Vec<String>, default: &str) -> Vec<String> {
    if values.is_empty() {
        vec![default.to_owned()]
    } else {
        values
    }
}

fn first(values: Vec<String>) -> Option<String> {
    values.into_iter().next()
}

fn hugo(root: &Path, marks: &Marks) -> Option<Site> {
    let own = marks.first(&["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"]);
    let old = marks.first(&["config.toml", "config.yaml", "config.yml", "config.json"]);
    let configuration = match (own, old) {
        (Some(own), _) => text(&root.join(own)),
        (None, Some(old)) if marks.has("content") => {
            let configuration = text(&root.join(old));
            if is_zola(&configuration, marks) {
                return None;
            }
            configuration
        }
        _ if marks.has("config") && root.join("config/_default").is_dir() => {
            let names = [
                "hugo.toml",
                "config.toml",
                "hugo.yaml",
                "config.yaml",
                "config.yml",
            ];
            let directory = root.join("config/_default");
            let name = names.iter().find(|name| directory.join(name).is_file());
            name.map(|name| text(&directory.join(name)))
                .unwrap_or_default()
        }
        _ => return None,
    };
    let setting = |key| values(&configuration, None, key);
    let mut statics = or(setting("staticDir"), "static");
    for theme in setting("theme") {
        statics.push(format!("themes/{theme}/static"));
    }
    // Image render hooks look into `assets/`, too.
    statics.extend(or(setting("assetDir"), "assets"));
    Some(
        Site::new(Generator::Hugo, root)
            .serve(statics)
            .write(or(setting("contentDir"), "content"))
            .served_under(first(setting("baseURL")).as_deref()),
    )
}

/// Zola writes `base_url` where Hugo writes `baseURL`, and keeps `templates` where Hugo has `layouts`.
fn is_zola(configuration: &str, marks: &Marks) -> bool {
    !values(configuration, None, "base_url").is_empty()
        || (marks.has("templates") && !marks.has("layouts") && !marks.has("archetypes"))
}

fn zola(root: &Path, marks: &Marks) -> Option<Site> {
    let name = marks.first(&["zola.toml", "config.toml"])?;
    if !marks.has("content") {
        return None;
    }
    let configuration = text(&root.join(name));
    let mut statics = vec!["static".to_owned()];
    for theme in values(&configuration, None, "theme") {
        statics.push(format!("themes/{theme}/static"));
    }
    // Pictures beside the pages are served at the pages' URLs.
    statics.push("content".to_owned());
    Some(
        Site::new(Generator::Zola, root)
            .serve(statics)
            .write(["content"])
            .served_under(first(values(&configuration, None, "base_url")).as_deref()),
    )
}

fn hexo_or_jekyll(root: &Path, marks: &Marks) -> Option<Site> {
    let name = marks.first(&["_config.yml", "_config.yaml"])?;
    let configuration = text(&root.join(name));
    let setting = |key| first(values(&configuration, None, key));
    let is_jekyll = marks
        .first(&[
            "_posts",
            "_layouts",
            "_includes",
            "_data",
            "_drafts",
            "_sass",
            "Gemfile",
        ])
        .is_some();
    let source = setting("source_dir").unwrap_or_else(|| "source".to_owned());
    if !is_jekyll && root.join(&source).is_dir() {
        let mut public = vec![source.clone()];
        if let Some(theme) = setting("theme") {
            public.push(format!("themes/{theme}/source"));
        }
        return Some(
            Site::new(Generator::Hexo, root)
                .serve(public)
                .write([source])
                .served_under(setting("root").as_deref()),
        );
    }
    let source = setting("source").unwrap_or_default();
    Some(
        Site::new(Generator::Jekyll, root)
            .serve([source.clone()])
            .write([source])
            .served_under(setting("baseurl").as_deref()),
    )
}

/// `VitePress` and `VuePress` keep their configuration in a directory of their own.
fn press(root: &Path, marks: &Marks) -> Option<Site> {
    let directory = marks.first(&[".vitepress", ".vuepress"])?;
    let configuration = ["ts", "mts", "js", "mjs", "cts", "cjs"]
        .iter()
        .map(|suffix| root.join(directory).join(format!("config.{suffix}")))
        .find(|path| path.is_file())
        .map(|path| text(&path))
        .unwrap_or_default();
    let base = script_value(&configuration, "base");
    let site = if directory == ".vitepress" {
        let source = script_value(&configuration, "srcDir").unwrap_or_default();
        Site::new(Generator::VitePress, root)
            .serve([&*format!("{source}/public"), "public", &source])
            .write([source])
    } else {
        Site::new(Generator::VuePress, root)
            .serve([".vuepress/public", ""])
            .write([""])
    };
    Some(site.served_under(base.as_deref()))
}

fn mdbook(root: &Path, marks: &Marks) -> Option<Site> {
    marks.has("book.toml").then(|| {
        let configuration = text(&root.join("book.toml"));
        let source = or(values(&configuration, Some("book"), "src"), "src");
        let base = first(values(&configuration, Some("output.html"), "site-url"));
        Site::new(Generator::MdBook, root)
            .serve(&source)
            .write(&source)
            .served_under(base.as_deref())
    })
}

fn mkdocs(root: &Path, marks: &Marks) -> Option<Site> {
    let name = marks.first(&["mkdocs.yml", "mkdocs.yaml"])?;
    let configuration = text(&root.join(name));
    // A configured directory may be one that a build step makes from `docs`.
    let mut documents = values(&configuration, None, "docs_dir");
    documents.push("docs".to_owned());
    Some(
        Site::new(Generator::MkDocs, root)
            .serve(&documents)
            .write(&documents)
            .served_under(first(values(&configuration, None, "site_url")).as_deref()),
    )
}

fn bundler(root: &Path, marks: &Marks) -> Option<Site> {
    if let Some(script) = marks.script("docusaurus.config.") {
        let base = script_value(&text(&root.join(script)), "baseUrl");
        return Some(
            Site::new(Generator::Docusaurus, root)
                .serve(["static"])
                .write(["docs", "blog", "src/pages"])
                .served_under(base.as_deref()),
        );
    }
    let (script, base, public): (_, _, &[&str]) =
        if let Some(script) = marks.script("gatsby-config.") {
            (script, "pathPrefix", &["static"])
        } else if let Some(script) = marks.script("eleventy.config.") {
            (script, "pathPrefix", &["public", "src", ""])
        } else {
            [
                ("astro.config.", "base"),
                ("next.config.", "basePath"),
                ("nuxt.config.", "baseURL"),
                ("vite.config.", "base"),
            ]
            .iter()
            .find_map(|&(beginning, base)| {
                Some((marks.script(beginning)?, base, &["public"] as &[_]))
            })?
        };
    let base = script_value(&text(&root.join(script)), base);
    Some(
        Site::new(Generator::Bundler, root)
            .serve(public)
            .served_under(base.as_deref()),
    )
}

/// docsify has no configuration but a page that loads it.
fn docsify(root: &Path, marks: &Marks) -> Option<Site> {
    let page = text(&root.join(marks.first(&["index.html"])?));
    (page.contains("docsify") || page.contains("$docsify"))
        .then(|| Site::new(Generator::Docsify, root).serve([""]).write([""]))
}

fn obsidian(root: &Path) -> Site {
    let settings = text(&root.join(".obsidian/app.json"));
    let attachments = serde_json::from_str::<serde_json::Value>(&settings)
        .ok()
        .and_then(|settings| Some(settings.get("attachmentFolderPath")?.as_str()?.to_owned()));
    let mut site = Site::new(Generator::Obsidian, root).serve([""]);
    site.attachments = attachments;
    site
}
