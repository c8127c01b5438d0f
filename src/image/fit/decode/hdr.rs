//! Pictures brighter than a page: PQ and HLG (ITU-R BT.2100) to sRGB.
//!
//! In: 16 bits a channel, coded with one of the two transfer functions. Out: 8-bit sRGB. Shown as if the
//! code were sRGB such a picture is grey and washed out; with everything above white cut off it loses
//! its sky. So light is scaled until the brightest that is mastered usually meets white, by the curve
//! that Chromium uses.

use moxcms::{CicpProfile, ColorProfile, MatrixCoefficients, TransferCharacteristics};

use super::color;

/// Code points of the transfer functions (ITU-T H.273).
const PQ: u8 = 16;
const HLG: u8 = 18;

/// Light of white on a page, and of the brightest that is kept apart, in cd/m² (ITU-R BT.2408).
const WHITE: f32 = 203.0;
const PEAK: f32 = 1000.0;

/// Codes are told apart to 12 bits: as fine as any file has them.
const CODES: usize = 4096;

/// Whether a transfer function is one of the two.
pub(super) fn is_bright(transfer: u8) -> bool {
    matches!(transfer, PQ | HLG)
}

/// Converts pixels of `CHANNELS` (3, or 4 with alpha) native 16-bit channels.
pub(super) fn to_srgb<const CHANNELS: usize>(wide: &[u8], primaries: u8, transfer: u8) -> Vec<u8> {
    let light = light(transfer);
    let matrix = to_srgb_primaries(primaries);
    let code = srgb_codes();
    let mut result = Vec::with_capacity(wide.len() / 2);
    for pixel in wide.as_chunks::<2>().0.as_chunks::<CHANNELS>().0 {
        let index = |channel: usize| usize::from(u16::from_ne_bytes(pixel[channel]) >> 4);
        let mut rgb = [light[index(0)], light[index(1)], light[index(2)]];
        if transfer == HLG {
            // The scene's light to that of a display of 1,000 cd/m².
            let luma: f32 = 0.2627 * rgb[0] + 0.678 * rgb[1] + 0.0593 * rgb[2];
            let gain = luma.powf(0.2) * (PEAK / WHITE);
            rgb = rgb.map(|channel| channel * gain);
        }
        let rgb = matrix.map(|row| row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]);
        let brightest = rgb[0].max(rgb[1]).max(rgb[2]).max(0.0);
        let scale = scale(brightest);
        result.extend(rgb.map(|channel| code[position(channel * scale)]));
        if CHANNELS == 4 {
            let alpha = u32::from(u16::from_ne_bytes(pixel[3]));
            result.push(u8::try_from((alpha * 255 + 32_767) / 65_535).unwrap_or(255));
        }
    }
    result
}

/// What light is multiplied by so that `PEAK` becomes white; white itself becomes about half of it.
fn scale(brightest: f32) -> f32 {
    let most = PEAK / WHITE;
    (1.0 + brightest / (most * most)) / (1.0 + brightest)
}

/// Light by code: of the display in parts of white for PQ, of the scene for HLG.
fn light(transfer: u8) -> Vec<f32> {
    (0_u16..)
        .take(CODES)
        .map(|code| f32::from(code) / 4095.0)
        .map(if transfer == PQ { of_pq } else { of_hlg })
        .collect()
}

fn of_pq(code: f32) -> f32 {
    let (m1, m2) = (0.159_301_76, 78.84375);
    let (c1, c2, c3) = (0.835_937_5, 18.851_562, 18.6875);
    let power = code.powf(1.0 / m2);
    let part = ((power - c1).max(0.0) / (c2 - c3 * power)).powf(1.0 / m1);
    part * 10_000.0 / WHITE
}

fn of_hlg(code: f32) -> f32 {
    let (a, b, c) = (0.178_832_77, 0.284_668_92, 0.559_910_7);
    if code <= 0.5 {
        code * code / 3.0
    } else {
        (((code - c) / a).exp() + b) / 12.0
    }
}

/// Linear light of the primaries to that of sRGB.
fn to_srgb_primaries(primaries: u8) -> [[f32; 3]; 3] {
    let source = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: color::primaries(primaries),
        transfer_characteristics: TransferCharacteristics::Srgb,
        matrix_coefficients: MatrixCoefficients::Bt709,
        full_range: true,
    });
    source
        .transform_matrix(&ColorProfile::new_srgb())
        .to_f32()
        .v
}

/// sRGB codes of linear light in 4,095 steps of its square root, which are fine enough in the dark.
fn srgb_codes() -> Vec<u8> {
    (0_u16..)
        .take(CODES)
        .map(|step| {
            let root = f32::from(step) / 4095.0;
            let light = root * root;
            let code = if light <= 0.003_130_8 {
                12.92 * light
            } else {
                1.055 * light.powf(1.0 / 2.4) - 0.055
            };
            rounded(code * 255.0, 255).to_le_bytes()[0]
        })
        .collect()
}

/// The place of linear light among those steps.
fn position(light: f32) -> usize {
    usize::from(rounded(light.clamp(0.0, 1.0).sqrt() * 4095.0, 4095))
}

/// The nearest whole number, up to `most`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "there is no other conversion from floats; it saturates, and the value is within 16 bits"
)]
fn rounded(value: f32, most: u16) -> u16 {
    ((value + 0.5) as u16).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BT.2020 pixels of equal channels through a transfer function.
    fn grey(transfer: u8, part: f32) -> u8 {
        let code = rounded(part * 65_535.0, u16::MAX).to_ne_bytes();
        let result = to_srgb::<3>(&[code; 3].concat(), 9, transfer);
        assert!(
            result
                .iter()
                .all(|channel| channel.abs_diff(result[0]) <= 1)
        );
        result[0]
    }

    #[test]
    fn white_of_a_page_keeps_its_place_and_the_brightest_becomes_white() {
        // Codes of 203 and 1,000 cd/m² by BT.2408 and BT.2100.
        assert!(grey(PQ, 0.5807).abs_diff(192) <= 2);
        assert!(grey(HLG, 0.75).abs_diff(192) <= 3);
        assert!(grey(PQ, 0.7518) >= 254);
        assert!(grey(HLG, 1.0) >= 254);
        for transfer in [PQ, HLG] {
            assert_eq!(grey(transfer, 0.0), 0);
            assert!(grey(transfer, 0.3) < grey(transfer, 0.31));
        }
    }

    #[test]
    fn alpha_goes_along_and_colours_outside_the_gamut_are_cut_off() {
        let wide = [0.5_f32, 0.0, 0.0, 0.5]
            .map(|part| rounded(part * 65_535.0, u16::MAX).to_ne_bytes())
            .concat();
        let result = to_srgb::<4>(&wide, 9, PQ);
        assert_eq!(result[3], 128);
        assert!(result[0] > 100 && result[1] == 0 && result[2] == 0);
    }
}
