//! Every picture a writer has becomes one that the service takes: by content, within the limits, once.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::project::Project;
use crate::service::Service;

/// A picture with more detail than any limit likes: noise over a gradient, different for each seed.
pub(crate) fn photo(width: u32, height: u32, seed: u32) -> RgbImage {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    RgbImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let noise = (state & 31) as u8;
        let ramp = |part: u32, whole: u32| u8::try_from(part * 200 / whole).unwrap();
        Rgb([
            ramp(x, width) + noise,
            ramp(y, height) + noise,
            ramp(x + y, width + height) + noise,
        ])
    })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// An animation of so many frames, no two alike.
pub(crate) fn animation(frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, 24, 16, &[0, 0, 0, 255, 255, 255]).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    for frame in 0..frames {
        let pixels = (0..24 * 16)
            .map(|at| u8::from(at % 24 == u32::from(frame)))
            .collect::<Vec<_>>();
        let mut frame = gif::Frame::from_indexed_pixels(24, 16, pixels, None);
        frame.delay = 10;
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    bytes
}

/// A small JPEG; with `private`, an EXIF segment with a place and a serial number in it.
fn jpeg(private: bool) -> Vec<u8> {
    let picture = photo(64, 48, 9);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    if private {
        // One directory: the maker's name, and a GPS directory that is empty.
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
        exif.extend(b"\x0f\x01\x02\0\x04\0\0\0geh\0");
        exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0");
        exif.extend(b"\0\0\0\0\0\0\0\0\0\0");
        encoder.add_app_segment(1, exif).unwrap();
    }
    encoder
        .encode(picture.as_raw(), 64, 48, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    bytes
}

fn publish(project: &Project, article: &str) -> serde_json::Value {
    project.file("稿.md", article);
    let run = project.tuwen(["publish", "稿.md", "--report=json"]);
    assert_eq!(run.status, 0, "{run:?}");
    run.json()
}

#[test]
fn every_format_goes_up_as_one_the_service_takes_whatever_its_name() {
    let service = Service::start();
    let project = service.project();
    let opaque = photo(60, 40, 1);
    let clear = RgbaImage::from_pixel(30, 20, Rgba([200, 30, 30, 100]));
    project
        .file("位图.bmp", encoded(opaque.clone(), ImageFormat::Bmp))
        .file("扫描.tiff", encoded(photo(60, 40, 2), ImageFormat::Tiff))
        .file("谎言.png", encoded(photo(60, 40, 3), ImageFormat::WebP))
        .file("图标.ico", encoded(clear, ImageFormat::Ico))
        .file("静止.gif", animation(1));
    let report = publish(
        &project,
        "![](位图.bmp) ![](扫描.tiff) ![](谎言.png) ![](图标.ico) ![](静止.gif)\n",
    );
    assert_eq!(report["totals"]["uploaded"], 5);
    assert_eq!(report["totals"]["fitted"], 5);
    assert_eq!(report["totals"]["library"], 0);
    for upload in service.sandbox().uploads() {
        assert_eq!(upload.endpoint, "media/uploadimg");
        assert!(["image/png", "image/jpeg"].contains(&upload.content_type.as_str()));
    }
    let icon = &report["articles"][0]["references"][3];
    assert_eq!(
        icon["fitted"]["to"]["format"], "png",
        "transparency is kept"
    );
    let again = publish(&project, "![](位图.bmp)\n");
    assert_eq!(again["totals"]["requests"], 0);
    assert_eq!(again["totals"]["reused"], 1);
}

#[test]
fn what_is_too_large_is_brought_under_the_limit_and_the_report_says_how() {
    let service = Service::start();
    let project = service.project();
    project.file("大.png", encoded(photo(1400, 900, 4), ImageFormat::Png));
    project.file("稿.md", "![](大.png)\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    let line = run
        .stderr
        .lines()
        .find(|line| line.contains("大.png: 1400×900"));
    let line = line.unwrap_or_else(|| panic!("{run:?}"));
    assert!(
        line.contains(" → 1400×900 ") && line.contains(" jpg q"),
        "{line}"
    );
    let uploads = service.sandbox().uploads();
    assert_eq!(uploads.len(), 1);
    assert!(uploads[0].size < 1_000_000);
    // Another setting gives another picture; the same setting again gives the one that is known.
    for (arguments, uploads) in [
        (["publish", "稿.md", "--max-width=640"], 2),
        (["publish", "稿.md", "--quality=40"], 3),
        (["publish", "稿.md", "--quality=40"], 3),
    ] {
        let run = project.tuwen(arguments);
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(service.uploads(), uploads, "{arguments:?}");
    }
    project.file("tuwen.toml", "max-width = 640\n");
    assert_eq!(project.tuwen(["publish", "稿.md"]).status, 0);
    assert_eq!(service.uploads(), 3);
}

#[test]
fn settings_that_do_not_fit_are_mistakes() {
    let project = Project::new();
    project.file("稿.md", "文\n");
    for (argument, hint) in [
        ("--max-width=1", "from 16 to 10,000"),
        ("--quality=101", "from 30 to 100"),
        ("--animated=sometimes", "`first-frame`"),
    ] {
        let run = project.tuwen(["publish", "稿.md", argument]);
        run.assert_usage(hint);
    }
}

#[test]
fn an_animation_keeps_moving_in_the_material_library_or_becomes_what_is_asked_for() {
    let service = Service::start();
    let project = service.project();
    let moving = animation(3);
    project
        .file("动.gif", &moving)
        .file("稿.md", "![](动.gif)\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("动.gif: material library"), "{run:?}");
    let upload = &service.sandbox().uploads()[0];
    assert_eq!(upload.endpoint, "material/add_material");
    assert_eq!(upload.filename.rsplit('.').next(), Some("gif"));
    assert_eq!(service.sandbox().picture(&upload.url), Some(moving));
    let page = project.read("稿.wechat.html");
    assert!(page.contains("wx_fmt=gif"), "{page}");
    // What counts in the library is told also when it was uploaded before.
    let again = publish(&project, "![](动.gif)\n");
    assert_eq!(again["totals"]["library"], 1);
    assert_eq!(again["articles"][0]["references"][0]["library"], true);
    assert_eq!(again["totals"]["requests"], 0);
    let still = project.tuwen(["publish", "稿.md", "--animated=first-frame"]);
    assert_eq!(still.status, 0, "{still:?}");
    assert_eq!(service.sandbox().uploads()[1].endpoint, "media/uploadimg");
    let refused = project.tuwen(["publish", "稿.md", "--animated=fail"]);
    assert_eq!(refused.status, 1, "{refused:?}");
    assert!(
        refused.stderr.contains("稿.md:1:5: error[image.animated]"),
        "{refused:?}"
    );
    assert_eq!(service.uploads(), 2);
}

#[test]
fn a_full_library_concerns_animations_only() {
    let service = Service::with_fault("45074@material/add_material");
    let project = service.project();
    project
        .file("动.gif", animation(2))
        .png("静.png", 1)
        .file("稿.md", "![](动.gif) ![](静.png)\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("error[wechat.library-full]"), "{run:?}");
    assert_eq!(service.uploads(), 1);
}

#[test]
fn private_metadata_stays_here_and_pictures_that_differ_in_it_are_one() {
    let service = Service::start();
    let project = service.project();
    let (private, plain) = (jpeg(true), jpeg(false));
    project.file("甲.jpg", &private).file("乙.jpg", &plain);
    let report = publish(&project, "![](甲.jpg) ![](乙.jpg)\n");
    assert_eq!(report["totals"]["assets"], 2);
    let uploads = service.sandbox().uploads();
    assert_eq!(uploads.len(), 1, "the same bytes go up once");
    assert_eq!(service.sandbox().picture(&uploads[0].url), Some(plain));
    let rerun = publish(&project, "![](甲.jpg) ![](乙.jpg)\n");
    assert_eq!(rerun["totals"]["requests"], 0);
}

#[test]
fn a_picture_refused_as_it_is_gets_one_fitted_try() {
    for fault in ["too-large=1", "refuse=1", "45001=1"] {
        let service = Service::with_fault(fault);
        let project = service.project();
        project.file("图.jpg", jpeg(false));
        let report = publish(&project, "![](图.jpg)\n");
        assert_eq!(report["totals"]["fitted"], 1, "{fault}: {report}");
        assert_eq!(service.uploads(), 1);
    }
    let service = Service::with_fault("too-large");
    let project = service.project();
    project
        .file("图.jpg", jpeg(false))
        .file("稿.md", "![](图.jpg)\n");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("error[image.refused]"), "{run:?}");
    assert_eq!(service.sandbox().requests()["media/uploadimg"], 2);
}

#[test]
fn what_was_fitted_and_not_sent_waits_on_the_shelf() {
    let service = Service::with_fault("quota");
    let project = service.project();
    project
        .file("图.bmp", encoded(photo(60, 40, 1), ImageFormat::Bmp))
        .file("稿.md", "![](图.bmp)\n");
    assert_eq!(project.tuwen(["publish", "稿.md"]).status, 3);
    let shelf = project.home().join(".local/share/tuwen/fitted");
    let waiting = || std::fs::read_dir(&shelf).unwrap().count();
    assert_eq!(waiting(), 1);
    service.sandbox().clear_faults();
    let report = publish(&project, "![](图.bmp)\n");
    assert_eq!(report["totals"]["fitted"], 1, "{report}");
    assert_eq!(waiting(), 0);
}

#[test]
fn data_uris_in_markdown_html_and_css_go_up_like_files() {
    let service = Service::start();
    let project = service.project();
    let webp = base64(&encoded(photo(20, 10, 5), ImageFormat::WebP));
    let png = base64(&encoded(photo(20, 10, 6), ImageFormat::Png));
    let article = format!(
        "![](data:image/webp;base64,{webp})\n\n<img src=\"data:image/png;base64,{png}\">\n\n\
         <p style=\"background-image:url('data:image/png;base64,{png}')\">文</p>\n\n\
         ![](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='8'%20height='4'%3E%3Crect%20width='8'%20height='4'%20fill='red'/%3E%3C/svg%3E)\n"
    );
    let report = publish(&project, &article);
    assert_eq!(report["totals"]["references"], 4);
    assert_eq!(report["totals"]["uploaded"], 3);
    let page = project.read("稿.wechat.html");
    assert!(!page.contains("data:"), "{page}");
    let drawing = &report["articles"][0]["references"][3]["fitted"];
    assert_eq!(
        drawing["to"]["width"], 16,
        "drawn at twice its size: {report}"
    );
}

#[test]
fn damage_inside_and_bombs_are_problems_of_their_picture() {
    let service = Service::start();
    let project = service.project();
    // Announces 60,000 × 60,000 pixels and holds none.
    let mut bomb = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bomb.extend(60_000u32.to_le_bytes());
    bomb.extend(60_000u32.to_le_bytes());
    bomb.extend(b"\x01\0\x18\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    bomb.extend([0; 16]);
    let mut damaged = encoded(photo(40, 30, 7), ImageFormat::WebP);
    let half = damaged.len() / 2;
    damaged[half..].fill(0xFF);
    project
        .file("炸.bmp", bomb)
        .file("坏.webp", damaged)
        .png("好.png", 1)
        .file(
            "稿.md",
            "![](炸.bmp)\n![](坏.webp)\n![](好.png)\n![](文.psd)\n",
        )
        .file("文.psd", "8BPS\0\x01......................");
    let run = project.tuwen(["publish", "稿.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    for wanted in [
        "稿.md:1:5: error[image.too-many-pixels]",
        "稿.md:2:5: error[image.damaged]",
        "稿.md:4:5: error[image.unsupported-format]",
    ] {
        assert!(run.stderr.contains(wanted), "{wanted} in {run:?}");
    }
    assert_eq!(service.uploads(), 1, "the good one is kept");
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..three.len()].copy_from_slice(three);
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

/// A drawing that loses its colours with its ids, and one that survives.
const FRAGILE: &str = "<svg width=\"60\" height=\"30\" viewBox=\"0 0 60 30\"><defs><linearGradient id=\"g\">\
    <stop stop-color=\"#e33\"/><stop offset=\"1\" stop-color=\"#36c\"/></linearGradient></defs>\
    <rect width=\"60\" height=\"30\" fill=\"url(#g)\"/></svg>";
const STURDY: &str =
    "<svg width=\"60\" height=\"30\"><rect width=\"60\" height=\"30\" fill=\"#e33\"></rect></svg>";

#[test]
fn an_inline_drawing_that_the_service_would_break_is_drawn_for_a_page_and_left_in_a_rewrite() {
    let service = Service::start();
    let project = service.project();
    for (name, article) in [
        ("稿.md", format!("前 {FRAGILE} 后\n\n{STURDY}\n")),
        (
            "页.html",
            format!("<body><p>{FRAGILE}</p>{STURDY}</body>\n"),
        ),
    ] {
        project.file(name, &article);
        let run = project.tuwen(["publish", name, "-o", "out.html", "--report=json"]);
        assert_eq!(run.status, 0, "{run:?}");
        let references = &run.json()["articles"][0]["references"];
        assert_eq!(references.as_array().unwrap().len(), 1, "{references}");
        assert_eq!(references[0]["syntax"], "inline-svg");
        let page = project.read("out.html");
        assert!(
            page.contains("<img") && page.contains("mmbiz.qpic.cn"),
            "{page}"
        );
        assert!(!page.contains("linearGradient"), "{page}");
        assert!(page.contains("#e33"), "the sturdy one stays vector: {page}");
        let rewritten = project.tuwen(["rewrite", name]);
        assert_eq!((rewritten.status, rewritten.stdout), (0, article));
    }
    assert_eq!(service.uploads(), 1, "one drawing, one upload");
}

#[test]
fn a_drawing_is_drawn_for_the_width_at_which_it_is_shown() {
    let service = Service::start();
    let project = service.project();
    project.file(
        "图.svg",
        STURDY.replace("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\""),
    );
    let report = publish(
        &project,
        "![](图.svg)\n\n<img src=\"图.svg\" width=\"300\">\n",
    );
    let references = &report["articles"][0]["references"];
    assert_eq!(references[0]["fitted"]["to"]["width"], 120, "{report}");
    assert_eq!(references[1]["fitted"]["to"]["width"], 600, "{report}");
    assert_eq!(service.uploads(), 2);
}

#[test]
fn a_drawing_may_use_what_lies_beside_it_and_nothing_outside() {
    let service = Service::start();
    let project = service.project();
    let drawing = |target: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><image href=\"{target}\" width=\"8\" height=\"8\"/></svg>"
        )
    };
    project
        .png("图/点.png", 9)
        .file("图/好.svg", drawing("点.png"))
        .file("图/坏.svg", drawing("../../../../etc/passwd"))
        .file("图/远.svg", drawing("http://127.0.0.1:9/a.png"));
    publish(&project, "![](图/好.svg)\n");
    for name in ["坏", "远"] {
        project.file("稿.md", format!("![](图/{name}.svg)\n"));
        let run = project.tuwen(["publish", "稿.md"]);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stderr.contains("error[image.svg-external]"), "{run:?}");
    }
    assert_eq!(service.uploads(), 1);
}
