//! The grounds of the nine themes.

use std::fmt::Write as _;

use super::{Look, Mark, Style};
use crate::colour::Colour;

/// A ground of one colour.
fn plain(colour: Colour) -> String {
    format!("<rect width=\"940\" height=\"400\" fill=\"{colour}\"/>")
}

/// A warm white, tinted.
fn paper(tint: Colour, share: f64) -> Colour {
    tint.over(Colour::of([0xFC, 0xF8, 0xF1]), share)
}

/// A field of the theme's colour, dark enough for white words, and what is put on it; a colour as bright as
/// yellow stays as it is and has black ones.
fn field(look: &Look, contrast: f64) -> (Colour, Colour) {
    if look.primary.contrast(Colour::WHITE) < 2.2 {
        (look.primary, Colour::BLACK)
    } else {
        (
            look.primary.darkened(Colour::WHITE, contrast),
            Colour::WHITE,
        )
    }
}

/// 竹青: stalks at both sides.
pub(super) fn bamboo(look: &Look) -> Style {
    let (ground, light) = field(look, 5.6);
    let pale = light.over(ground, 0.8);
    let mut style = Style::new(look, false, [light, pale, pale], &[ground]);
    style.ground = plain(ground);
    let stalks: [(f64, f64, f64, [f64; 3]); 8] = [
        (40.0, 30.0, 0.08, [70.0, 196.0, 338.0]),
        (92.0, 12.0, 0.14, [30.0, 150.0, 262.0]),
        (134.0, 40.0, 0.06, [118.0, 250.0, 372.0]),
        (204.0, 16.0, 0.10, [86.0, 210.0, 318.0]),
        (712.0, 14.0, 0.12, [54.0, 172.0, 296.0]),
        (752.0, 38.0, 0.06, [104.0, 232.0, 350.0]),
        (818.0, 18.0, 0.10, [40.0, 158.0, 284.0]),
        (866.0, 34.0, 0.08, [82.0, 214.0, 332.0]),
    ];
    for (x, width, opacity, nodes) in stalks {
        let mut top = -10.0;
        for node in nodes.into_iter().chain([420.0]) {
            let _ = write!(
                style.ground,
                "<rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{}\" rx=\"3\" fill=\"{light}\" \
                 fill-opacity=\"{opacity}\"/>",
                node - top - 4.0
            );
            top = node;
        }
    }
    style.below = Some(Mark::Bar(34.0, 3.0));
    style
}

/// 素笺: letter paper, its columns beside the title.
pub(super) fn literary(look: &Look) -> Style {
    let ground = paper(look.primary, 0.04);
    let mut style = Style::new(
        look,
        false,
        [look.heading, look.heading.over(ground, 0.75), look.primary],
        &[ground],
    );
    let line = look.primary.over(ground, 0.42);
    let pale = look.primary.over(ground, 0.2);
    style.ground = plain(ground);
    let _ = write!(
        style.ground,
        "<g fill=\"none\" stroke=\"{line}\"><rect x=\"20\" y=\"20\" width=\"900\" height=\"360\" \
         stroke-width=\"2\"/><rect x=\"26\" y=\"26\" width=\"888\" height=\"348\" stroke-width=\".8\"/></g>"
    );
    for column in 1..=5 {
        let x = 26.0 + 44.0 * f64::from(column);
        let _ = write!(
            style.ground,
            "<path d=\"M{x} 26V374M{} 26V374\" stroke=\"{pale}\" stroke-width=\"1\"/>",
            940.0 - x
        );
    }
    style.tracking = 0.08;
    style.room = (50.0, 318.0);
    style.foot = 336.0;
    style.below = Some(Mark::Bar(30.0, 1.5));
    style
}

/// 蓝图: a grid, and a construction at the right.
pub(super) fn technical(look: &Look) -> Style {
    let (ground, light) = field(look, 8.0);
    let pale = light.over(ground, 0.78);
    let mut style = Style::new(look, true, [light, pale, pale], &[ground]);
    style.ground = plain(ground);
    let mut small = String::new();
    let mut large = String::new();
    for step in 0..47 {
        let at = step * 20;
        let path = if step % 5 == 0 {
            &mut large
        } else {
            &mut small
        };
        let _ = write!(path, "M{at} 0V400");
        if at < 400 {
            let _ = write!(path, "M0 {at}H940");
        }
    }
    let _ = write!(
        style.ground,
        "<g fill=\"none\" stroke=\"{light}\"><path d=\"{small}\" stroke-opacity=\".05\"/>\
         <path d=\"{large}\" stroke-opacity=\".11\"/>\
         <g stroke-opacity=\".42\" stroke-width=\"1.4\"><circle cx=\"700\" cy=\"200\" r=\"140\"/>\
         <circle cx=\"700\" cy=\"200\" r=\"99\"/><circle cx=\"700\" cy=\"200\" r=\"70\"/>\
         <path d=\"M601 101h198v198h-198zM700 60L840 200L700 340L560 200z\"/></g>\
         <path d=\"M530 200H870M700 30V370\" stroke-opacity=\".42\" stroke-dasharray=\"14 5 3 5\"/>\
         </g>"
    );
    style.above = Some(Mark::Bar(38.0, 5.0));
    style
}

/// 版面: black on white beside a field of the one colour.
pub(super) fn magazine(look: &Look) -> Style {
    let ground = Colour::of([0xF6, 0xF4, 0xF0]);
    let soft = look.heading.over(ground, 0.7);
    let mut style = Style::new(look, true, [look.heading, soft, look.primary], &[ground]);
    let (field, ink) = (look.primary, style.ink);
    style.ground = plain(ground);
    let _ = write!(
        style.ground,
        "<rect x=\"540\" width=\"400\" height=\"400\" fill=\"{field}\"/>\
         <path d=\"M540 400a400 400 0 0 1 400-400v400z\" fill=\"#000\" fill-opacity=\".14\"/>\
         <rect x=\"66\" y=\"40\" width=\"348\" height=\"6\" fill=\"{ink}\"/>\
         <rect x=\"66\" y=\"336\" width=\"348\" height=\"1\" fill=\"{ink}\"/>"
    );
    style.room = (66.0, 318.0);
    style.foot = 350.0;
    style
}

/// 学刊: a sheet with the rules of its tables.
pub(super) fn academic(look: &Look) -> Style {
    let desk = look.primary;
    let ground = Colour::of([0xFB, 0xFA, 0xF7]);
    let soft = look.heading.over(ground, 0.75);
    let mut style = Style::new(look, false, [look.heading, soft, look.primary], &[ground]);
    style.ground = plain(desk);
    let ink = style.ink;
    let _ = write!(
        style.ground,
        "<rect x=\"250\" width=\"440\" height=\"400\" fill=\"{ground}\"/>\
         <path d=\"M238.5 0V400M701.5 0V400\" stroke=\"#fff\" stroke-opacity=\".3\"/>\
         <g fill=\"{ink}\"><rect x=\"296\" y=\"38\" width=\"348\" height=\"4\"/>\
         <rect x=\"296\" y=\"47\" width=\"348\" height=\"1\"/>\
         <rect x=\"296\" y=\"326\" width=\"348\" height=\"1\"/>\
         <rect x=\"296\" y=\"372\" width=\"348\" height=\"4\"/></g>"
    );
    style.tracking = 0.04;
    style.room = (66.0, 308.0);
    style.foot = 340.0;
    style
}

/// 暖阳: the sun over hills.
pub(super) fn warm(look: &Look) -> Style {
    let ground = paper(look.primary, 0.05);
    let sun = look.primary.over(ground, 0.12);
    let hill = look.primary.over(ground, 0.2);
    let dark = Colour::BLACK.over(look.primary, 0.2);
    let mut style = Style::new(
        look,
        false,
        [dark, dark, look.primary],
        &[ground, sun, hill],
    );
    style.ground = plain(ground);
    let near = look.primary.over(ground, 0.28);
    let _ = write!(
        style.ground,
        "<circle cx=\"470\" cy=\"196\" r=\"178\" fill=\"{sun}\"/>\
         <path d=\"M0 322C160 262 300 300 470 336S800 372 940 300V400H0z\" fill=\"{hill}\"/>\
         <path d=\"M0 352C120 330 190 352 270 378S420 400 470 400H0zM940 336C830 322 760 350 690 376S560 400 500 400H940z\" \
         fill=\"{near}\"/>"
    );
    style.room = (40.0, 306.0);
    style.foot = 358.0;
    style.below = Some(Mark::Dots);
    style
}

/// 水墨: hills in the mist, and a seal.
pub(super) fn ink(look: &Look) -> Style {
    let ground = Colour::of([0xF8, 0xF6, 0xF1]);
    let soft = look.heading.over(ground, 0.72);
    let mut style = Style::new(look, false, [look.heading, soft, look.primary], &[ground]);
    style.ground = plain(ground);
    let wash = |name: &str, share: &str| {
        format!(
            "<linearGradient id=\"{name}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\">\
             <stop offset=\"0\" stop-color=\"#2a2a2a\" stop-opacity=\"{share}\"/>\
             <stop offset=\"1\" stop-color=\"#2a2a2a\" stop-opacity=\"0\"/></linearGradient>"
        )
    };
    let _ = write!(
        style.ground,
        "<defs>{}{}</defs>\
         <path d=\"M-10 300C40 268 70 210 112 196S176 250 214 268S306 356 400 400H-10z\" fill=\"url(#far)\"/>\
         <path d=\"M-10 344C30 330 62 286 96 282S150 330 196 346S262 388 320 400H-10z\" fill=\"url(#near)\"/>\
         <path d=\"M950 262C900 232 872 160 826 150S770 224 734 250S636 356 540 400H950z\" fill=\"url(#far)\"/>\
         <path d=\"M950 330C912 320 884 262 850 256S792 320 752 340S678 388 620 400H950z\" fill=\"url(#near)\"/>",
        wash("far", ".2"),
        wash("near", ".34")
    );
    style.face.bold = false;
    style.tracking = 0.12;
    style.room = (48.0, 312.0);
    style.below = Some(Mark::Seal);
    style
}

/// 霓彩: from one colour to the other.
pub(super) fn vivid(look: &Look) -> Style {
    let from = look.primary.darkened(Colour::WHITE, 5.2);
    let to = look
        .second
        .unwrap_or(look.primary)
        .darkened(Colour::WHITE, 4.8);
    let between = to.over(from, 0.5);
    let pale = Colour::WHITE.over(from, 0.92);
    let mut style = Style::new(
        look,
        true,
        [Colour::WHITE, pale, Colour::WHITE],
        &[from, between, to],
    );
    let _ = write!(
        style.ground,
        "<defs><linearGradient id=\"g\" x1=\"0\" y1=\"0\" x2=\"1\" y2=\".6\"><stop offset=\"0\" \
         stop-color=\"{from}\"/><stop offset=\"1\" stop-color=\"{to}\"/></linearGradient></defs>\
         <rect width=\"940\" height=\"400\" fill=\"url(#g)\"/>\
         <g fill=\"#fff\"><circle cx=\"742\" cy=\"226\" r=\"150\" fill-opacity=\".12\"/>\
         <circle cx=\"852\" cy=\"96\" r=\"84\" fill-opacity=\".14\"/>\
         <circle cx=\"600\" cy=\"352\" r=\"58\" fill-opacity=\".10\"/></g>\
         <circle cx=\"742\" cy=\"226\" r=\"96\" fill=\"none\" stroke=\"#fff\" stroke-width=\"22\" \
         stroke-opacity=\".16\"/>"
    );
    style.below = Some(Mark::Bar(44.0, 6.0));
    style
}

/// 夜航: the moon over the sea.
pub(super) fn midnight(look: &Look) -> Style {
    let night = look
        .night
        .unwrap_or(Colour::of([0x17, 0x23, 0x3A]))
        .darkened(Colour::WHITE, 11.0);
    let light = look.light.unwrap_or(look.primary);
    let sea = Colour::BLACK.over(night, 0.22);
    let pale = Colour::WHITE.over(night, 0.75);
    let mut style = Style::new(look, true, [Colour::WHITE, pale, light], &[night, sea]);
    let light = style.accent;
    style.ground = plain(night);
    let _ = write!(
        style.ground,
        "<g fill=\"{light}\"><circle cx=\"712\" cy=\"150\" r=\"148\" fill-opacity=\".05\"/>\
         <circle cx=\"712\" cy=\"150\" r=\"104\" fill-opacity=\".07\"/>\
         <circle cx=\"712\" cy=\"150\" r=\"64\"/></g>\
         <rect y=\"290\" width=\"940\" height=\"110\" fill=\"{sea}\"/>\
         <g fill=\"{light}\"><rect x=\"652\" y=\"302\" width=\"120\" height=\"3\" rx=\"1.5\" fill-opacity=\".7\"/>\
         <rect x=\"674\" y=\"318\" width=\"92\" height=\"3\" rx=\"1.5\" fill-opacity=\".5\"/>\
         <rect x=\"664\" y=\"336\" width=\"64\" height=\"3\" rx=\"1.5\" fill-opacity=\".36\"/>\
         <rect x=\"696\" y=\"356\" width=\"52\" height=\"3\" rx=\"1.5\" fill-opacity=\".24\"/></g>\
         <g fill=\"#fff\" fill-opacity=\".5\"><circle cx=\"520\" cy=\"70\" r=\"1.6\"/>\
         <circle cx=\"586\" cy=\"204\" r=\"1.3\"/><circle cx=\"868\" cy=\"64\" r=\"1.8\"/>\
         <circle cx=\"898\" cy=\"226\" r=\"1.3\"/><circle cx=\"612\" cy=\"44\" r=\"1.2\"/></g>"
    );
    style.room = (40.0, 276.0);
    style.foot = 338.0;
    style.above = Some(Mark::Bar(34.0, 4.0));
    style
}
