//! What directories hold, asked once: their canonical paths and, where a name does not fit exactly,
//! their entries.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use super::memo::Memo;

/// Entries of one directory that are looked at; a directory with more is no place of pictures.
const MAX_ENTRIES: usize = 100_000;

/// Canonical directories that are remembered.
const MAX_KNOWN: usize = 100_000;

/// Names that are remembered over all listings.
const MAX_NAMES: usize = 500_000;

/// A name as it is compared when letter case, Unicode form and outer blanks do not count.
pub(super) fn fold(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // Lower-casing may leave form C (`İ` becomes two characters), hence the second round.
    let lower = name.nfc().collect::<String>().to_lowercase();
    lower.nfc().collect()
}

/// The entries of one directory.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Folded name → names as they stand on the disk, sorted. Names that are no text are left out:
    /// no article can write them.
    names: HashMap<String, Vec<String>>,
}

impl Listing {
    fn read(directory: &Path) -> Self {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        // A directory that cannot be listed holds nothing that could be found inexactly.
        for entry in std::fs::read_dir(directory)
            .into_iter()
            .flatten()
            .take(MAX_ENTRIES)
            .flatten()
        {
            if let Ok(name) = entry.file_name().into_string() {
                names.entry(fold(&name)).or_default().push(name);
            }
        }
        for same in names.values_mut() {
            same.sort();
        }
        Self { names }
    }

    /// The entries whose name equals `name` but for case, form and blanks; an exact one first.
    pub(super) fn like(&self, name: &str) -> Vec<&str> {
        let mut found: Vec<&str> = self
            .names
            .get(&fold(name))
            .map(|names| names.iter().map(String::as_str).collect())
            .unwrap_or_default();
        found.sort_by_key(|found| *found != name);
        found
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().flatten().map(String::as_str)
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// The directories a run has met.
#[derive(Debug)]
pub(super) struct Directories {
    real: Memo<Box<Path>, Option<Arc<Path>>>,
    listings: Memo<Box<Path>, Arc<Listing>>,
}

impl Default for Directories {
    fn default() -> Self {
        Self {
            real: Memo::new(MAX_KNOWN),
            listings: Memo::new(MAX_NAMES),
        }
    }
}

impl Directories {
    /// The canonical path of a directory (or file); `None` if it is not there.
    pub(super) fn real(&self, directory: &Path) -> Option<Arc<Path>> {
        if let Some(known) = self.real.get(directory) {
            return known;
        }
        let real = directory.canonicalize().ok().map(Arc::from);
        self.real.put(directory.into(), real, 1)
    }

    /// The entries of a canonical directory.
    pub(super) fn listing(&self, directory: &Path) -> Arc<Listing> {
        if let Some(known) = self.listings.get(directory) {
            return known;
        }
        let listing = Arc::new(Listing::read(directory));
        let weight = 1 + listing.len();
        self.listings.put(directory.into(), listing, weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_form_and_outer_blanks() {
        assert_eq!(fold("IMG_01.PNG"), "img_01.png");
        assert_eq!(fold("Cafe\u{301}.png "), fold("CAF\u{c9}.png"));
        assert_eq!(fold("图 一.PNG"), "图 一.png");
        assert_eq!(fold("\u{130}.png"), fold("i\u{307}.png"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_listing_gives_the_exact_name_first() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["a.PNG", "A.png", "b.png"] {
            std::fs::write(directory.path().join(name), "").unwrap();
        }
        let listing = Listing::read(directory.path());
        assert_eq!(listing.like("a.PNG"), ["a.PNG", "A.png"]);
        assert_eq!(listing.like("a.png"), ["A.png", "a.PNG"]);
        assert!(listing.like("c.png").is_empty());
        assert_eq!(Listing::read(&directory.path().join("无")).len(), 0);
    }
}
