//! Tables: the alignment of each column comes in with the head, rows and cells go out.

use html5ever::local_name;
use pulldown_cmark::Alignment;

use super::{Element, Origin, Renderer};

/// Where the alignments of a table and the row being written are kept.
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) head: bool,
}

impl Renderer<'_, '_> {
    pub(super) fn row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.column = 0;
            table.row += 1;
            if table.row == 1 {
                self.open(local_name!("tbody"), "");
            }
        }
        // Cells do not inherit from their row on a page, so the stripe is theirs to set.
        let even = self.tables.last().is_some_and(|table| table.row % 2 == 0);
        self.open(local_name!("tr"), if even { "even" } else { "" });
    }

    pub(super) fn cell(&mut self) {
        let (name, style) = match self.tables.last_mut() {
            Some(table) => {
                let alignment = table.alignments.get(table.column).copied();
                table.column += 1;
                let style = match alignment {
                    Some(Alignment::Left) => "text-align:left",
                    Some(Alignment::Center) => "text-align:center",
                    Some(Alignment::Right) => "text-align:right",
                    Some(Alignment::None) | None => "",
                };
                (
                    if table.head {
                        local_name!("th")
                    } else {
                        local_name!("td")
                    },
                    style,
                )
            }
            None => (local_name!("td"), ""),
        };
        let element = Element::new(name).style(style);
        let source = local_name!("");
        self.writer.open(Origin::Article, &source, &element);
    }
}
