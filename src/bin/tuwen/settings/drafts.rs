//! What is said of drafts: by flags and the environment, which outweigh the articles, and by files, which do not.

use tuwen::{Comments, DraftDetails, DraftOptions};

use crate::layer::{CommentsChoice, Layer};

/// From the layers, the highest first: flags, environment, project, user.
pub(super) fn options(layers: &[Layer; 4]) -> DraftOptions {
    let [flags, environment, project, user] = layers.each_ref().map(details);
    let mut options = DraftOptions::default();
    options.given = over(flags, environment);
    options.defaults = over(project, user);
    options
}

fn details(layer: &Layer) -> DraftDetails {
    let mut details = DraftDetails::default();
    details.title.clone_from(&layer.title);
    details.author.clone_from(&layer.author);
    details.digest.clone_from(&layer.digest);
    details.source_url.clone_from(&layer.source_url);
    details.cover.clone_from(&layer.cover);
    details.wide_crop.clone_from(&layer.cover_crop);
    details.square_crop.clone_from(&layer.cover_square);
    details.comments = layer.comments.map(|choice| match choice {
        CommentsChoice::Open => Comments::Open,
        CommentsChoice::Fans => Comments::Fans,
        CommentsChoice::Off => Comments::Off,
    });
    details
}

fn over(higher: DraftDetails, lower: DraftDetails) -> DraftDetails {
    let mut details = higher;
    details.title = details.title.or(lower.title);
    details.author = details.author.or(lower.author);
    details.digest = details.digest.or(lower.digest);
    details.source_url = details.source_url.or(lower.source_url);
    details.cover = details.cover.or(lower.cover);
    details.wide_crop = details.wide_crop.or(lower.wide_crop);
    details.square_crop = details.square_crop.or(lower.square_crop);
    details.comments = details.comments.or(lower.comments);
    details
}
