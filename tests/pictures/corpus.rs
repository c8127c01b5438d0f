//! The specimens: one of every kind, made here; the few formats that nothing in Rust writes lie beside
//! this file, made from the same scenes.

use image::{DynamicImage, RgbaImage};
use tuwen::ImageFormat;

use crate::encode::{self, Jpeg, exif, opaque, plain};
use crate::scene;

/// Stands in metadata that must not leave.
pub(crate) const SECRET: &[u8] = b"SERIAL-0815-LATITUDE-31.2304";

/// A picture and what it must look like.
pub(crate) struct Specimen {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Upright, in sRGB.
    pub(crate) truth: RgbaImage,
    /// The format it must become, where only one is right.
    pub(crate) becomes: Option<ImageFormat>,
}

const JPEG: Option<ImageFormat> = Some(ImageFormat::Jpeg);
const PNG: Option<ImageFormat> = Some(ImageFormat::Png);

fn specimen(
    name: &'static str,
    bytes: Vec<u8>,
    truth: &RgbaImage,
    becomes: Option<ImageFormat>,
) -> Specimen {
    Specimen {
        name,
        bytes,
        truth: truth.clone(),
        becomes,
    }
}

/// Still pictures of every kind.
pub(crate) fn stills() -> Vec<Specimen> {
    let mut all = jpegs();
    all.extend(pngs());
    all.extend(others());
    all
}

fn jpegs() -> Vec<Specimen> {
    let photo = scene::photo(400, 300, 8.0);
    let mut all = Vec::new();
    for (orientation, name) in (1..).zip([
        "jpeg upright",
        "jpeg orientation 2",
        "jpeg orientation 3",
        "jpeg orientation 4",
        "jpeg orientation 5",
        "jpeg orientation 6",
        "jpeg orientation 7",
        "jpeg orientation 8",
    ]) {
        let mut jpeg = Jpeg::new(95);
        jpeg.exif = Some(exif(orientation, SECRET));
        let bytes = jpeg.rgb(&encode::stored(&photo, orientation));
        all.push(specimen(name, bytes, &photo, JPEG));
    }
    let mut progressive = Jpeg::new(95);
    progressive.progressive = true;
    all.push(specimen(
        "jpeg progressive",
        progressive.rgb(&photo),
        &photo,
        JPEG,
    ));
    let mut scans = Jpeg::new(95);
    scans.optimised = true;
    all.push(specimen(
        "jpeg a scan a component",
        scans.rgb(&photo),
        &photo,
        JPEG,
    ));
    let (wide, profile) = encode::display_p3(&photo);
    let mut jpeg = Jpeg::new(97);
    jpeg.icc = Some(profile);
    all.push(specimen("jpeg display p3", jpeg.rgb(&wide), &photo, JPEG));
    let grey = scene::grey(400, 300);
    let luma = DynamicImage::ImageRgba8(grey.clone()).to_luma8();
    let bytes = Jpeg::new(95).write(
        luma.as_raw(),
        grey.dimensions(),
        jpeg_encoder::ColorType::Luma,
    );
    all.push(specimen("jpeg grey", bytes, &grey, JPEG));
    let inks: Vec<u8> = photo
        .pixels()
        .flat_map(|pixel| [255 - pixel.0[0], 255 - pixel.0[1], 255 - pixel.0[2], 0])
        .collect();
    for (name, colour) in [
        ("jpeg cmyk", jpeg_encoder::ColorType::Cmyk),
        ("jpeg ycck", jpeg_encoder::ColorType::CmykAsYcck),
    ] {
        let bytes = Jpeg::new(96).write(&inks, photo.dimensions(), colour);
        all.push(specimen(name, bytes, &photo, JPEG));
    }
    all
}

fn pngs() -> Vec<Specimen> {
    let (photo, screen) = (scene::photo(401, 299, 8.0), scene::screen(420, 300));
    let cutout = scene::cutout(300, 260, 4.0);
    let (wide, profile) = encode::display_p3(&photo);
    let deep = DynamicImage::ImageRgba8(photo.clone()).to_rgb16();
    let deep_alpha = DynamicImage::ImageRgba8(cutout.clone()).to_rgba16();
    let grey = scene::grey(400, 300);
    let mut colours: Vec<[u8; 4]> = screen.pixels().map(|pixel| pixel.0).collect();
    colours.sort_unstable();
    colours.dedup();
    let indices: Vec<u8> = screen
        .pixels()
        .map(|pixel| u8::try_from(colours.binary_search(&pixel.0).unwrap()).unwrap())
        .collect();
    let palette: Vec<u8> = colours
        .iter()
        .flat_map(|colour| colour[..3].to_vec())
        .collect();
    let turned = encode::png_with_chunk(
        &plain(opaque(&encode::stored(&photo, 6)), image::ImageFormat::Png),
        *b"eXIf",
        &exif(6, SECRET),
    );
    vec![
        specimen(
            "png photo",
            plain(opaque(&photo), image::ImageFormat::Png),
            &photo,
            JPEG,
        ),
        specimen(
            "png screenshot",
            plain(opaque(&screen), image::ImageFormat::Png),
            &screen,
            PNG,
        ),
        specimen(
            "png palette",
            encode::png_with_palette(&indices, &palette, screen.dimensions()),
            &screen,
            PNG,
        ),
        specimen(
            "png interlaced",
            encode::png_interlaced(&opaque(&photo)),
            &photo,
            JPEG,
        ),
        specimen(
            "png 16 bit",
            plain(deep, image::ImageFormat::Png),
            &photo,
            JPEG,
        ),
        specimen(
            "png 16 bit alpha",
            plain(deep_alpha, image::ImageFormat::Png),
            &cutout,
            PNG,
        ),
        specimen(
            "png alpha",
            plain(cutout.clone(), image::ImageFormat::Png),
            &cutout,
            PNG,
        ),
        specimen(
            "png opaque alpha",
            plain(photo.clone(), image::ImageFormat::Png),
            &photo,
            JPEG,
        ),
        specimen(
            "png grey",
            plain(
                DynamicImage::ImageRgba8(grey.clone()).to_luma8(),
                image::ImageFormat::Png,
            ),
            &grey,
            JPEG,
        ),
        specimen(
            "png display p3",
            encode::png_with_profile(&wide, profile),
            &photo,
            JPEG,
        ),
        specimen("png orientation 6", turned, &photo, JPEG),
    ]
}

fn others() -> Vec<Specimen> {
    let photo = scene::photo(400, 300, 8.0);
    let (cutout, icon) = (scene::cutout(300, 260, 4.0), scene::cutout(128, 128, 4.0));
    let screen = scene::screen(320, 240);
    let deep = DynamicImage::ImageRgba8(photo.clone()).to_rgb16();
    let soft = scene::photo(320, 240, 0.0);
    let file = |bytes: &[u8]| bytes.to_vec();
    vec![
        specimen(
            "webp lossless",
            plain(photo.clone(), image::ImageFormat::WebP),
            &photo,
            JPEG,
        ),
        specimen(
            "webp alpha",
            plain(cutout.clone(), image::ImageFormat::WebP),
            &cutout,
            PNG,
        ),
        specimen(
            "bmp",
            plain(opaque(&photo), image::ImageFormat::Bmp),
            &photo,
            JPEG,
        ),
        specimen(
            "tiff",
            plain(opaque(&photo), image::ImageFormat::Tiff),
            &photo,
            JPEG,
        ),
        specimen(
            "tiff 16 bit",
            plain(deep, image::ImageFormat::Tiff),
            &photo,
            JPEG,
        ),
        specimen(
            "tiff alpha",
            plain(cutout.clone(), image::ImageFormat::Tiff),
            &cutout,
            PNG,
        ),
        specimen(
            "ico",
            plain(icon.clone(), image::ImageFormat::Ico),
            &icon,
            PNG,
        ),
        specimen(
            "gif still",
            encode::gif(std::slice::from_ref(&screen), 0),
            &screen,
            PNG,
        ),
        specimen(
            "webp lossy",
            file(include_bytes!("files/photo.webp")),
            &soft,
            JPEG,
        ),
        specimen(
            "avif",
            file(include_bytes!("files/photo.avif")),
            &soft,
            JPEG,
        ),
        specimen(
            "avif 10 bit turned",
            file(include_bytes!("files/turned-10.avif")),
            &soft,
            None,
        ),
        specimen(
            "avif alpha",
            file(include_bytes!("files/cutout.avif")),
            &scene::cutout(200, 180, 4.0),
            PNG,
        ),
        specimen(
            "heic",
            file(include_bytes!("files/photo.heic")),
            &soft,
            JPEG,
        ),
    ]
}

/// Pictures over the limit.
pub(crate) fn large() -> Vec<Specimen> {
    let photo = scene::photo(2800, 1400, 24.0);
    let mut phone = Jpeg::new(97);
    phone.exif = Some(exif(8, SECRET));
    vec![
        specimen(
            "large jpeg orientation 8",
            phone.rgb(&encode::stored(&photo, 8)),
            &photo,
            JPEG,
        ),
        specimen(
            "large png",
            plain(
                opaque(&scene::photo(1200, 900, 20.0)),
                image::ImageFormat::Png,
            ),
            &scene::photo(1200, 900, 20.0),
            JPEG,
        ),
        specimen(
            "large cutout",
            plain(scene::cutout(1100, 900, 30.0), image::ImageFormat::Png),
            &scene::cutout(1100, 900, 30.0),
            PNG,
        ),
    ]
}

/// Frames of a moving specimen.
pub(crate) const FRAMES: usize = 5;

/// How long each is shown, in hundredths of a second.
pub(crate) const DELAY: u32 = 12;

/// Animations, all of the same scene.
pub(crate) fn moving() -> Vec<Specimen> {
    let frames: Vec<RgbaImage> = (0..FRAMES).map(scene::moving).collect();
    vec![
        specimen("gif moving", encode::gif(&frames, DELAY), &frames[0], None),
        specimen(
            "apng moving",
            encode::apng(&frames, DELAY),
            &frames[0],
            None,
        ),
        specimen(
            "webp moving",
            encode::webp(&frames, DELAY),
            &frames[0],
            None,
        ),
    ]
}

/// Files that go as they are, with something private in each.
pub(crate) fn private() -> Vec<Specimen> {
    let photo = scene::photo(64, 48, 4.0);
    let mut jpeg = Jpeg::new(90);
    jpeg.exif = Some(exif(6, SECRET));
    jpeg.icc = Some(encode::display_p3(&photo).1);
    let packet = [
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>".as_slice(),
        SECRET,
    ]
    .concat();
    jpeg.others = vec![
        (1, packet),
        (13, [b"Photoshop 3.0\0".as_slice(), SECRET].concat()),
    ];
    let mut film = jpeg.rgb(&photo);
    film.extend(b"\0\0\0\x18ftypmp42");
    film.extend(SECRET);
    let png = plain(opaque(&photo), image::ImageFormat::Png);
    let text = [b"Comment\0".as_slice(), SECRET].concat();
    let png = encode::png_with_chunk(&png, *b"tEXt", &text);
    let png = encode::png_with_chunk(&png, *b"eXIf", &exif(3, SECRET));
    vec![
        specimen("private jpeg", film, &photo, JPEG),
        specimen("private png", png, &photo, PNG),
    ]
}

/// Small specimens of every format, to be damaged.
pub(crate) fn small() -> Vec<Specimen> {
    let photo = scene::photo(48, 36, 8.0);
    let cutout = scene::cutout(40, 40, 4.0);
    let frames: Vec<RgbaImage> = (0..3).map(scene::moving).collect();
    let mut progressive = Jpeg::new(80);
    progressive.progressive = true;
    progressive.exif = Some(exif(5, SECRET));
    vec![
        specimen("jpeg", progressive.rgb(&photo), &photo, None),
        specimen("png", plain(cutout.clone(), image::ImageFormat::Png), &cutout, None),
        specimen("webp", plain(cutout.clone(), image::ImageFormat::WebP), &cutout, None),
        specimen("bmp", plain(opaque(&photo), image::ImageFormat::Bmp), &photo, None),
        specimen("tiff", plain(opaque(&photo), image::ImageFormat::Tiff), &photo, None),
        specimen("ico", plain(cutout.clone(), image::ImageFormat::Ico), &cutout, None),
        specimen("gif", encode::gif(&frames, 5), &frames[0], None),
        specimen("apng", encode::apng(&frames, 5), &frames[0], None),
        specimen("moving webp", encode::webp(&frames, 5), &frames[0], None),
        specimen("avif", include_bytes!("files/photo.avif").to_vec(), &photo, None),
        specimen("heic", include_bytes!("files/photo.heic").to_vec(), &photo, None),
        specimen(
            "svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><rect width=\"20\" height=\"9\" fill=\"#e33\"/></svg>".to_vec(),
            &photo,
            None,
        ),
    ]
}
