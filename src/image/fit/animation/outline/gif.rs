//! The blocks of a GIF.

use gif::Repeat;

use super::{Head, Span};

pub(super) fn walk(bytes: &[u8], mut visit: impl FnMut(Span)) -> Option<Head> {
    let mut head = Head {
        width: pair(bytes, 6)?,
        height: pair(bytes, 8)?,
        // What says nothing of repetitions plays once.
        repeat: Repeat::Finite(0),
        lossy: false,
    };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut delay = 0;
    let mut first = true;
    loop {
        match bytes.get(at) {
            Some(0x2C) => {
                let Some(frame) = frame(bytes, at) else {
                    return Some(head);
                };
                if first {
                    // Browsers make a screen that is too small for the first picture larger.
                    head.width = head.width.max(frame.right);
                    head.height = head.height.max(frame.bottom);
                    first = false;
                }
                let size = frame.end - at;
                visit(Span::new(delay, size, frame.width, frame.height));
                at = frame.end;
                delay = 0;
            }
            Some(0x21) => {
                match (bytes.get(at + 1), bytes.get(at + 2)) {
                    (Some(0xF9), Some(4)) => {
                        delay = u64::from(pair(bytes, at + 4).unwrap_or(0)) * 10_000;
                    }
                    (Some(0xFF), Some(11)) => {
                        if let Some(repeat) = repeat(bytes, at + 3) {
                            head.repeat = repeat;
                        }
                    }
                    _ => {}
                }
                match past_sub_blocks(bytes, at + 2) {
                    Some(end) => at = end,
                    None => return Some(head),
                }
            }
            // The trailer, the end, or bytes where decoders stop.
            _ => return Some(head),
        }
    }
}

struct Frame {
    width: u32,
    height: u32,
    right: u32,
    bottom: u32,
    end: usize,
}

/// The picture whose descriptor begins at `at`, if all of it is there.
fn frame(bytes: &[u8], at: usize) -> Option<Frame> {
    let [left, top, width, height] =
        [1, 3, 5, 7].map(|field| pair(bytes, at + field).unwrap_or_default());
    let end = past_sub_blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
    Some(Frame {
        width,
        height,
        right: left + width,
        bottom: top + height,
        end,
    })
}

/// The repetitions that the application extension tells whose name stands at `at`.
fn repeat(bytes: &[u8], at: usize) -> Option<Repeat> {
    let block = bytes.get(at..at + 15)?;
    let known = block.starts_with(b"NETSCAPE2.0") || block.starts_with(b"ANIMEXTS1.0");
    match (known, block[11], block[12], pair(bytes, at + 13)?) {
        (true, 3, 1, 0) => Some(Repeat::Infinite),
        (true, 3, 1, times) => u16::try_from(times).ok().map(Repeat::Finite),
        _ => None,
    }
}

/// Bytes of the colour table that the flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

fn pair(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u32::from(u16::from_le_bytes(*field)))
}

fn past_sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
