//! The addresses of links, listed below the text.

use html5ever::{LocalName, local_name};

use super::writer::{Element, Origin, Writer};

/// Writes the addresses of links below the text.
pub(super) fn write(writer: &mut Writer, chinese: bool) {
    let notes = writer.links.take();
    if notes.is_empty() {
        return;
    }
    let source = local_name!("");
    let open = |writer: &mut Writer, name: LocalName, role: &'static str| {
        writer.open(Origin::Article, &source, &Element::new(name).role(role));
    };
    open(writer, local_name!("section"), "notes");
    open(writer, local_name!("p"), "notes-title");
    writer.text(if chinese {
        "参考资料"
    } else {
        "References"
    });
    writer.close();
    for (index, note) in notes.iter().enumerate() {
        open(writer, local_name!("p"), "note");
        writer.text(&format!("[{}] ", index + 1));
        // The text was escaped when it was written the first time.
        writer.trusted(&note.text);
        writer.text(": ");
        open(writer, local_name!("span"), "note-url");
        writer.text(&note.url);
        writer.close();
        writer.close();
    }
    writer.close();
}
