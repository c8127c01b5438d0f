//! Mutations with a fixed seed: whatever the bytes, there is a picture or a problem.

use image::codecs::bmp::BmpEncoder;
use image::codecs::tiff::TiffEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat as Kind};

use super::*;

/// Mutants of each sample.
const ROUNDS: u32 = 300;

/// A generator that is the same everywhere (Knuth, MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// One to four changes: a byte, a run, a cut, a piece twice.
fn mutant(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes.truncate(at),
            1 => {
                let end = (at + 1 + dice.below(8)).min(bytes.len());
                bytes[at..end].fill([0, 0xFF, 0x7F][dice.below(3)]);
            }
            2 => {
                let piece = bytes[at..(at + dice.below(32)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            _ => {}
        }
    }
    bytes
}

fn survives(name: &str, bytes: &[u8]) {
    let format = sniff(bytes).unwrap();
    let mut dice = Dice(1);
    for _ in 0..ROUNDS {
        let mutant = mutant(bytes, &mut dice);
        // The format is that of the whole sample: nobody sniffs again before decoding.
        size(format, &mutant);
        memory(format, &mutant, 20);
        if let Ok(Decoded { raster, .. }) = decode(name, format, &mutant, 20) {
            let pixels = raster.width as usize * raster.height as usize;
            assert_eq!(raster.bytes().len(), pixels * raster.channels());
        }
    }
}

#[test]
fn mutated_avif_gives_pixels_or_a_problem() {
    for name in [
        "420.avif",
        "422-12-bit-limited.avif",
        "premultiplied.avif",
        "grid.avif",
    ] {
        survives(name, &file(name));
    }
}

#[test]
fn mutated_heic_gives_pixels_or_a_problem() {
    for name in ["still.heic", "phone.heic", "alpha.heic"] {
        survives(name, &file(name));
    }
}

#[test]
fn mutated_jpeg_gives_pixels_or_a_problem() {
    for (optimized, progressive) in [(false, false), (true, false), (true, true)] {
        for color in [
            jpeg_encoder::ColorType::Rgb,
            jpeg_encoder::ColorType::CmykAsYcck,
        ] {
            let mut bytes = Vec::new();
            let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 60);
            encoder.set_optimized_huffman_tables(optimized);
            encoder.set_progressive(progressive);
            // The encoder panics at both together.
            encoder.set_restart_interval(if optimized { 0 } else { 2 });
            let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
            encoder.add_icc_profile(&profile).unwrap();
            let pixels = [scene(32, 24), scene(16, 16)].concat();
            encoder.encode(&pixels, 32, 24, color).unwrap();
            survives("jpeg", &bytes);
        }
    }
}

#[test]
fn mutated_files_of_other_formats_give_pixels_or_a_problem() {
    let pixels = scene(48, 32);
    let mut bmp = Vec::new();
    BmpEncoder::new(&mut bmp)
        .write_image(&pixels, 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let mut tiff = std::io::Cursor::new(Vec::new());
    TiffEncoder::new(&mut tiff)
        .write_image(&pixels, 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    let picture = image::RgbImage::from_raw(48, 32, pixels).unwrap();
    let [gif, icon] = [Kind::Gif, Kind::Ico].map(|kind| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::ImageRgb8(picture.clone())
            .to_rgba8()
            .write_to(&mut bytes, kind)
            .unwrap();
        bytes.into_inner()
    });
    survives("bmp", &bmp);
    survives("tiff", &tiff.into_inner());
    survives("gif", &gif);
    survives("ico", &icon);
    for name in [
        "interlaced-16-bit.png",
        "animated.webp",
        "lossy-alpha.webp",
        "palette.tif",
    ] {
        survives(name, &file(name));
    }
}
