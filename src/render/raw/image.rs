//! Images in raw HTML, from where lazy-loading pages keep them.

use std::ops::Range;

use super::source::{image_source, largest};
use super::style::{has_property, push_declarations, style_of};
use super::{Filter, Problems};
use crate::asset::HostedUrl;
use crate::problem::{Code, Problem};
use crate::render::picture::{self, Picture};
use crate::render::token::StartTag;
use crate::render::writer::{Origin, Writer};

impl Filter {
    /// Remembers the best source of a `picture`.
    pub(super) fn source(&mut self, tag: &StartTag) {
        let Some(best) = &mut self.sources else {
            return;
        };
        let candidate = ["srcset", "data-srcset", "src"]
            .iter()
            .find_map(|name| largest(tag.attribute(name)?));
        if let Some(candidate) = candidate
            && (best.is_empty() || (!HostedUrl::is_hosted(best) && HostedUrl::is_hosted(candidate)))
        {
            candidate.clone_into(best);
        }
    }

    /// Shows an image.
    pub(super) fn image(
        &mut self,
        writer: &mut Writer,
        problems: &mut Problems,
        tag: &StartTag,
        range: &Range<usize>,
    ) {
        let fallback = self.sources.as_deref().unwrap_or_default();
        let Some(src) = image_source(tag, fallback) else {
            self.image_shown = false;
            return;
        };
        self.image_shown = true;
        if !HostedUrl::is_hosted(src) {
            let problem = Problem::new(Code::PageUnhosted).with("url", src);
            problems.push((range.clone(), problem));
        }
        let mut style = style_of(tag, problems, range);
        let size = picture::size_style(tag.attribute("width"), tag.attribute("height"));
        if !size.is_empty() && !has_property(&style, "width") {
            push_declarations(&mut style, &size);
        }
        if self.styled && !has_property(&style, "max-width") {
            push_declarations(&mut style, "max-width:100%");
        }
        let picture = Picture {
            src: src.to_owned(),
            alt: tag.attribute("alt").unwrap_or_default().trim().to_owned(),
            style,
            side: None,
        };
        if !self.styled && writer.at_block_level() {
            let title = tag.attribute("title").unwrap_or_default();
            picture.write_figure(writer, title, self.caption);
        } else {
            picture.write(writer, Origin::Raw);
        }
    }
}
