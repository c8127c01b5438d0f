//! What an HEVC sequence parameter set says of its colours (ITU-T H.265, 7.3.2.2 and E.2.1).
//!
//! Phones write a HEIC with an ICC profile and nothing else in the container; matrix and range of the
//! samples then stand in the bitstream alone, where `heic-rs` does not look. Read wrong, such pictures
//! come out with too much contrast.

use super::bits::Bits;

/// Matrix, primaries and range of coded samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signal {
    pub(super) primaries: u8,
    pub(super) transfer: u8,
    pub(super) matrix: u8,
    pub(super) full_range: bool,
}

/// Code point for "not told".
pub(super) const UNSPECIFIED: u8 = 2;

/// The type of a sequence parameter set among NAL units.
const SPS: u8 = 33;

/// The signal in the first sequence parameter set among `units`; what is not told is unspecified and of
/// limited range, as the standard infers.
pub(super) fn signal(units: &[&[u8]]) -> Signal {
    units
        .iter()
        .find(|unit| unit.first().is_some_and(|head| head >> 1 & 63 == SPS))
        .and_then(|unit| {
            let plain = without_emulation(unit.get(2..)?);
            usability(&mut Bits::new(&plain))
        })
        .unwrap_or(Signal {
            primaries: UNSPECIFIED,
            transfer: UNSPECIFIED,
            matrix: UNSPECIFIED,
            full_range: false,
        })
}

/// Takes out the 3 that keeps start codes from appearing in the payload.
fn without_emulation(payload: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(payload.len());
    let mut zeros = 0;
    for &byte in payload {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        plain.push(byte);
    }
    plain
}

/// Walks the set up to the video signal type; `None` when there is none.
fn usability(bits: &mut Bits) -> Option<Signal> {
    bits.skip(4)?;
    let sub_layers = bits.number(3)?;
    bits.skip(1)?;
    profile_tier_level(bits, sub_layers)?;
    bits.golomb()?;
    if bits.golomb()? == 3 {
        bits.skip(1)?;
    }
    golombs(bits, 2)?;
    if bits.flag()? {
        golombs(bits, 4)?;
    }
    golombs(bits, 2)?;
    let order_bits = bits.golomb()? + 4;
    let described = if bits.flag()? { sub_layers + 1 } else { 1 };
    golombs(bits, 3 * described)?;
    golombs(bits, 6)?;
    if bits.flag()? && bits.flag()? {
        scaling_lists(bits)?;
    }
    bits.skip(2)?;
    // PCM.
    if bits.flag()? {
        bits.skip(8)?;
        golombs(bits, 2)?;
        bits.skip(1)?;
    }
    let sets = bits.golomb()?;
    let mut deltas = 0;
    for index in 0..sets.min(64) {
        deltas = reference_set(bits, index, deltas)?;
    }
    // Long-term references.
    if bits.flag()? {
        let count = bits.golomb()?.min(32);
        for _ in 0..count {
            bits.number(order_bits.min(16))?;
            bits.skip(1)?;
        }
    }
    bits.skip(2)?;
    if !bits.flag()? {
        return None;
    }
    // Aspect ratio, written out when its code is 255.
    if bits.flag()? && bits.byte()? == 255 {
        bits.skip(32)?;
    }
    // Overscan.
    if bits.flag()? {
        bits.skip(1)?;
    }
    if !bits.flag()? {
        return None;
    }
    bits.skip(3)?;
    let full_range = bits.flag()?;
    let described = bits.flag()?;
    let mut code = || {
        if described {
            bits.byte()
        } else {
            Some(UNSPECIFIED)
        }
    };
    Some(Signal {
        primaries: code()?,
        transfer: code()?,
        matrix: code()?,
        full_range,
    })
}

fn golombs(bits: &mut Bits, count: u32) -> Option<()> {
    for _ in 0..count {
        bits.golomb()?;
    }
    Some(())
}

fn profile_tier_level(bits: &mut Bits, sub_layers: u32) -> Option<()> {
    bits.skip(96)?;
    let mut present = Vec::new();
    for _ in 0..sub_layers {
        present.push((bits.flag()?, bits.flag()?));
    }
    if sub_layers > 0 {
        for _ in sub_layers..8 {
            bits.skip(2)?;
        }
    }
    for (profile, level) in present {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    Some(())
}

fn scaling_lists(bits: &mut Bits) -> Option<()> {
    for size in 0..4 {
        let lists = if size == 3 { 2 } else { 6 };
        for _ in 0..lists {
            if bits.flag()? {
                let coefficients = 64.min(1 << (4 + 2 * size));
                golombs(bits, u32::from(size > 1) + coefficients)?;
            } else {
                bits.golomb()?;
            }
        }
    }
    Some(())
}

/// Passes over a short-term reference picture set; gives the number of pictures in it, which the next
/// one may build on.
fn reference_set(bits: &mut Bits, index: u32, previous: u32) -> Option<u32> {
    if index > 0 && bits.flag()? {
        bits.skip(1)?;
        bits.golomb()?;
        let mut count = 0;
        for _ in 0..=previous {
            if bits.flag()? || bits.flag()? {
                count += 1;
            }
        }
        return Some(count);
    }
    let (negative, positive) = (bits.golomb()?.min(16), bits.golomb()?.min(16));
    for _ in 0..negative + positive {
        bits.golomb()?;
        bits.skip(1)?;
    }
    Some(negative + positive)
}
