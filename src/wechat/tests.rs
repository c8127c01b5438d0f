//! What goes over the wire, seen by a bare socket, and what odd answers lead to.
