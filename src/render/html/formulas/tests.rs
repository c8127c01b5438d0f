use super::*;
use crate::render::token::Tokens;

/// Formulas as `(tex)` or `[tex]` in the text around them; tags by name.
fn read(source: &str) -> String {
    let mut formulas = Formulas::new(source);
    let mut pieces = Vec::new();
    let mut tokens = Tokens::new();
    let mut each = |token, range| pieces.extend(formulas.token(token, range));
    tokens.feed(source, 0, &mut each);
    tokens.finish(&mut each);
    pieces.extend(formulas.finish());
    let mut read = String::new();
    for piece in pieces {
        match piece {
            Piece::Token(Token::Text(text), _) => read.push_str(&text),
            Piece::Token(Token::Start(tag), _) => read.extend(["<", &*tag.name, ">"]),
            Piece::Token(Token::End(name), _) => read.extend(["</", &*name, ">"]),
            Piece::Formula(found) => {
                let place = &source[found.range.clone()];
                let decoded = place
                    .replace("&lt;", "<")
                    .replace("&amp;", "&")
                    .replace("\r\n", "\n");
                assert_eq!(decoded, found.tex, "{source}");
                let (open, close) = if found.display {
                    ("[", "]")
                } else {
                    ("(", ")")
                };
                read.extend(["⟦", open, &found.tex, close, "⟧"]);
            }
        }
    }
    read
}

#[test]
fn delimiters_in_text_are_formulas() {
    for (source, expected) in [
        ("甲 \\(x\\) 乙", "甲 ⟦(x)⟧ 乙"),
        ("<p>\\[ a &lt; b &amp; c \\]</p>", "<p>⟦[ a < b & c ]⟧</p>"),
        ("&nbsp;\\(x&lt;1\\)和\\(y\\)", "\u{a0}⟦(x<1)⟧和⟦(y)⟧"),
        ("甲\r\n\\(x\r\n+y\\)", "甲\n⟦(x\n+y)⟧"),
        ("$$x^2$$", "⟦[x^2]⟧"),
        ("\\[ a \\\\[2pt] b \\]", "⟦[ a \\\\[2pt] b ]⟧"),
        ("\\[ \\text{若 \\(x\\)} \\]", "⟦[ \\text{若 \\(x\\)} ]⟧"),
        ("\\( 甲 \\(x\\)", "\\( 甲 ⟦(x)⟧"),
    ] {
        assert_eq!(read(source), expected, "{source}");
    }
}

#[test]
fn prices_code_and_halves_are_text() {
    for source in [
        "餐厅 $$ - $$$ 不贵",
        "$$$$",
        "\\(x",
        "x\\)",
        "<code>\\(x\\)</code>",
        "<pre>$$x$$</pre>",
        "<script>'\\(x\\)'</script>",
        "<style>a::before{content:'\\(x\\)'}</style>",
        "<p>\\(a<b>x</b>\\)</p>",
        "\\(\\)",
        "\\(",
        "甲\\",
    ] {
        assert_eq!(read(source), source);
    }
}

#[test]
fn what_programs_drew_is_taken_back_to_its_source() {
    let katex = "<span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><mrow><mi>x</mi></mrow>\
        <annotation encoding=\"application/x-tex\">x^2 &lt; 1</annotation></semantics></math></span>\
        <span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\">x2</span></span></span>";
    assert_eq!(read(&format!("甲{katex}乙")), "甲⟦(x^2 < 1)⟧乙");
    let display = format!("<p><span class=\"katex-display\">{katex}</span></p>");
    assert_eq!(read(&display), "<p>⟦[x^2 < 1]⟧</p>");
    for (source, expected) in [
        ("<script type=\"math/tex\">x<1</script>", "⟦(x<1)⟧"),
        (
            "<script type=\"math/tex; mode=display\">x</script>",
            "⟦[x]⟧",
        ),
        (
            "<span class=\"MathJax_Preview\">x</span><span class=\"MathJax\"><span>x</span></span><script type=\"math/tex\">x</script>",
            "⟦(x)⟧",
        ),
        ("<span class=\"math inline\">\\(x\\)</span>", "⟦(x)⟧"),
        ("<span class=\"math inline\">x^2</span>", "⟦(x^2)⟧"),
        ("<span class=\"math display\">\\[x\\]</span>", "⟦[x]⟧"),
        ("<div class=\"arithmatex\">\\[x\\]</div>", "⟦[x]⟧"),
        (
            "<div class=\"math notranslate nohighlight\">\n\\[x\\]</div>",
            "⟦[x]⟧",
        ),
        (
            "<span class=\"arithmatex\"><span class=\"MathJax_Preview\">x</span><script type=\"math/tex\">x</script></span>",
            "⟦(x)⟧",
        ),
        (
            "<math display=\"block\"><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">x</annotation></semantics></math>",
            "⟦[x]⟧",
        ),
    ] {
        assert_eq!(read(source), expected, "{source}");
    }
}

#[test]
fn what_holds_no_tex_stays_as_it_is() {
    for (source, expected) in [
        (
            "<span class=\"math inline\"><em>x</em><sup>2</sup></span>",
            "<span><em>x</em><sup>2</sup></span>",
        ),
        ("<div class=\"math\">数学</div>", "<div>数学</div>"),
        ("<math><mi>x</mi></math>后", "<math><mi>x</mi></math>后"),
        ("<span class=\"katex\">无</span>", "<span>无</span>"),
        ("<span class=\"katex\">没有结尾", "<span>没有结尾"),
        (
            "<span class=\"MathJax\">\\(x\\)</span>",
            "<span>⟦(x)⟧</span>",
        ),
    ] {
        assert_eq!(read(source), expected, "{source}");
    }
}
