//! A font made here: some characters, each a box.

use resvg::usvg::fontdb::Database;

use super::super::fonts::Fonts;

/// Fonts of these families with these characters.
pub(super) fn fonts(families: &[(&str, &str)]) -> Fonts {
    let mut database = Database::new();
    for (family, characters) in families {
        database.load_font_data(font(family, characters));
    }
    assert_eq!(database.len(), families.len(), "every font was read");
    Fonts::new(database)
}

/// A TrueType font of two glyphs: nothing, and a box.
fn font(family: &str, characters: &str) -> Vec<u8> {
    let mut outline = Vec::new();
    // One contour in its bounds; its last point, no instructions, four points on the curve.
    push(&mut outline, &[1, 0, 0, 900, 800, 3, 0]);
    outline.extend([1, 1, 1, 1]);
    push(&mut outline, &[0, 900, 0, -900]);
    push(&mut outline, &[0, 0, 800, 0]);
    let length = i16::try_from(outline.len() / 2).unwrap();
    let tables = [
        (
            b"OS/2",
            words(
                &[(0, 4), (2, 400), (3, 5), (31, 0x40), (34, 800), (35, -200)],
                48,
            ),
        ),
        (b"cmap", cmap(characters)),
        (b"glyf", outline),
        (
            b"head",
            words(
                &[
                    (0, 1),
                    (6, 0x5F0F),
                    (7, 0x3CF5),
                    (9, 1000),
                    (20, 900),
                    (21, 800),
                    (24, 2),
                ],
                27,
            ),
        ),
        (
            b"hhea",
            words(
                &[(0, 1), (2, 800), (3, -200), (5, 1000), (9, 1), (17, 1)],
                18,
            ),
        ),
        (b"hmtx", words(&[(0, 1000)], 3)),
        (b"loca", words(&[(2, length)], 3)),
        (b"maxp", words(&[(0, 1), (2, 2), (3, 4), (4, 1)], 16)),
        (b"name", name(family)),
        (b"post", words(&[(0, 3)], 16)),
    ];
    let mut header = vec![0, 1, 0, 0];
    push(
        &mut header,
        &[i16::try_from(tables.len()).unwrap(), 128, 3, 32],
    );
    let mut body = Vec::new();
    let start = header.len() + 16 * tables.len();
    for (tag, table) in tables {
        header.extend(tag);
        header.extend([0; 4]);
        header.extend(u32::try_from(start + body.len()).unwrap().to_be_bytes());
        header.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
        body.extend(&table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    header.extend(body);
    header
}

fn push(bytes: &mut Vec<u8>, words: &[i16]) {
    bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
}

/// So many words, all 0 but some.
fn words(some: &[(usize, i16)], count: usize) -> Vec<u8> {
    let mut all = vec![0; count];
    for &(place, word) in some {
        all[place] = word;
    }
    let mut bytes = Vec::new();
    push(&mut bytes, &all);
    bytes
}

/// Every character is the box.
fn cmap(characters: &str) -> Vec<u8> {
    let mut codes: Vec<u32> = characters.chars().map(u32::from).collect();
    codes.sort_unstable();
    let count = u32::try_from(codes.len()).unwrap();
    let mut bytes = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    for number in [16 + 12 * count, 0, count] {
        bytes.extend(number.to_be_bytes());
    }
    for code in codes {
        for number in [code, code, 1] {
            bytes.extend(number.to_be_bytes());
        }
    }
    bytes
}

/// Family and `PostScript` name.
fn name(family: &str) -> Vec<u8> {
    let text: Vec<u8> = family.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let length = i16::try_from(text.len()).unwrap();
    let mut bytes = Vec::new();
    push(&mut bytes, &[0, 2, 30]);
    for kind in [1, 6] {
        push(&mut bytes, &[3, 1, 0x409, kind, length, 0]);
    }
    bytes.extend(text);
    bytes
}
