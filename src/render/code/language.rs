//! Which grammar a name means. Most names are those of the grammars or suffixes of files; the table has
//! the others that people write, and those whose first match would be the wrong one.

use std::sync::OnceLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// How a language is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Language<'a> {
    /// By a grammar.
    Grammar(&'a SyntaxReference),
    /// Commands behind prompts, by a grammar; what is answered has no colours.
    Session(&'a SyntaxReference),
}

/// All grammars, unpacked on first use; what each needs is compiled when it is met.
pub(super) fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// Names of no language, for which no grammar need be unpacked. Suffixes that would be taken for a
/// language by accident are among them.
pub(super) fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name)
}

/// The language of a name in lower case.
pub(super) fn find<'a>(grammars: &'a SyntaxSet, name: &str) -> Option<Language<'a>> {
    if is_plain(name) {
        return None;
    }
    if SESSIONS.contains(&name) {
        return grammars.find_syntax_by_name(SHELL).map(Language::Session);
    }
    let full = ALIASES
        .iter()
        .find(|(_, names)| names.split(' ').any(|alias| alias == name));
    let found = match full {
        Some((full, _)) => grammars.find_syntax_by_name(full),
        None => grammars.find_syntax_by_token(name),
    };
    found.map(Language::Grammar)
}

const SHELL: &str = "Bourne Again Shell (bash)";

const PLAIN: &[&str] = &[
    "text",
    "plain",
    "plaintext",
    "txt",
    "none",
    "nohighlight",
    "no-highlight",
    "raw",
    "output",
    "out",
    "ascii",
    "tree",
    "mermaid",
    "plantuml",
    "puml",
    "math",
    "katex",
    "chart",
    "echarts",
    "markmap",
    "flow",
    "sequence",
    "script",
    "build",
    "group",
    "help",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "t",
    "tab",
    "plot",
    "editor",
    "exclude",
    "resource",
    "url",
    "desktop",
    "attributes",
];

const SESSIONS: &[&str] = &[
    "console",
    "terminal",
    "shell-session",
    "shellsession",
    "sh-session",
    "bash-session",
    "shell-console",
    "cmd-session",
];

/// The name of a grammar, and what else its language is called.
const ALIASES: &[(&str, &str)] = &[
    (
        SHELL,
        "sh bash zsh shell ksh ash shellscript shell-script posix-sh bashrc zshrc",
    ),
    ("PowerShell", "powershell pwsh ps ps1 psm1 posh"),
    ("Batch File", "bat cmd batch dos winbatch batchfile"),
    ("Fish", "fish"),
    (
        "JavaScript (Babel)",
        "js javascript jsx mjs cjs es6 node ecmascript react javascriptreact wxs ejs-js gjs",
    ),
    ("TypeScript", "ts typescript mts cts deno"),
    ("TypeScriptReact", "tsx typescriptreact"),
    (
        "HTML",
        "html htm xhtml wxml axml swan ttml qml-html angular ng-html astro marko mdx-html",
    ),
    ("Vue Component", "vue vue-html uvue nvue"),
    ("Svelte", "svelte"),
    ("CSS", "css wxss acss ttss qss postcss pcss tailwindcss"),
    ("SCSS", "scss"),
    ("Sass", "sass"),
    ("Less", "less"),
    ("Stylus", "stylus styl"),
    (
        "JSON",
        "json jsonc json5 jsonl ndjson geojson webmanifest jsonp har",
    ),
    (
        "YAML",
        "yaml yml docker-compose compose openapi ansible k8s kubernetes helm",
    ),
    ("TOML", "toml tml"),
    (
        "INI",
        "ini cfg conf-ini editorconfig systemd service properties-ini dosini reg registry",
    ),
    ("Java Properties", "properties java-properties"),
    ("DotENV", "env dotenv"),
    (
        "XML",
        "xml xsl xslt svg rss atom plist wsdl pom mathml xaml ui",
    ),
    ("Markdown", "markdown md mdx gfm commonmark"),
    ("C", "c ansi-c"),
    ("C++", "c++ cpp cxx cc hpp hxx hh h++ arduino ino cuda cu"),
    ("C#", "c# cs csharp dotnet cake razor cshtml"),
    ("F#", "f# fs fsharp fsx"),
    ("Objective-C", "objc objective-c objectivec obj-c"),
    (
        "Objective-C++",
        "objc++ objcpp objective-c++ objectivec++ mm",
    ),
    ("Swift", "swift"),
    ("Kotlin", "kotlin kt kts"),
    ("Java", "java"),
    ("Groovy", "groovy gradle jenkinsfile jenkins"),
    ("Scala", "scala sbt sc"),
    ("Go", "go golang"),
    ("Gomod", "go.mod gomod go-mod"),
    ("Rust", "rust rs"),
    ("Zig", "zig"),
    (
        "Python",
        "python py py3 python3 python2 gyp cython pyx jupyter ipython pycon starlark bazel bzl",
    ),
    ("Ruby", "ruby rb rake gemfile podfile fastfile jruby"),
    ("HTML (Rails)", "erb rhtml"),
    ("Crystal", "crystal"),
    ("PHP", "php php3 php4 php5 php7 php8 phtml blade"),
    ("Perl", "perl pl perl5 raku perl6"),
    ("Lua", "lua luau moonscript"),
    ("R", "r rlang rscript"),
    ("Julia", "julia jl"),
    ("MATLAB", "matlab octave"),
    ("Dart", "dart flutter"),
    ("Elixir", "elixir ex exs"),
    ("Erlang", "erlang erl"),
    ("Elm", "elm"),
    ("Haskell", "haskell hs"),
    ("PureScript", "purescript purs"),
    ("OCaml", "ocaml ml reason reasonml rescript"),
    ("SML", "sml standard-ml"),
    ("Clojure", "clojure clj cljs cljc edn clojurescript"),
    (
        "Lisp",
        "lisp common-lisp commonlisp cl elisp emacs-lisp emacs scheme scm",
    ),
    ("Racket", "racket rkt"),
    ("Nim", "nim nimrod"),
    ("D", "d dlang"),
    ("Pascal", "pascal delphi objectpascal pas lazarus"),
    ("Ada", "ada"),
    ("Fortran (Modern)", "fortran f90 f95 f03 f08"),
    ("x86_64 Assembly", "asm assembly nasm x86 x86asm masm yasm"),
    ("ARM Assembly", "arm armasm arm64 aarch64"),
    ("LLVM", "llvm llvm-ir"),
    ("Verilog", "verilog"),
    ("SystemVerilog", "systemverilog sv"),
    ("VHDL", "vhdl"),
    ("GLSL", "glsl hlsl shader shaderlab metal vert frag"),
    ("WGSL", "wgsl"),
    ("Solidity", "solidity sol"),
    ("Vyper", "vyper"),
    (
        "SQL",
        "sql mysql postgresql postgres psql pgsql sqlite plsql pl/sql tsql mssql mariadb oracle hive hql sparksql clickhouse ddl dml",
    ),
    ("GraphQL", "graphql gql"),
    ("Protocol Buffer", "protobuf proto proto3"),
    ("Dockerfile", "dockerfile docker containerfile"),
    ("nginx", "nginx nginxconf conf"),
    ("Apache Conf", "apache apacheconf htaccess httpd"),
    ("Makefile", "makefile make mk mak gnumake"),
    ("CMake", "cmake"),
    ("Ninja", "ninja"),
    ("Terraform", "terraform tf hcl tfvars"),
    ("Nix", "nix"),
    ("Puppet", "puppet pp"),
    ("Rego", "rego opa"),
    ("jsonnet", "jsonnet libsonnet"),
    ("JQ", "jq"),
    (
        "Jinja2",
        "jinja jinja2 j2 nunjucks njk django liquid twig-jinja",
    ),
    ("HTML (Twig)", "twig"),
    ("Ruby Haml", "haml"),
    ("Ruby Slim", "slim"),
    ("LaTeX", "latex tex"),
    ("BibTeX", "bibtex bib"),
    ("Typst", "typst typ"),
    ("reStructuredText", "rst restructuredtext rest"),
    ("AsciiDoc (Asciidoctor)", "asciidoc adoc"),
    ("orgmode", "org org-mode orgmode"),
    ("Graphviz (DOT)", "dot graphviz gv"),
    ("gnuplot", "gnuplot"),
    ("AWK", "awk gawk mawk"),
    ("VimL", "vim viml vimscript vimrc nvim"),
    ("Tcl", "tcl tk"),
    ("AppleScript", "applescript osascript"),
    ("CoffeeScript", "coffee coffeescript cson"),
    ("LiveScript", "livescript"),
    ("ActionScript", "actionscript as as3 flash"),
    ("GDScript (Godot Engine)", "gdscript gd godot"),
    ("QML", "qml"),
    ("Lean 4", "lean lean4"),
    ("Idris", "idris idr"),
    ("Odin", "odin"),
    (
        "HTTP Request and Response",
        "http https rest-client curl-http",
    ),
    ("Regular Expression", "regex regexp re"),
    ("Git Ignore", "gitignore dockerignore npmignore ignore"),
    ("Git Config", "gitconfig git-config"),
    ("Git Commit", "gitcommit git-commit commit"),
    ("Git Log", "gitlog git-log"),
    ("Crontab", "crontab cron"),
    ("SSH Config", "sshconfig ssh-config ssh_config"),
    (
        "Requirements.txt",
        "requirements requirements.txt pip-requirements",
    ),
    ("Separated Values", "csv"),
    ("Tab Separated Values", "tsv"),
    ("log", "log logs"),
    ("syslog", "syslog"),
    ("Robot Framework", "robot robotframework"),
    ("ASP", "asp vbscript vbs vb vba visual-basic vbnet vb.net"),
    ("CFML", "cfml cfm coldfusion"),
    ("Java Server Page (JSP)", "jsp"),
    ("NSIS", "nsis nsi"),
    ("Cabal", "cabal"),
    ("MediaWiki", "mediawiki wiki wikitext"),
    ("Textile", "textile"),
    ("Groff/troff", "groff troff roff"),
    ("Manpage", "man manpage"),
    ("Strace", "strace"),
    ("varlink", "varlink"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_table_is_a_grammar_that_is_there_and_stands_there_once() {
        let mut all: Vec<&str> = Vec::new();
        for (full, names) in ALIASES {
            assert!(grammars().find_syntax_by_name(full).is_some(), "{full}");
            for name in names.split(' ') {
                assert!(!name.is_empty(), "{full}");
                assert_eq!(name, name.to_lowercase(), "{full}");
                assert!(
                    !PLAIN.contains(&name) && !SESSIONS.contains(&name),
                    "{name}"
                );
                all.push(name);
            }
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a name twice");
    }

    /// What people put behind a fence most, by the lists of highlight.js, Prism and GitHub, and of
    /// those who write for the account.
    const COMMON: &str = "bash sh zsh shell console fish powershell ps1 pwsh bat cmd dos \
        js javascript jsx mjs ts typescript tsx vue svelte html xml svg wxml wxss wxs css scss sass less \
        stylus json jsonc json5 yaml yml toml ini properties env dotenv conf nginx apache dockerfile docker \
        docker-compose makefile make cmake gradle groovy java kotlin kt scala clojure c c++ cpp h hpp cs \
        csharp c# f# fsharp objc objective-c swift go golang rust rs zig d nim v dart python py python3 ruby rb erb \
        php perl lua r julia matlab haskell hs ocaml elm elixir erlang lisp scheme racket sql mysql \
        postgresql plsql graphql proto protobuf terraform hcl nix diff-js solidity sol asm nasm verilog \
        vhdl glsl wgsl latex tex markdown md rst asciidoc org vim awk tcl http regex gitignore csv log \
        dot graphviz jinja2 twig coffee crystal pascal delphi fortran ada applescript gdscript";

    #[test]
    fn every_common_name_is_a_language() {
        for name in COMMON.split_whitespace() {
            let name = name.strip_prefix("diff-").unwrap_or(name);
            assert!(find(grammars(), name).is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_no_language_is_none() {
        for name in [
            "",
            "text",
            "mermaid",
            "没有",
            "brainfuck",
            "not a language",
            "plot",
        ] {
            assert!(find(grammars(), name).is_none(), "{name}");
        }
    }
}
