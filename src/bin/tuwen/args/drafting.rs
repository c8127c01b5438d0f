//! What can be typed about the drafts that articles become.

use clap::Args;

use crate::layer::{CommentsChoice, Layer};

/// Whether articles become drafts, and what is said of them.
#[derive(Debug, Args)]
pub(crate) struct Drafting {
    #[arg(long, help_heading = "draft")]
    pub(crate) draft: bool,
    #[arg(long, requires = "draft", help_heading = "draft")]
    pub(crate) new: bool,
    #[arg(long, requires = "draft", help_heading = "draft")]
    pub(crate) together: bool,
    #[arg(
        long,
        value_name = "TEXT",
        requires = "draft",
        conflicts_with = "together",
        help_heading = "draft"
    )]
    title: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "draft", help_heading = "draft")]
    author: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        requires = "draft",
        conflicts_with = "together",
        help_heading = "draft"
    )]
    digest: Option<String>,
    #[arg(long, value_name = "URL", requires = "draft", help_heading = "draft")]
    source_url: Option<String>,
    #[arg(
        long,
        value_name = "FILE|URL",
        requires = "draft",
        help_heading = "draft"
    )]
    cover: Option<String>,
    #[arg(
        long,
        value_name = "X1,Y1,X2,Y2",
        requires = "draft",
        help_heading = "draft"
    )]
    cover_crop: Option<String>,
    #[arg(
        long,
        value_name = "X1,Y1,X2,Y2",
        requires = "draft",
        help_heading = "draft"
    )]
    cover_square: Option<String>,
    #[arg(
        long,
        value_enum,
        value_name = "open|fans|off",
        requires = "draft",
        help_heading = "draft"
    )]
    comments: Option<CommentsChoice>,
}

impl Drafting {
    /// The option that is for one article, if one was given.
    pub(crate) fn for_one_article(&self) -> Option<&'static str> {
        let given = [
            ("--title", self.title.is_some()),
            ("--digest", self.digest.is_some()),
        ];
        given
            .into_iter()
            .find_map(|(name, given)| given.then_some(name))
    }

    pub(super) fn add_to(&self, layer: &mut Layer) {
        layer.title.clone_from(&self.title);
        layer.author.clone_from(&self.author);
        layer.digest.clone_from(&self.digest);
        layer.source_url.clone_from(&self.source_url);
        layer.cover.clone_from(&self.cover);
        layer.cover_crop.clone_from(&self.cover_crop);
        layer.cover_square.clone_from(&self.cover_square);
        layer.comments = self.comments;
    }
}
