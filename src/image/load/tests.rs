use super::*;

/// A PNG of one grey pixel; the checksums are right, so decoders take it.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
\0\0\0\nIDATx\x9cc\x68\0\0\0\x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xae\x42\x60\x82";

/// The segments of a JPEG; the scan holds a stuffed 0xFF, a restart marker and filling.
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x04JF\xFF\xFF\xDB\x00\x03\x01\
\xFF\xDA\x00\x04\x01\x00abc\xFF\x00def\xFF\xD0ghi\xFF\xFF\xD9";

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF\
\x21\xF9\x04\0\0\0\0\0\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3B";

fn code(result: Result<Loaded, Problem>) -> Code {
    result.unwrap_err().code()
}

fn look(bytes: &[u8]) -> Result<Loaded, Problem> {
    inspect("图.png", bytes.to_vec())
}

#[test]
fn the_asset_tells_digest_format_and_size_of_the_original_bytes() {
    let loaded = look(PNG).unwrap();
    assert_eq!(loaded.asset.digest, Digest::of(PNG));
    assert_eq!(loaded.asset.format, ImageFormat::Png);
    assert_eq!(loaded.asset.size, PNG.len() as u64);
    assert_eq!(loaded.bytes, PNG);
}

#[test]
fn every_cut_of_a_png_jpeg_or_gif_is_noticed() {
    // The trailer of a GIF may be missing, so its cuts begin one byte earlier.
    for (whole, last) in [(PNG, PNG.len()), (JPEG, JPEG.len()), (GIF, GIF.len() - 1)] {
        assert!(look(whole).is_ok());
        for end in 8..last {
            assert_eq!(code(look(&whole[..end])), Code::ImageTruncated, "{end}");
        }
    }
}

#[test]
fn bytes_behind_the_picture_are_allowed() {
    for whole in [PNG, JPEG, GIF] {
        let mut longer = whole.to_vec();
        longer.extend(b"\0\0\0\x18ftypmp42 a film \xFF\xD8");
        assert!(look(&longer).is_ok());
    }
}

#[test]
fn an_end_marker_inside_a_jpeg_thumbnail_is_not_the_end() {
    // APP1 holds a whole small JPEG; the outer one is cut.
    let mut bytes = b"\xFF\xD8\xFF\xE1".to_vec();
    bytes.extend(u16::try_from(JPEG.len() + 2).unwrap().to_be_bytes());
    bytes.extend(JPEG);
    assert_eq!(code(look(&bytes)), Code::ImageTruncated);
    bytes.extend(&JPEG[2..]);
    assert!(look(&bytes).is_ok());
}

#[test]
fn a_jpeg_without_any_scan_is_truncated() {
    assert_eq!(
        code(look(b"\xFF\xD8\xFF\xDB\0\x03\x01\xFF\xD9")),
        Code::ImageTruncated
    );
}

#[test]
fn a_png_chunk_that_claims_more_than_there_is_is_truncated() {
    let mut bytes = PNG.to_vec();
    bytes[33] = 0x7F;
    assert_eq!(code(look(&bytes)), Code::ImageTruncated);
}

#[test]
fn a_webp_shorter_than_its_header_says_is_truncated() {
    let mut bytes = b"RIFF\x0C\0\0\0WEBPVP8L\0\0\0\0".to_vec();
    assert!(look(&bytes).is_ok());
    bytes.truncate(18);
    assert_eq!(code(look(&bytes)), Code::ImageTruncated);
}

#[test]
fn a_heic_whose_last_box_is_cut_is_truncated() {
    let mut bytes = b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x0Cmdatabcd".to_vec();
    assert_eq!(look(&bytes).unwrap().asset.format, ImageFormat::Heic);
    bytes.pop();
    assert_eq!(code(look(&bytes)), Code::ImageTruncated);
    bytes.truncate(16);
    assert_eq!(code(look(&bytes)), Code::ImageTruncated);
}

#[test]
fn nothing_and_no_picture_are_told_apart() {
    assert_eq!(code(look(b"")), Code::ImageEmpty);
    assert_eq!(code(look("# 标题\n".as_bytes())), Code::ImageNotImage);
}

#[test]
fn arbitrary_cuts_and_changed_bytes_never_panic() {
    let webp = b"RIFF\x0C\0\0\0WEBPVP8L\0\0\0\0";
    let heic = b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x0Cmdatabcd";
    for whole in [PNG, JPEG, GIF, webp, heic, b"<svg></svg>"] {
        for at in 0..whole.len() {
            for value in [0, 1, 0x7F, 0x80, 0xD9, 0xDA, 0xFE, 0xFF] {
                let mut bytes = whole.to_vec();
                bytes[at] = value;
                let _ = look(&bytes);
                bytes.truncate(at + 1);
                let _ = look(&bytes);
            }
        }
    }
}

#[test]
fn a_file_is_read_and_named_as_given() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("截图 一.png");
    std::fs::write(&path, PNG).unwrap();
    assert_eq!(read(&path).unwrap().asset.digest, Digest::of(PNG));

    std::fs::write(&path, b"").unwrap();
    let problem = read(&path).unwrap_err();
    assert_eq!(problem.code(), Code::ImageEmpty);
    assert_eq!(problem.argument("path"), path.to_str());

    std::fs::remove_file(&path).unwrap();
    assert_eq!(code(read(&path)), Code::ImageMissing);
}

#[test]
fn a_directory_or_fifo_named_like_a_picture_is_refused_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("目录.png");
    std::fs::create_dir(&path).unwrap();
    let problem = read(&path).unwrap_err();
    assert_eq!(problem.code(), Code::ImageNotFile);
    assert_eq!(problem.argument("kind"), Some("directory"));
    #[cfg(unix)]
    {
        let path = directory.path().join("管道.png");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        assert_eq!(read(&path).unwrap_err().argument("kind"), Some("fifo"));
        let _socket =
            std::os::unix::net::UnixListener::bind(directory.path().join("s.png")).unwrap();
        let problem = read(&directory.path().join("s.png")).unwrap_err();
        assert_eq!(problem.argument("kind"), Some("socket"));
        let problem = read(Path::new("/dev/null")).unwrap_err();
        assert_eq!(problem.argument("kind"), Some("device"));
    }
}

#[test]
fn a_huge_file_is_refused_without_reading_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("巨.png");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(MAX_IMAGE_BYTES + 1).unwrap();
    let problem = read(&path).unwrap_err();
    assert_eq!(problem.code(), Code::ImageTooLarge);
    assert_eq!(problem.argument("size"), Some("268435457"));
    assert_eq!(problem.argument("limit"), Some("268435456"));
}

#[test]
fn a_suffix_that_lies_is_a_warning_and_an_unknown_one_is_none() {
    let problem = misnamed(Path::new("img/图.PNG"), ImageFormat::Webp).unwrap();
    assert_eq!(problem.code(), Code::ImageMisnamed);
    assert_eq!(problem.argument("path"), Some("img/图.PNG"));
    assert_eq!(problem.argument("format"), Some("webp"));
    for (name, format) in [
        ("a.png", ImageFormat::Apng),
        ("a.JPEG", ImageFormat::Jpeg),
        ("a", ImageFormat::Png),
        ("a.bin", ImageFormat::Png),
        ("a.2024", ImageFormat::Png),
    ] {
        assert_eq!(misnamed(Path::new(name), format), None);
    }
}
