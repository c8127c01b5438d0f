//! A finished edition: its report and its pages, and what must be true of every one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// Where WeChat's pictures are.
const HOSTED: &str = "https://mmbiz.qpic.cn/";

/// What one run of `tuwen publish` made.
pub(crate) struct Edition {
    report: Value,
    /// The pages, by their paths below the output.
    pub(crate) pages: BTreeMap<String, String>,
}

impl Edition {
    /// Reads what a run wrote, and looks whether every page can be pasted as it is.
    #[track_caller]
    pub(crate) fn read(report: Value, output: &Path) -> Self {
        let mut pages = BTreeMap::new();
        read_pages(output, output, &mut pages);
        let edition = Self { report, pages };
        assert_eq!(edition.report["exit"], 0);
        let mut finished = 0;
        for article in edition.articles() {
            match article["status"].as_str() {
                Some("done") => finished += 1,
                // A list, which has nothing that `--select` names.
                Some("passed-over") => assert_eq!(article["output"], Value::Null),
                _ => panic!("{article}"),
            }
        }
        assert_eq!(edition.pages.len(), finished);
        for (name, page) in &edition.pages {
            assert!(page.starts_with("<section"), "{name}: {page}");
            for attribute in ["srcset=", "data-", "class=", "<script", "<style", "<link"] {
                assert!(!page.contains(attribute), "{name}: {attribute}: {page}");
            }
            for source in sources(page) {
                assert!(source.starts_with(HOSTED), "{name}: {source}");
            }
        }
        edition
    }

    fn articles(&self) -> &Vec<Value> {
        self.report["articles"].as_array().unwrap()
    }

    /// A number of the report's totals.
    pub(crate) fn total(&self, name: &str) -> u64 {
        self.report["totals"][name].as_u64().unwrap()
    }

    /// Asserts how many articles it has, how many pictures were sent for it, and how many were known before.
    #[track_caller]
    pub(crate) fn counts(&self, articles: u64, uploaded: u64, reused: u64) -> &Self {
        let finished = u64::try_from(self.pages.len()).unwrap();
        let counts = [finished, self.total("uploaded"), self.total("reused")];
        assert_eq!(
            counts,
            [articles, uploaded, reused],
            "articles, uploaded, reused: {:#}",
            self.report
        );
        self
    }

    /// Asserts that nothing is remarked on, but for these codes.
    #[track_caller]
    pub(crate) fn remarks(&self, codes: &[&str]) -> &Self {
        let told: BTreeSet<&str> = self
            .articles()
            .iter()
            .flat_map(|article| article["problems"].as_array().unwrap())
            .chain(self.report["problems"].as_array().unwrap())
            .map(|problem| problem["code"].as_str().unwrap())
            .collect();
        assert_eq!(told, codes.iter().copied().collect(), "{:#}", self.report);
        self
    }

    /// Asserts that one page says all of this and shows these pictures in this order, each given by a part of the path
    /// of its file; and that no page says what belongs to the theme around the article.
    #[track_caller]
    pub(crate) fn page(&self, name: &str, says: &[&str], shows: &[&str]) -> &Self {
        let page = self
            .pages
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.pages.keys()));
        for text in says {
            assert!(page.contains(text), "{name} lacks {text}: {page}");
        }
        let files: Vec<String> = sources(page).map(|url| self.file(&url)).collect();
        let fits = files.len() == shows.len()
            && files
                .iter()
                .zip(shows)
                .all(|(file, part)| file.contains(part));
        assert!(fits, "{name} shows {files:?}, not {shows:?}");
        self
    }

    /// Asserts that no page has any of these texts.
    #[track_caller]
    pub(crate) fn lacks(&self, texts: &[&str]) -> &Self {
        for (name, page) in &self.pages {
            for text in texts {
                assert!(!page.contains(text), "{name} has {text}: {page}");
            }
        }
        self
    }

    /// The files behind a hosted URL.
    fn file(&self, url: &str) -> String {
        let files: BTreeSet<&str> = self
            .articles()
            .iter()
            .flat_map(|article| article["references"].as_array().unwrap())
            .filter(|reference| reference["url"] == url)
            .map(|reference| {
                let target = reference["target"].as_str();
                target.or(reference["written"].as_str()).unwrap_or("?")
            })
            .collect();
        files.into_iter().collect::<Vec<_>>().join(" ")
    }
}

/// Every `src` of a page, decoded.
fn sources(page: &str) -> impl Iterator<Item = String> {
    page.split(" src=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
}

/// Reads all files of a directory, by their paths below `top`.
pub(crate) fn read_pages(top: &Path, directory: &Path, pages: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_pages(top, &path, pages);
        } else {
            let name = path.strip_prefix(top).unwrap().to_str().unwrap();
            let page = std::fs::read_to_string(&path).unwrap();
            pages.insert(name.replace('\\', "/"), page);
        }
    }
}
