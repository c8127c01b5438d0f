//! Where a written target is looked for: directories, best first, by its kind and the site's layout.

use std::path::{Path, PathBuf};

use super::directory::Directories;
use super::site::{Generator, Site};
use super::spelling::Spellings;
use super::surroundings::Surroundings;
use crate::article::{LocalKind, LocalTarget, Origin};

/// Spellings and the directories they are relative to.
#[derive(Debug)]
pub(super) struct Stage {
    /// Directories, best first; canonical, or below a canonical one (they need not exist).
    pub(super) places: Vec<PathBuf>,
    /// What to look for in each.
    pub(super) spellings: Spellings,
    /// What stands before a found name when it is told: `/` for a site path.
    pub(super) prefix: &'static str,
    /// Which places outside the fence are worth telling rather than passing over.
    pub(super) outside: Outside,
}

/// When a target that leads outside the fence is told as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outside {
    /// When the first place already leads there: `../../x.png` was meant so.
    First,
    /// Always: the target is a path of this machine.
    Always,
    /// Never: `/img/a.png` may be a path of this machine, but hardly was meant so, and saying
    /// anything would tell whether it exists.
    Never,
}

/// First directories of absolute paths that no site has as well.
const MACHINE: [&str; 16] = [
    "Applications",
    "Library",
    "System",
    "Users",
    "Volumes",
    "boot",
    "dev",
    "etc",
    "home",
    "mnt",
    "opt",
    "private",
    "proc",
    "root",
    "tmp",
    "var",
];

/// Everything an article's target can be relative to.
pub(super) struct Places<'a> {
    origin: &'a Origin,
    around: &'a Surroundings,
    directories: &'a Directories,
}

impl<'a> Places<'a> {
    /// The places around an article.
    pub(super) fn new(
        origin: &'a Origin,
        around: &'a Surroundings,
        directories: &'a Directories,
    ) -> Self {
        Self {
            origin,
            around,
            directories,
        }
    }

    /// The stages of looking for a target, in order; the first is what the target plainly means.
    pub(super) fn stages(&self, target: &LocalTarget) -> Vec<Stage> {
        let written = target.path.as_str();
        let mut stages = Vec::new();
        match target.kind {
            LocalKind::FileUrl => stages.push(file_path(written, Outside::Always)),
            LocalKind::SitePath => {
                self.add_site_path(written, &mut stages);
                stages.push(self.relative(written, self.of_article()));
            }
            LocalKind::AssetFolder => {
                let folder = self.asset_folder().into_iter();
                stages.push(self.relative(written, folder.chain(self.of_article()).collect()));
            }
            _ if is_rooted(written) => {
                self.add_site_path(written, &mut stages);
                let is_machine = self.is_of_this_machine(written, &stages);
                let outside = if is_machine {
                    Outside::Always
                } else {
                    Outside::Never
                };
                stages.push(file_path(written, outside));
            }
            _ if Path::new(written).is_absolute() => {
                stages.push(file_path(written, Outside::Always));
            }
            _ => {
                stages.push(self.relative(written, self.of_article()));
                stages.extend(self.alias(written));
            }
        }
        stages
    }

    /// Whether a rooted path names a place of this machine, by its first directory alone.
    fn is_of_this_machine(&self, written: &str, stages: &[Stage]) -> bool {
        let first = written.split(['/', '\\']).find(|part| !part.is_empty());
        first.is_some_and(|first| {
            let mut places = stages.iter().flat_map(|stage| &stage.places);
            MACHINE.contains(&first)
                && !places.any(|place| self.directories.real(&place.join(first)).is_some())
        })
    }

    fn relative(&self, written: &str, places: Vec<PathBuf>) -> Stage {
        let _ = self;
        Stage {
            places,
            spellings: Spellings::of(written),
            prefix: "",
            outside: Outside::First,
        }
    }

    /// `/img/a.png`: what the sites serve, the roots, then the directories from the article upwards
    /// (a built site lies anywhere), each once.
    fn add_site_path(&self, written: &str, stages: &mut Vec<Stage>) {
        let fence = &self.around.fence;
        let sites = self.around.sites.iter();
        let served = sites
            .flat_map(|site| &site.public)
            .chain(&self.around.built);
        let upwards = self
            .around
            .directory
            .ancestors()
            .take_while(|directory| fence.root_of(directory).is_some());
        let roots = fence.roots().iter();
        let mut places: Vec<PathBuf> = Vec::new();
        let mut add = |place: &Path| {
            if !places.iter().any(|known| known == place) {
                places.push(place.to_owned());
            }
        };
        if self.around.roots_given {
            roots.for_each(|root| add(root));
            served.for_each(|place| add(place));
        } else {
            served.for_each(|place| add(place));
            roots.for_each(|root| add(root));
        }
        upwards.for_each(add);
        let path = written.trim_start_matches(['/', '\\']);
        let stage = |places, path| Stage {
            places,
            spellings: Spellings::of(path),
            prefix: "/",
            outside: Outside::First,
        };
        stages.push(stage(places.clone(), path));
        for site in &self.around.sites {
            let rest = site
                .base_path
                .as_deref()
                .and_then(|base| path.strip_prefix(base))
                .and_then(|rest| rest.strip_prefix('/'));
            if let Some(rest) = rest {
                // A built page says so as well, and what it means lies above it.
                stages.push(Stage {
                    outside: Outside::Never,
                    ..stage(places.clone(), rest)
                });
            }
        }
    }

    /// `a.png`: the article's directory, then where its site would find it.
    fn of_article(&self) -> Vec<PathBuf> {
        let mut places = vec![self.around.directory.clone()];
        for site in &self.around.sites {
            places.extend(self.attachments(site));
            if site.generator == Generator::Hexo {
                places.extend(self.asset_folder());
            }
            if site.generator.makes_directories() {
                self.add_page_directories(site, &mut places);
            }
        }
        for site in &self.around.sites {
            places.extend(site.public.iter().cloned());
        }
        places
    }

    /// `source/_posts/标题/` for `source/_posts/标题.md` (Hexo's `post_asset_folder`).
    fn asset_folder(&self) -> Option<PathBuf> {
        Some(self.around.directory.join(self.stem()?))
    }

    fn stem(&self) -> Option<&'a str> {
        match self.origin {
            Origin::File(path) => path.file_stem()?.to_str(),
            Origin::Stdin { .. } => None,
        }
    }

    /// Obsidian's folder for attachments: `./x` is relative to the note, anything else to the vault.
    fn attachments(&self, site: &Site) -> Option<PathBuf> {
        let folder = site.attachments.as_deref()?;
        Some(match folder.strip_prefix("./") {
            Some(folder) => self.around.directory.join(folder),
            None => site.root.join(folder.trim_start_matches('/')),
        })
    }

    /// The directories that a page's URL stands for: `posts/a.md` is served as `/posts/a/`, so that
    /// its `../b.png` is `/posts/b.png`. Hugo also lends pictures between the languages of a page.
    fn add_page_directories(&self, site: &Site, places: &mut Vec<PathBuf>) {
        let Some(place) = site.place_in_content(&self.around.directory) else {
            return;
        };
        let stem = self.stem().unwrap_or_default();
        let mut parts = place.components();
        let language = parts
            .next()
            .and_then(|part| part.as_os_str().to_str())
            .filter(|part| site.generator == Generator::Hugo && is_language(part));
        let below_language = parts.as_path();
        // `a.en.md` is served as `/en/a/`.
        let page = match stem.rsplit_once('.') {
            Some((page, suffix)) if is_language(suffix) => page,
            _ => stem,
        };
        let is_index = matches!(page, "index" | "_index" | "README" | "");
        for url in [Some(place), language.map(|_| below_language)]
            .into_iter()
            .flatten()
        {
            let url = if is_index {
                url.to_owned()
            } else {
                url.join(page)
            };
            places.extend(site.public.iter().map(|public| public.join(&url)));
        }
        if let (Some(language), Some(content)) = (language, site.content.first())
            && self.around.fence.holds(content)
        {
            let listing = self.directories.listing(content);
            let mut others: Vec<&str> = listing
                .names()
                .filter(|name| *name != language && is_language(name))
                .collect();
            others.sort_unstable();
            places.extend(
                others
                    .iter()
                    .map(|other| content.join(other).join(below_language)),
            );
        }
    }

    /// `@/assets/a.png` and its kin, which bundlers resolve from the site's root or sources.
    fn alias(&self, written: &str) -> Option<Stage> {
        let rest = ["@/", "~@/", "@site/", "~@site/", "@source/", "~/"]
            .iter()
            .find_map(|alias| written.strip_prefix(alias))?;
        let mut places = Vec::new();
        for site in &self.around.sites {
            places.extend(site.content.iter().cloned());
            places.push(site.root.clone());
            places.push(site.root.join("src"));
            places.extend(site.public.iter().cloned());
        }
        Some(Stage {
            places,
            spellings: Spellings::of(rest),
            prefix: "",
            outside: Outside::Never,
        })
    }
}

/// A path from the top of the file system.
fn file_path(written: &str, outside: Outside) -> Stage {
    let (top, path, prefix) = if Path::new(written).is_absolute() && !is_rooted(written) {
        // A Windows drive; joining it to anything gives itself.
        (PathBuf::new(), written, "")
    } else {
        (PathBuf::from("/"), written.trim_start_matches('/'), "/")
    };
    Stage {
        places: vec![top],
        spellings: Spellings::of(path),
        prefix,
        outside,
    }
}

/// Whether a target begins at the root of a site.
fn is_rooted(written: &str) -> bool {
    written.starts_with(['/', '\\'])
}

/// Whether a name looks like a language: `en`, `zh-cn`, `zh-Hans`.
fn is_language(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let is_word = |part: &str, longest| {
        (2..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts
        .next()
        .is_some_and(|part| is_word(part, 3) && part.bytes().all(|byte| byte.is_ascii_lowercase()))
        && parts.all(|part| is_word(part, 4))
}
