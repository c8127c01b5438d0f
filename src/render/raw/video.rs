//! Videos of Tencent, which the editor itself embeds.

use html5ever::local_name;

use super::push_named;
use crate::render::token::StartTag;
use crate::render::writer::{Element, Origin, Writer};

/// The address of a video that the editor itself can embed.
pub(super) fn tencent_video(tag: &StartTag) -> Option<&str> {
    ["data-src", "src"].iter().find_map(|name| {
        let src = tag.attribute(name)?;
        let (_, rest) = src.split_once("//")?;
        (rest.split(['/', '?', '#']).next()? == "v.qq.com").then_some(src)
    })
}

pub(super) fn tencent_frame(writer: &mut Writer, tag: &StartTag) {
    let Some(src) = tencent_video(tag) else {
        return;
    };
    let mut attributes = String::new();
    push_named(&mut attributes, "data-src", src);
    push_named(&mut attributes, "src", src);
    let name = local_name!("iframe");
    let element = Element::new(name.clone())
        .style("width:100%")
        .attributes(&attributes);
    if writer.open(Origin::Raw, &name, &element) {
        writer.close_raw(&name);
    }
}
