use super::*;

fn ftyp(major: &[u8], compatible: &[&[u8]]) -> Vec<u8> {
    let size = u32::try_from(16 + 4 * compatible.len()).unwrap();
    let mut bytes = size.to_be_bytes().to_vec();
    bytes.extend(b"ftyp");
    bytes.extend(major);
    bytes.extend([0; 4]);
    for brand in compatible {
        bytes.extend(*brand);
    }
    bytes
}

fn png(chunks: &[(&[u8; 4], usize)]) -> Vec<u8> {
    let mut bytes = PNG_SIGNATURE.to_vec();
    for (kind, length) in chunks {
        bytes.extend(u32::try_from(*length).unwrap().to_be_bytes());
        bytes.extend(*kind);
        bytes.extend(vec![0; length + 4]);
    }
    bytes
}

#[test]
fn a_png_is_animated_only_with_actl_before_the_pixels() {
    let still = png(&[
        (b"IHDR", 13),
        (b"tEXt", 9),
        (b"IDAT", 4),
        (b"acTL", 8),
        (b"IEND", 0),
    ]);
    let moving = png(&[(b"IHDR", 13), (b"acTL", 8), (b"IDAT", 4), (b"IEND", 0)]);
    assert_eq!(sniff(&still), Some(ImageFormat::Png));
    assert_eq!(sniff(&moving), Some(ImageFormat::Apng));
    assert_eq!(sniff(PNG_SIGNATURE), Some(ImageFormat::Png));
}

#[test]
fn a_png_chunk_of_absurd_length_ends_the_search() {
    let mut bytes = PNG_SIGNATURE.to_vec();
    bytes.extend(b"\xFF\xFF\xFF\xFFIHDR");
    assert_eq!(sniff(&bytes), Some(ImageFormat::Png));
}

#[test]
fn signatures_are_told_apart() {
    let ico = b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x04\0\0\0\x16\0\0\0";
    let mut cur = *ico;
    cur[2] = 2;
    let mut bmp = b"BM".to_vec();
    bmp.extend([0; 12]);
    bmp.extend(40_u32.to_le_bytes());
    for (bytes, format) in [
        (b"\xFF\xD8\xFF\xE0".as_slice(), ImageFormat::Jpeg),
        (b"GIF87a..", ImageFormat::Gif),
        (b"GIF89a..", ImageFormat::Gif),
        (b"RIFF\x10\0\0\0WEBPVP8 ", ImageFormat::Webp),
        (b"II*\0\x08\0\0\0", ImageFormat::Tiff),
        (b"MM\0*\0\0\0\x08", ImageFormat::Tiff),
        (b"II+\0\x08\0\0\0", ImageFormat::Tiff),
        (b"MM\0+\0\x08\0\0", ImageFormat::Tiff),
        (b"\xFF\x0A\x01\x02", ImageFormat::Jxl),
        (b"\0\0\0\x0CJXL \r\n\x87\n\0\0", ImageFormat::Jxl),
        (b"8BPS\0\x01\0\0", ImageFormat::Psd),
        (b"%PDF-1.7\n", ImageFormat::Pdf),
        (ico, ImageFormat::Ico),
        (&cur, ImageFormat::Ico),
        (&bmp, ImageFormat::Bmp),
    ] {
        assert_eq!(sniff(bytes), Some(format), "{bytes:?}");
    }
}

#[test]
fn heif_files_are_told_apart_by_their_brands() {
    for (bytes, format) in [
        (ftyp(b"avif", &[b"mif1"]), Some(ImageFormat::Avif)),
        (ftyp(b"avis", &[b"msf1", b"avif"]), Some(ImageFormat::Avif)),
        (ftyp(b"heic", &[b"mif1", b"heic"]), Some(ImageFormat::Heic)),
        (ftyp(b"mif1", &[b"mif1", b"avif"]), Some(ImageFormat::Avif)),
        (ftyp(b"mif1", &[b"mif1", b"heic"]), Some(ImageFormat::Heic)),
        (ftyp(b"msf1", &[b"hevc"]), Some(ImageFormat::Heic)),
        (ftyp(b"mif1", &[]), Some(ImageFormat::Heic)),
        // A film that a HEIF reader may open is still a film.
        (ftyp(b"mp42", &[b"isom", b"heic"]), None),
    ] {
        assert_eq!(sniff(&bytes), format);
    }
}

#[test]
fn brands_after_the_end_of_the_box_do_not_count() {
    let mut bytes = ftyp(b"mif1", &[b"heic"]);
    bytes.extend(b"avif");
    assert_eq!(sniff(&bytes), Some(ImageFormat::Heic));
    bytes[3] = 16;
    assert_eq!(sniff(&bytes), Some(ImageFormat::Heic));
}

#[test]
fn svg_is_found_behind_everything_xml_allows_before_it() {
    for text in [
        "<svg/>",
        "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
        "\u{feff}<svg></svg>",
        " \r\n\t<svg\n></svg>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- 图一 <html> --><svg></svg>",
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"a>b\" [ <!ENTITY ns \"x]>\"> ]><svg></svg>",
        "<?xml-stylesheet href=\"a.css\"?><!doctype svg><svg:svg></svg:svg>",
    ] {
        assert_eq!(sniff(text.as_bytes()), Some(ImageFormat::Svg), "{text}");
        assert!(svg_closes(text.as_bytes()), "{text}");
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let text = text.trim_start_matches('\u{feff}');
            let units = text.encode_utf16();
            let mut wide: Vec<u8> = if mark { vec![0xFE, 0xFF] } else { Vec::new() };
            wide.extend(units.flat_map(u16::to_be_bytes));
            if !big {
                wide.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
            }
            assert_eq!(sniff(&wide), Some(ImageFormat::Svg), "{text} {mark} {big}");
            assert!(svg_closes(&wide), "{text}");
        }
    }
}

#[test]
fn an_svg_cut_off_is_not_closed() {
    for text in [
        "<svg xmlns='x'><path d='M0",
        "<svg><g/>",
        "<svg",
        "<svg ><!-- <x:svg> -->",
        "<s:svg><s:g></s:g>",
    ] {
        assert!(!svg_closes(text.as_bytes()), "{text}");
    }
}

#[test]
fn other_text_and_binaries_are_no_picture() {
    for bytes in [
        b"".as_slice(),
        b"P",
        b"\xFF\xD8",
        b"\x89PNG\n\x1a\n",
        b"<html><body><svg></svg></body></html>",
        b"<!-- no end <svg>",
        b"<svgfoo/>",
        b"BMW is a brand of cars",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"x\xFF\xD8\xFF\xE0 garbage first",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    ] {
        assert_eq!(sniff(bytes), None, "{bytes:?}");
    }
}

#[test]
fn a_hostile_prolog_costs_linear_time() {
    let mut text = "<!-- -->".repeat(500_000);
    text.push_str(&"<!DOCTYPE svg [".repeat(500_000));
    let start = std::time::Instant::now();
    assert_eq!(sniff(text.as_bytes()), None);
    assert!(start.elapsed().as_secs() < 5);
}
