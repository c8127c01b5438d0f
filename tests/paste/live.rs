//! The page of a running preview: it follows the file, uploads when it is asked to, and runs nothing of an
//! article's.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use crate::article::Desk;
use crate::browser::{self, Browser};

const TEXT: &str = "document.getElementById('article').contentDocument?.getElementById('content')?.innerText ?? ''";

/// A running `tuwen preview`.
struct Preview(Child);

impl Preview {
    fn start(desk: &Desk, name: &str) -> (Self, String) {
        let mut child = desk
            .program()
            .args(["preview", name, "--sandbox", "--no-open"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut url).unwrap();
        (Self(child), url.trim().to_owned())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_page_follows_the_file_and_copies_once_pictures_are_uploaded() {
    let Some(program) = browser::find() else {
        return;
    };
    let desk = Desk::with_samples();
    desk.write("稿.md", "第一稿 ![湖](images/湖面.jpg)\n");
    let (_preview, url) = Preview::start(&desk, "稿.md");
    let mut browser = Browser::start(&program);
    browser.resize(1280, 900);
    browser.open(&url);
    browser.until(&format!("({TEXT}).includes('第一稿')"));
    browser.until("[...document.getElementById('article').contentDocument.images].every((one) => one.complete && one.naturalWidth > 0)");

    browser.click("#copy");
    browser.until("document.getElementById('toast').textContent.includes('没有上传')");
    assert_ne!(
        browser.value("document.getElementById('copy').dataset.copied"),
        "true"
    );

    desk.write("稿.md", "第二稿 ![湖](images/湖面.jpg)\n\n![](没有.png)\n");
    browser.until(&format!("({TEXT}).includes('第二稿')"));
    browser.until("document.getElementById('problems').textContent.includes('稿.md:3:5')");

    desk.write("稿.md", "第三稿 ![湖](images/湖面.jpg)\n");
    browser.until(&format!("({TEXT}).includes('第三稿')"));
    browser.click("#upload");
    browser.until("document.getElementById('upload').hidden");
    browser.click("#copy");
    browser.until("document.getElementById('copy').dataset.copied === 'true'");
}

#[test]
fn nothing_of_an_article_runs() {
    let Some(program) = browser::find() else {
        return;
    };
    let desk = Desk::new();
    let attacks = "标记\n\n<script>top.hacked = 1</script>\n\n<img src=x onerror=\"top.hacked = 1\">\n\n\
        <svg onload=\"top.hacked = 1\"><script>top.hacked = 1</script></svg>\n\n\
        <a href=\"javascript:top.hacked = 1\">点</a>\n\n<iframe srcdoc=\"<script>top.hacked = 1</script>\"></iframe>\n\n\
        `</script><script>top.hacked = 1</script>`\n";
    desk.write("稿.md", attacks);
    desk.write("文.html", attacks);
    for name in ["稿.md", "文.html"] {
        let (_preview, url) = Preview::start(&desk, name);
        let mut browser = Browser::start(&program);
        browser.open(&url);
        browser.until(&format!("({TEXT}).includes('标记')"));
        // Even what the renderer would let through does not run.
        browser.value(
            "(() => { const inside = document.getElementById('article').contentDocument;
               inside.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"top.hacked = 2\">');
               const script = inside.createElement('script'); script.textContent = 'top.hacked = 3'; inside.body.append(script);
               document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 4\">'); })()",
        );
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert_eq!(
            browser.value("window.hacked ?? null"),
            serde_json::Value::Null
        );
    }
}
