use super::*;
use crate::colour::Colour;

/// Letters of even width: Chinese an em, others half of it. Two are in no font.
pub(super) struct Even;

impl Letters for Even {
    fn width(&self, text: &str, _: Face) -> f64 {
        let halves: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        f64::from(halves) / 2.0
    }

    fn has(&self, character: char) -> bool {
        !"龘靐".contains(character)
    }
}

const THEMES: [&str; 10] = [
    "bamboo",
    "literary",
    "technical",
    "magazine",
    "academic",
    "warm",
    "ink",
    "vivid",
    "midnight",
    "none",
];

fn look(theme: &str, primary: &str) -> Look {
    Look::new(theme, &|name| match name {
        "--primary" | "--second" | "--light" => Some(primary.to_owned()),
        "--heading" => Some("#222222".to_owned()),
        "--font" => Some("Georgia, serif".to_owned()),
        _ => None,
    })
}

#[test]
fn words_can_be_read_whatever_the_colour() {
    let steps = [0_u32, 0x50, 0xA8, 0xFF];
    let colours = steps.iter().flat_map(|red| {
        let greens = steps.iter();
        greens.flat_map(move |green| steps.map(|blue| red << 16 | green << 8 | blue))
    });
    for colour in colours {
        for theme in THEMES {
            let primary = format!("#{colour:06x}");
            let style = look(theme, &primary).style();
            let strong = best(&style.grounds).min(7.0);
            for ground in &style.grounds {
                for (words, least) in [(style.ink, strong), (style.soft, 4.5), (style.accent, 4.5)]
                {
                    let contrast = words.contrast(*ground);
                    assert!(contrast >= least, "{theme} {primary}: {contrast}");
                }
            }
        }
    }
}

/// The contrast that the better of black and white has with the worst of some grounds.
fn best(grounds: &[Colour]) -> f64 {
    let least = |end: Colour| {
        let contrasts = grounds.iter().map(|ground| end.contrast(*ground));
        contrasts.fold(f64::INFINITY, f64::min)
    };
    least(Colour::WHITE).max(least(Colour::BLACK))
}

#[test]
fn what_markup_is_made_of_is_escaped_and_what_it_cannot_hold_left_out() {
    for theme in THEMES {
        let look = look(theme, "#1d7362");
        let title = "a<b> & \"c\" \u{1}\u{B}\u{FFFE}'d' ]]> 结束";
        let svg = draw(title, Some("<i>&"), &look, &Even).svg;
        assert!(svg.contains("a&lt;b&gt;") && svg.contains("&amp;"), "{svg}");
        assert!(!svg.contains(char::is_control), "{svg}");
        assert!(svg.contains("&lt;i&gt;&amp;"), "{svg}");
    }
}

#[test]
fn a_title_that_cannot_be_shown_leaves_the_colours() {
    let look = look("bamboo", "#1d7362");
    for title in ["", "  ", "🎉🎉", "龘字"] {
        let svg = draw(title, Some("靐"), &look, &Even).svg;
        assert!(!svg.contains("<text") && svg.ends_with("</svg>"), "{svg}");
    }
    let svg = draw("🎉 开业", None, &look, &Even).svg;
    assert!(svg.contains("开") && !svg.contains('🎉'), "{svg}");
}

#[test]
fn words_stand_inside_of_the_square() {
    let titles = [
        "茶",
        "深入浅出 Rust：从所有权到并发",
        "【教程】三步把 GitHub 上的文档发成一篇图文，再也不用手动排版",
        "The Quick Brown Fox Jumps Over the Lazy Dog and Keeps Running Through the Forest",
        "在不确定的时代里，做一个长期主义者：我的 2024 年度总结与 2025 年计划以及一些零碎的想法和给自己的提醒还有其他的话",
    ];
    for (theme, title) in THEMES
        .iter()
        .flat_map(|theme| titles.map(|title| (theme, title)))
    {
        let cover = draw(title, Some("图文编辑部"), &look(theme, "#1d7362"), &Even);
        let left = f64::from(cover.square);
        let mut lines = 0;
        for line in cover.svg.split("<text ").skip(1) {
            lines += 1;
            let number = |name: &str| -> f64 {
                let at = line.find(name).unwrap() + name.len();
                line[at..].split('"').next().unwrap().parse().unwrap()
            };
            let size = number("font-size=\"");
            assert!((19.0..=84.0).contains(&size), "{title}");
            assert!(
                (size..=394.0).contains(&(number("y=\"").max(size))),
                "{title}"
            );
            for piece in line.split("<tspan x=\"").skip(1) {
                let (x, rest) = piece.split_once("\">").unwrap();
                let text = rest.split('<').next().unwrap();
                let text = text.replace("&amp;", "&");
                let x: f64 = x.parse().unwrap();
                let face = Face {
                    serif: false,
                    bold: false,
                };
                let end = x + Even.width(&text, face) * size;
                // The empty half of a mark may hang over.
                assert!(
                    x >= left + 26.0 - size * 0.51,
                    "{theme} {title}: {text} at {x}"
                );
                assert!(
                    end <= left + 374.0 + size * 0.51,
                    "{theme} {title}: {text} to {end}"
                );
            }
        }
        assert!((2..=8).contains(&lines), "{theme} {title}: {lines}");
    }
}

#[test]
fn the_square_is_a_square_of_the_picture() {
    for theme in THEMES {
        let cover = draw("标题", None, &look(theme, "#1d7362"), &Even);
        assert_eq!(cover.crop(CropRatio::Wide).to_string(), "0_0_1_1");
        let square = cover.crop(CropRatio::Square);
        assert_eq!(
            square.check(CropRatio::Square, 1880, 800),
            Ok(()),
            "{square}"
        );
    }
}
