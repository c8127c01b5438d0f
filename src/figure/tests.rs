use super::*;

fn command(language: &str, words: &[&str]) -> FigureCommand {
    FigureCommand::new(
        language,
        words.iter().map(|&word| word.to_owned()).collect(),
    )
    .unwrap()
}

fn with_commands(commands: Vec<FigureCommand>) -> FigureOptions {
    FigureOptions {
        commands,
        ..FigureOptions::default()
    }
}

#[cfg(feature = "mermaid")]
#[test]
fn mermaid_is_a_diagram_and_code_is_not() {
    let options = FigureOptions::default();
    let is_drawn = |language| Figure::diagram(language, "pie\n\"a\": 1", &options).is_some();
    assert!(is_drawn("mermaid") && is_drawn("Mermaid"));
    for code in ["rust", "mermaid-js", "dot", "plantuml", ""] {
        assert!(!is_drawn(code), "{code}");
    }
    assert_eq!(Figure::diagram("mermaid", " \n", &options), None);
    let as_code = FigureOptions {
        diagrams: Diagrams::Code,
        ..options
    };
    assert_eq!(Figure::diagram("mermaid", "pie", &as_code), None);
}

#[test]
fn languages_have_several_names() {
    let options = with_commands(vec![
        command("Graphviz", &["dot"]),
        command("PlantUML", &["x"]),
    ]);
    for language in ["dot", "graphviz", "GV", "plantuml", "puml"] {
        assert!(
            Figure::diagram(language, "a", &options).is_some(),
            "{language}"
        );
    }
    for (language, name) in [("graphviz", Some("dot")), ("PUML", Some("plantuml"))] {
        assert_eq!(asks_for_command(language), name);
    }
    assert_eq!(asks_for_command("mermaid").or(asks_for_command("d2")), None);
}

#[cfg(feature = "math")]
#[test]
fn what_decides_the_look_decides_the_digest() {
    let look = Look::new("#1d7362", "#3a3f3d", 16.0);
    let options = with_commands(vec![command("dot", &["dot", "-Tsvg"])]);
    let digest = |figure: &Figure, look: &Look| figure.digest(look);
    let dot = Figure::diagram("dot", "a", &options).unwrap();
    let other = with_commands(vec![command("dot", &["dot", "-Tsvg", "-Nshape=box"])]);
    assert_ne!(
        digest(&dot, &look),
        digest(&Figure::diagram("dot", "a", &other).unwrap(), &look)
    );
    assert_ne!(
        digest(&dot, &look),
        digest(&Figure::diagram("dot", "b", &options).unwrap(), &look)
    );
    let red = Look::new("#aa0000", "#3a3f3d", 16.0);
    let large = Look::new("#1d7362", "#3a3f3d", 18.0);
    assert_eq!(digest(&dot, &look), digest(&dot, &red));
    let formula = Figure::formula("x", false);
    assert_ne!(digest(&formula, &look), digest(&formula, &large));
    assert_eq!(digest(&formula, &look), digest(&formula, &red));
    assert_ne!(
        digest(&formula, &look),
        digest(&Figure::formula("x", true), &look)
    );
}

#[cfg(unix)]
#[test]
fn a_command_gets_the_source_and_gives_the_drawing() {
    let look = Look::new("", "", 0.0);
    let draw = |words: &[&str]| {
        let options = with_commands(vec![command("dot", words)]);
        let figure = Figure::diagram("dot", "图 a -> b", &options).unwrap();
        figure.draw(&look).map_err(|error| error.problem)
    };
    let script = "printf '<svg>'; cat; printf '</svg>'";
    let drawn = draw(&["sh", "-c", script]).unwrap();
    assert_eq!(String::from_utf8(drawn).unwrap(), "<svg>图 a -> b</svg>");
    // Nothing reads the words but the program.
    let drawn = draw(&["printf", "%s", "<svg>$HOME; $(id)</svg>"]).unwrap();
    assert_eq!(drawn, b"<svg>$HOME; $(id)</svg>");
    let reason = |words: &[&str]| {
        let problem = draw(words).unwrap_err();
        assert_eq!(problem.code(), Code::DiagramCommand);
        assert_eq!(problem.argument("command"), words.first().copied());
        problem.argument("reason").unwrap().to_owned()
    };
    assert_eq!(reason(&["no-such-program-here"]), "not found");
    assert_eq!(
        reason(&["sh", "-c", "echo '  第 1 行有错' >&2; exit 3"]),
        "第 1 行有错"
    );
    assert_eq!(reason(&["sh", "-c", "exit 3"]), "exit 3");
    assert_eq!(reason(&["true"]), "no SVG");
    // One that writes much before it reads, and one that leaves a child with its output open.
    let much = "head -c 300000 /dev/zero | tr '\\0' ' '; echo '<svg/>'; cat >/dev/null";
    assert_eq!(draw(&["sh", "-c", much]).unwrap().len(), 300_007);
}

#[cfg(feature = "math")]
#[test]
fn the_picture_of_a_formula_is_dense_and_white() {
    let look = Look::new("", "#224466", 16.0);
    let svg = Figure::formula("x^2", false).draw(&look).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    assert!(
        svg.contains("fill=\"#224466\"") && svg.contains("#ffffff"),
        "{svg}"
    );
    let width: f64 = svg
        .split_once(" width=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0
        .parse()
        .unwrap();
    let drawing = formula("x^2", false).unwrap();
    let style = drawing.style();
    let em: f64 = style
        .strip_prefix("width:")
        .unwrap()
        .split_once("em")
        .unwrap()
        .0
        .parse()
        .unwrap();
    // Drawings have two pixels to a CSS pixel, this one three.
    assert!((width * 2.0 - em * 16.0 * 3.0).abs() < 0.1, "{width} {em}");
    let mistake = Figure::formula(r"\frac{1}", false).draw(&look).unwrap_err();
    assert_eq!(mistake.problem.code(), Code::FormulaInvalid);
}
