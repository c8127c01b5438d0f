//! Sites of real generators: each is built by its generator, and both what was written and what was built become
//! WeChat editions. A small site of each lies in the directory of its name; docs/GENERATORS.md has the recipes.
//!
//! Nothing is installed unless `TUWEN_NEEDS_GENERATORS=1` asks for it: then npm brings what the sites' `package.json`
//! name, once, into `target/generators`, and a generator that is not there is a failure. Otherwise what is missing is
//! told and left out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod astro;
mod docusaurus;
mod edition;
mod hexo;
mod hugo;
mod jekyll;
mod mdbook;
mod obsidian;
mod program;
mod site;
mod vitepress;
mod zola;
