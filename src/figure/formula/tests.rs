use super::*;

fn svg(tex: &str) -> String {
    formula(tex, true)
        .unwrap_or_else(|mistake| panic!("{tex}: {mistake:?}"))
        .inline(tex)
}

#[test]
fn what_writers_use_is_drawn() {
    for tex in [
        r"E=mc^2",
        r"\frac{a}{b} + \sqrt[3]{x} \tag{1}",
        r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
        r"\int_0^\infty e^{-x^2}\,dx",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\begin{cases} x & \text{if } y \\ 0 \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\ce{2H2 + O2 -> 2H2O}",
        r"\boxed{\cancel{x}} \overbrace{a+b}^{n} \xrightarrow{f} \mathbb{R}",
        r"\color{red}{a} + \lim_{x \to 0} \operatorname*{argmax}_x",
    ] {
        let svg = svg(tex);
        assert!(svg.starts_with("<svg viewBox=\"0 0 "), "{svg}");
        assert!(svg.contains(" d=\"m"), "{svg}");
        for lost in ["<text", "<image", "<defs", " id=", " class="] {
            assert!(!svg.contains(lost), "{lost} in {svg}");
        }
        let (_, drawn) = svg.split_once(" style=").unwrap();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
}

#[test]
fn it_turns_with_the_text_and_stands_on_its_line() {
    let drawing = svg(r"\frac{1}{2}");
    assert!(drawing.contains("fill=\"currentColor\""));
    assert!(drawing.contains("vertical-align:-0.686em"), "{drawing}");
    assert!(!drawing.contains("#000"));
    let red = svg(r"\color{red}{x}y");
    assert!(red.contains("fill=\"#ff0000\""), "{red}");
}

#[test]
fn one_in_the_line_is_smaller_than_one_of_its_own() {
    let height = |display| {
        let drawing = formula(r"\sum_{i=1}^{n} \frac{1}{i}", display);
        drawing.unwrap().height
    };
    assert!(height(false) < height(true) * 0.8);
}

#[test]
fn the_source_is_its_label() {
    let svg = svg("a < b\n\\& \\text{\"c\"}");
    let label = "aria-label=\"a &lt; b \\&amp; \\text{&quot;c&quot;}\"";
    assert!(svg.contains(label), "{svg}");
}

#[test]
fn it_is_small() {
    // The page counts characters.
    assert!(svg("E=mc^2").len() < 2600, "{}", svg("E=mc^2").len());
    assert!(svg("x").len() < 900, "{}", svg("x").len());
}

#[test]
fn mistakes_have_their_place() {
    let mistake = |tex: &str| formula(tex, false).unwrap_err();
    assert_eq!(mistake(r"\frac{1").place, Some(7..7));
    let unknown = mistake(r"a + \nosuch b");
    let place = unknown.place.unwrap();
    assert_eq!(&r"a + \nosuch b"[place], r"\nosuch");
    assert_eq!(mistake(" ").reason, "empty");
    assert_eq!(mistake(&"x".repeat(30_000)).reason, "too long");
}

#[test]
fn hostile_formulas_end_soon() {
    for tex in [
        "{".repeat(5000),
        "\\frac{".repeat(2000),
        "x^".repeat(5000),
        "\\left(".repeat(2000),
        "\\sqrt{".repeat(300) + "x" + &"}".repeat(300),
        "\\begin{matrix}".repeat(500),
        "\\def\\a{\\a\\a}\\a".to_owned(),
    ] {
        let _ = formula(&tex, true);
    }
}

#[test]
fn a_number_stands_apart() {
    let width = |tex: &str| {
        let svg = svg(tex);
        let (_, rest) = svg.split_once("width:").unwrap();
        rest.split_once("em").unwrap().0.parse::<f64>().unwrap()
    };
    assert!(width(r"a=b \tag{1}") > width(r"a=b (1)") + 1.5);
    assert!(width(r"a=b \tag*{1}") < width(r"a=b \tag{1}"));
    assert_eq!(
        with_number(r"a \tag{\text{中}{1}} b"),
        r"a \qquad(\text{\text{中}{1}}) b"
    );
    assert_eq!(with_number(r"a \tag{1"), r"a \tag{1");
}
