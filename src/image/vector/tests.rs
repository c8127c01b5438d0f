//! Whole drawings, with fonts made here.

mod font;

use font::fonts;
use image::ImageEncoder as _;

use super::*;

const NS: &str = "xmlns='http://www.w3.org/2000/svg'";

fn nothing(_: &str) -> Option<Vec<u8>> {
    None
}

fn draw_text(svg: &str, fonts: &Fonts) -> Result<Drawn, Problem> {
    draw_file(svg, fonts, &nothing)
}

fn draw_file(
    svg: &str,
    fonts: &Fonts,
    resolve: &(dyn Fn(&str) -> Option<Vec<u8>> + Sync),
) -> Result<Drawn, Problem> {
    let drawing = Drawing {
        name: "图.svg",
        bytes: svg.as_bytes(),
        shown_width: None,
        max_width: 400,
        resolve,
    };
    draw_with(&drawing, &|| fonts)
}

/// A drawing without text.
fn drawn(svg: &str) -> Result<Drawn, Problem> {
    draw_text(svg, &fonts(&[]))
}

fn svg(attributes: &str, inside: &str) -> String {
    format!("<svg {NS} {attributes}>{inside}</svg>")
}

/// The colour of a pixel, given in CSS pixels of a drawing at twice its size.
fn color(drawn: &Drawn, x: usize, y: usize) -> [u8; 4] {
    let raster = &drawn.raster;
    let width = usize::try_from(raster.width).unwrap();
    let at = ((y * 2 + 1) * width + x * 2 + 1) * raster.channels();
    let pixel = &raster.bytes()[at..at + raster.channels()];
    [
        pixel[0],
        pixel[1],
        pixel[2],
        pixel.get(3).copied().unwrap_or(255),
    ]
}

const BLACK: [u8; 4] = [0, 0, 0, 255];
const RED: [u8; 4] = [255, 0, 0, 255];

fn code(result: Result<Drawn, Problem>) -> &'static str {
    result.map_or_else(|problem| problem.code().as_str(), |_| "drawn")
}

fn sample(format: &str) -> Vec<u8> {
    let red = [255, 0, 0].repeat(64);
    let mut bytes = Vec::new();
    match format {
        "jpeg" => jpeg_encoder::Encoder::new(&mut bytes, 95)
            .encode(&red, 8, 8, jpeg_encoder::ColorType::Rgb)
            .unwrap(),
        "png" => image::codecs::png::PngEncoder::new(&mut bytes)
            .write_image(&red, 8, 8, image::ExtendedColorType::Rgb8)
            .unwrap(),
        _ => image::codecs::bmp::BmpEncoder::new(&mut bytes)
            .encode(&red, 8, 8, image::ExtendedColorType::Rgb8)
            .unwrap(),
    }
    bytes
}

fn data_uri(kind: &str, bytes: &[u8]) -> String {
    let escaped = (bytes.iter()).fold(String::new(), |all, byte| all + &format!("%{byte:02X}"));
    format!("data:{kind},{escaped}")
}

#[test]
fn size_is_the_attributes_the_view_box_or_what_browsers_take() {
    for (attributes, width, height) in [
        ("width='60' height='30'", 60, 30),
        ("width='1in' height='36pt' viewBox='0 0 9 9'", 96, 48),
        ("viewBox='0 0 120 60'", 120, 60),
        ("width='100%' viewBox='0 0 120 60'", 120, 60),
        ("width='60' viewBox='0 0 120 60'", 60, 30),
        ("", 300, 150),
        ("width='100'", 100, 150),
        ("viewBox='0 0 1e9 5e8'", 1_000_000_000, 500_000_000),
    ] {
        let drawn = drawn(&svg(attributes, "<rect width='100%' height='100%'/>")).unwrap();
        assert_eq!((drawn.width, drawn.height), (width, height), "{attributes}");
        let twice = (width * 2).min(400);
        assert_eq!(
            drawn.raster.width.max(drawn.raster.height),
            twice.max((height * 2).min(400))
        );
    }
    for nothing in [
        "width='0' height='0'",
        "width='-1' height='4'",
        "width='1e99' height='1'",
    ] {
        assert_eq!(
            code(drawn(&svg(nothing, "<rect width='4' height='4'/>"))),
            "image.damaged"
        );
    }
}

#[test]
fn what_nothing_shows_through_has_no_alpha_and_the_same_bytes_each_time() {
    let opaque = svg(
        "width='9' height='9'",
        "<rect width='9' height='9' fill='red'/>",
    );
    let first = drawn(&opaque).unwrap();
    assert_eq!(first.raster.channels(), 3);
    assert_eq!(first.raster, drawn(&opaque).unwrap().raster);
    let half = svg(
        "width='9' height='9'",
        "<rect width='9' height='9' fill='red' opacity='0.5'/>",
    );
    assert_eq!(color(&drawn(&half).unwrap(), 4, 4), [255, 0, 0, 128]);
}

#[test]
fn text_of_any_family_is_drawn_with_a_face_that_exists() {
    let fonts = fonts(&[("Box", "a中")]);
    for family in [
        "Arial",
        "'Segoe UI', system-ui",
        "宋体",
        "monospace",
        "serif",
        "Box",
        "",
    ] {
        let text = format!("<text y='20' font-size='20' font-family=\"{family}\">a中</text>");
        let drawn = draw_text(&svg("width='40' height='20'", &text), &fonts).unwrap();
        assert_eq!(color(&drawn, 5, 10), BLACK, "{family}");
        assert_eq!(color(&drawn, 25, 10), BLACK, "{family}");
    }
}

#[test]
fn a_character_is_looked_for_in_every_face() {
    let fonts = fonts(&[("Latin", "ab"), ("Han", "中文"), ("Emoji", "🎉")]);
    let text = "<text y='20' font-size='20' font-family='Latin'>a🎉中b</text>";
    let drawn = draw_text(&svg("width='80' height='20'", text), &fonts).unwrap();
    for x in [5, 25, 45, 65] {
        assert_eq!(color(&drawn, x, 10), BLACK, "{x}");
    }
}

#[test]
fn a_font_for_chinese_text_is_named_or_the_package_to_install() {
    let chinese = font::fonts(&[("Latin", "A"), ("中文字体", "中图")]);
    assert_eq!(chinese_font_of(&chinese).unwrap(), "中文字体");
    let latin = font::fonts(&[("Latin", "Ab")]);
    let problem = chinese_font_of(&latin).unwrap_err();
    assert_eq!(problem.argument("package"), Some("fonts-noto-cjk"));
    assert_eq!(problem.class(), crate::problem::Class::Notice);
    let none = chinese_font_of(&font::fonts(&[])).unwrap_err();
    assert!(
        none.argument("package")
            .unwrap()
            .contains("fonts-dejavu-core")
    );
}

#[test]
fn text_without_a_glyph_is_a_problem() {
    let text = svg(
        "width='80' height='20'",
        "<text y='20'>a 中文🎉\u{200B}</text>",
    );
    let told = |fonts| {
        let problem = draw_text(&text, &fonts).unwrap_err();
        assert_eq!(problem.code(), Code::ImageFontMissing);
        let argument = |name| problem.argument(name).unwrap().to_owned();
        (argument("text"), argument("package"))
    };
    assert_eq!(
        told(fonts(&[("Latin", "ab")])),
        (
            "中文🎉".to_owned(),
            "fonts-noto-cjk fonts-noto-color-emoji".to_owned()
        )
    );
    assert_eq!(told(fonts(&[("Latin", "a"), ("Han", "中文")])).0, "🎉");
    assert_eq!(told(fonts(&[])).0, "a中文🎉");
    let unseen = "<text y='20' visibility='hidden'>中</text><rect width='9' height='9'/>";
    assert_eq!(
        code(draw_text(&svg("", unseen), &fonts(&[("Latin", "ab")]))),
        "drawn"
    );
}

#[test]
fn pictures_inside_are_drawn_from_any_format() {
    for format in ["jpeg", "png", "bmp"] {
        let bytes = sample(format);
        let image = |href: &str| {
            svg(
                "width='8' height='8'",
                &format!("<image width='8' height='8' href='{href}'/>"),
            )
        };
        for kind in ["image/jpeg", "image/png", ""] {
            let drawn = drawn(&image(&data_uri(kind, &bytes))).unwrap();
            assert!(color(&drawn, 4, 4)[0] > 250, "{format} as {kind}");
        }
        let file = draw_file(&image("图 1.png"), &fonts(&[]), &|href| {
            (href == "图 1.png").then(|| bytes.clone())
        });
        assert!(color(&file.unwrap(), 4, 4)[0] > 250, "{format}");
    }
}

#[test]
fn a_picture_that_would_be_missing_is_a_problem() {
    for inside in [
        "<image width='8' height='8' href='gone.png'/>",
        "<image width='8' height='8' href='https://example.com/a.png'/>",
        "<image width='8' height='8' href='//example.com/a.png'/>",
        "<image width='8' height='8' href='data:image/png;base64,@@@'/>",
        "<image width='8' height='8' href='data:image/png,nothing'/>",
        "<use href='icons.svg#a'/>",
        "<filter id='f'><feImage href='gone.png'/></filter><rect width='8' height='8' filter='url(#f)'/>",
    ] {
        assert_eq!(
            code(drawn(&svg("", inside))),
            "image.svg-external",
            "{inside}"
        );
    }
    let problem = drawn(&svg(
        "",
        &format!("<image width='8' height='8' href='{}'/>", "长".repeat(99)),
    ));
    let written = problem.unwrap_err().argument("written").unwrap().to_owned();
    assert_eq!(written.chars().count(), 61);
}

#[test]
fn drawings_in_drawings_are_drawn_a_few_levels_deep() {
    let nested = |depth| {
        let inner = svg(
            "width='9' height='9'",
            "<rect width='9' height='9' fill='red'/>",
        );
        (0..depth).fold(inner, |inner, _| {
            let uri = data_uri("image/svg+xml", inner.as_bytes());
            svg(
                "width='9' height='9'",
                &format!("<image width='9' height='9' href='{uri}'/>"),
            )
        })
    };
    assert_eq!(color(&drawn(&nested(2)).unwrap(), 4, 4), RED);
    assert_eq!(code(drawn(&nested(5))), "image.svg-external");
    let text = data_uri("image/svg+xml", svg("", "<text y='9'>中</text>").as_bytes());
    let outer = svg("", &format!("<image width='9' height='9' href='{text}'/>"));
    assert_eq!(code(drawn(&outer)), "image.font-missing");
    let file = data_uri(
        "image/svg+xml",
        svg("", "<image width='9' height='9' href='a.png'/>").as_bytes(),
    );
    let outer = svg("", &format!("<image width='9' height='9' href='{file}'/>"));
    let result = draw_file(&outer, &fonts(&[]), &|_| Some(sample("png")));
    assert_eq!(code(result), "image.svg-external");
}

#[test]
fn html_inside_needs_a_fallback() {
    let html = |text: &str| {
        format!(
            "<foreignObject width='9' height='9' requiredFeatures='http://www.w3.org/TR/SVG11/feature#Extensibility'>\
             <div xmlns='http://www.w3.org/1999/xhtml'>{text}</div></foreignObject>"
        )
    };
    let note = "<switch><g requiredFeatures='http://www.w3.org/TR/SVG11/feature#Extensibility'/>\
                <a><text y='9'>Text is not SVG - cannot display</text></a></switch>";
    let rect = "<rect width='9' height='9'/>";
    let fonts = fonts(&[("Han", "中文")]);
    let result = |inside: &str| {
        code(draw_text(
            &svg("width='40' height='20'", &format!("{rect}{inside}")),
            &fonts,
        ))
    };
    assert_eq!(result(&html("中文")), "image.svg-html-text");
    assert_eq!(result(&html("<img src='a.png'/>")), "image.svg-html-text");
    assert_eq!(result(&html("<style>p{}</style> <br/>")), "drawn");
    let switch = |text: &str| {
        format!(
            "<switch>{}<text y='9'>{text}</text></switch>{note}",
            html("<b>中</b> 文")
        )
    };
    assert_eq!(result(&switch("中文")), "drawn");
    assert_eq!(result(&switch("中...")), "image.svg-html-text");
    assert_eq!(
        result(&format!(
            "<switch>{}<image width='9' height='9' href='{}'/></switch>",
            html("中"),
            data_uri("", &sample("png"))
        )),
        "drawn"
    );
}

#[test]
fn css_the_drawer_does_not_know_still_counts() {
    let drawn = drawn(&svg(
        "width='40' height='10' style='--c: red'",
        "<style>@import url('x;y.css'); @media (prefers-color-scheme: dark) {rect {fill: blue}}\
         .in {opacity: 0; animation: in 1s forwards} @keyframes in {to {opacity: 1}}</style>\
         <rect width='10' height='10' fill='var(--c)'/>\
         <rect x='10' width='10' height='10' style='fill: light-dark(red, blue)'/>\
         <rect x='20' width='10' height='10' fill='red' class='in'/>\
         <rect x='30' width='10' height='10' fill='rgb(255 0 0 / 100%)'/>",
    ))
    .unwrap();
    for x in [5, 15, 25, 35] {
        assert_eq!(color(&drawn, x, 5), RED, "{x}");
    }
}

#[test]
fn what_draws_nothing_is_refused_unless_nothing_is_in_it() {
    assert_eq!(code(drawn(&svg("", ""))), "drawn");
    assert_eq!(
        code(drawn(&svg("viewBox='0 0 9 9'", "<g><defs/></g>"))),
        "drawn"
    );
    let outside = "<rect x='-20' width='9' height='9'/>";
    assert_eq!(code(drawn(&svg("", outside))), "image.damaged");
}

#[test]
fn hostile_drawings_end_in_a_problem() {
    let pattern = "<pattern id='p' width='1e6' height='1e6' patternUnits='userSpaceOnUse'><rect width='5' height='5'/></pattern>\
                   <rect fill='url(#p)' width='9' height='9'/>";
    let filter = |primitive: &str| {
        format!(
            "<filter id='f' x='-1e6' width='1e7'>{primitive}</filter><rect filter='url(#f)' width='9' height='9'/>"
        )
    };
    for inside in [
        pattern.to_owned(),
        filter("<feGaussianBlur stdDeviation='1e9'/>"),
        filter("<feTurbulence numOctaves='1000000000' baseFrequency='.1'/>"),
        filter("<feMorphology operator='dilate' radius='100000'/>"),
        "<g opacity='.9'>".repeat(600),
        "<g id='a'><use href='#a'/></g>".to_owned(),
        "<text>&a;</text>".to_owned(),
        "<path d='M0 0L1e9 1e9L0 1e9'/>".to_owned(),
        "<path d='M0 0A1e38 1 0 0 1 5 5'/>".to_owned(),
    ] {
        assert_eq!(
            code(drawn(&svg("width='400' height='400'", &inside))),
            "image.damaged",
            "{inside:.99}"
        );
    }
    for bytes in [
        &b""[..],
        b"<svg",
        b"\xFF\xFE<",
        b"<svg/><svg/>",
        b"<html><svg/></html>",
    ] {
        assert_eq!(
            code(drawn(&String::from_utf8_lossy(bytes))),
            "image.damaged"
        );
    }
    let odd = "<rect width='NaN' height='1e999'/><rect width='1e38' height='1e38' transform='scale(1e38)'/>\
               <path d='M-1e5 0L1e5 1e5' stroke='red' stroke-dasharray='0.0001'/><rect width='9' height='9'/>";
    assert_eq!(code(drawn(&svg("", odd))), "drawn");
}
