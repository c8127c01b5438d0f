//! GIF: comments and application data go; the loop count and the colour profile stay.

use super::tells_nothing;

/// Applications whose data change what is shown: how often to loop, and the ICC profile.
const LOOK: [&[u8; 11]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| {
        if flags & 0x80 == 0 {
            0
        } else {
            3 << ((flags & 7) + 1)
        }
    };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut private = false;
    let mut result = Vec::with_capacity(bytes.len());
    result.extend(bytes.get(..at)?);
    loop {
        let start = at;
        let mut keep = true;
        match *bytes.get(at)? {
            // A picture: its descriptor, colours, and compressed data.
            0x2C => {
                at += 10 + table(*bytes.get(at + 9)?) + 1;
            }
            0x21 => {
                keep = match *bytes.get(at + 1)? {
                    // A comment.
                    0xFE => false,
                    // An application: eleven bytes name it.
                    0xFF => {
                        let name = bytes.get(at + 3..at + 14)?;
                        LOOK.iter().any(|known| known.as_slice() == name)
                    }
                    _ => true,
                };
                at += 2;
            }
            0x3B => {
                result.push(0x3B);
                private |= !tells_nothing(&bytes[at + 1..]);
                return private.then_some(result);
            }
            _ => return None,
        }
        at = past_sub_blocks(bytes, at)?;
        if keep {
            result.extend(bytes.get(start..at)?);
        } else {
            private = true;
        }
    }
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
