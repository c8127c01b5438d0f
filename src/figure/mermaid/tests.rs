//! Diagrams as people write them in Chinese.
//!
//! `text` looks at what is written in a drawing, `faults` at sources that are wrong, `hostile` at those that
//! mean ill.

mod faults;
mod hostile;
mod text;

use super::*;

use crate::image::{self, Fitted, Picture};
use crate::options::FitOptions;

/// A sample of a kind: its name, source, and some of the text that must be seen.
struct Sample {
    name: &'static str,
    source: &'static str,
    labels: &'static [&'static str],
}

macro_rules! samples {
    ($($name:literal: $labels:expr;)*) => {
        const SAMPLES: &[Sample] = &[$(Sample {
            name: $name,
            source: include_str!(concat!("tests/samples/", $name, ".mmd")),
            labels: &$labels,
        },)*];
    };
}

samples! {
    "flowchart": ["读者下单", "库存是否充足？", "是", "锁定库存", "并创建订单", "等待支付", "超时 30 分钟", "仓储中心 Warehouse", "签收", "评价与售后"];
    "flowchart-lr": ["Markdown 文章", "图片引用", "uploadimg 接口（< 1 MB）", "扫描"];
    "sequence": ["小程序前端", "订单服务 OrderService", "点击“立即购买”", "内网调用，超时 3 秒", "alt", "[库存不足]", "[每 2 秒一次，最多 30 次]", "par", "[记日志]", "不超过一分钟", "10"];
    "class": ["图片主机", "«interface»", "«模拟器»", "+upload(图片: 适配图像) : 结果<网址>", "-连接池: List<Connection>", "+故障: Map<String, 故障>", "1..*", "失败会退避重试"];
    "state": ["草稿", "驳回，附修改意见", "已发布", "推荐中", "需要两小时", "违规"];
    "er": ["公众号", "应用编号", "不超过 64 字", "datetime", "对应（上传后）", "FK"];
    "gantt": ["新版本发布计划", "前期设计与评审", "交互与视觉设计", "全量发布", "03-09"];
    "pie": ["读者来源占比", "朋友圈转发 [42.5]", "其他 [4]", "43%"];
    "mindmap": ["公众号运营", "写作与排版", "代码高亮", "渠道投放", "阅读完成率"];
    "git": ["main", "功能分支", "初始化", "v1.0 正式版", "cherry-pick:紧急修复"];
    "timeline": ["微信公众平台大事记", "起步", "2013", "服务号与订阅号分离", "付费阅读功能开始灰", "度测试"];
    "journey": ["一位读者的一天", "早上", "运营", "通勤时浏览订阅号", "打开一篇非常长的长文", "并且读到最后"];
    "quadrant": ["选题价值评估", "制作成本低", "读者兴趣高", "重点投入", "行业快讯", "名字很长的选题放在最右边"];
    "configured": ["自带配置的图", "甲", "乙"];
}

fn look() -> DiagramLook {
    DiagramLook::new("#07c160", "#3f3f3f")
}

fn svg(source: &str) -> String {
    mermaid(source, &look()).unwrap_or_else(|error| panic!("{error:?} in\n{source}"))
}

/// The drawing as readers will see it.
fn raster(name: &str, svg: String) -> Result<Fitted, Problem> {
    let picture = Picture {
        name,
        loaded: image::inspect(name, svg.into_bytes())?,
        shown_width: None,
        resolve: &|_| None,
    };
    image::fit(picture, &FitOptions::default(), false)
}

#[test]
fn every_kind_is_a_picture_with_all_its_text() {
    let fonts = image::chinese_font().is_ok();
    for Sample {
        name,
        source,
        labels,
    } in SAMPLES
    {
        let svg = svg(source);
        let written = text::lines(&svg);
        for label in *labels {
            let is_there = written.iter().any(|line| line == label);
            assert!(is_there, "{name} lacks {label}: {written:?}");
        }
        match raster(name, svg) {
            // A character without a glyph would have been a problem.
            Ok(fitted) => assert!(fonts && fitted.bytes.len() > 1000, "{name}"),
            Err(problem) => {
                assert!(
                    !fonts && problem.code() == Code::ImageFontMissing,
                    "{name}: {problem}"
                );
            }
        }
    }
}

#[test]
fn every_kind_that_is_named_as_drawn_has_a_sample() {
    for kind in fault::KINDS {
        let known = SAMPLES.iter().any(|sample| {
            let mut words = sample.source.split_whitespace();
            words.any(|word| word == kind)
        });
        assert!(known, "{kind}");
    }
}

#[test]
fn the_same_source_gives_the_same_bytes_on_every_thread() {
    for Sample { name, source, .. } in SAMPLES {
        let first = svg(source);
        let others: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| svg(source))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(others.iter().all(|other| *other == first), "{name}");
    }
}

#[test]
fn a_picture_stands_for_itself() {
    for Sample { name, source, .. } in SAMPLES {
        let svg = svg(source);
        let document = text::parse(&svg);
        let root = document.root_element();
        let length = |name| root.attribute(name).unwrap().parse::<f64>().unwrap();
        let (width, height) = (length("width"), length("height"));
        let view_box = root.attribute("viewBox").unwrap();
        assert!(
            view_box.ends_with(&format!(" {width} {height}")),
            "{name}: {view_box}"
        );
        let ground = root.first_element_child().unwrap();
        assert_eq!(ground.attribute("fill"), Some("#ffffff"), "{name}");
        assert!(
            width > 60.0 && height > 60.0 && width < 2000.0 && height < 2000.0,
            "{name}"
        );
        assert_eq!(text::forbidden(&svg), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn colours_are_those_of_the_page_unless_the_source_has_its_own() {
    let source = "flowchart TD\n A[甲] --> B[乙]";
    let (green, blue) = (
        svg(source),
        mermaid(source, &DiagramLook::new("#1677ff", "#333")).unwrap(),
    );
    assert_ne!(green, blue);
    assert!(
        green.contains("#6adaa0") && !blue.contains("#6adaa0"),
        "a tint of the page's green"
    );
    let own = "%%{init: {'theme': 'base', 'themeVariables': {'primaryColor': '#ff0000', 'mainBkg': '#ff0000'}}}%%\n";
    let own = svg(&format!("{own}{source}"));
    assert!(
        own.contains("#ff0000"),
        "what the source says of a colour wins"
    );
    let forest = SAMPLES
        .iter()
        .find(|sample| sample.name == "configured")
        .unwrap();
    let forest = svg(forest.source);
    assert!(
        forest.contains("#cde498") && !forest.contains("#6adaa0"),
        "Mermaid's own theme is whole"
    );
}

#[test]
#[ignore = "a look: TUWEN_LOOK=DIR cargo test draws_the_samples -- --ignored --nocapture"]
fn draws_the_samples() {
    let directory = std::env::var("TUWEN_LOOK").expect("a directory");
    let directory = std::path::Path::new(&directory);
    std::fs::create_dir_all(directory).unwrap();
    let emoji = Sample {
        name: "emoji",
        source: include_str!("tests/samples/emoji.mmd"),
        labels: &[],
    };
    for Sample { name, source, .. } in SAMPLES.iter().chain([&emoji]) {
        let begun = std::time::Instant::now();
        let svg = svg(source);
        println!("{name}: {:?}, {} bytes", begun.elapsed(), svg.len());
        std::fs::write(directory.join(format!("{name}.svg")), &svg).unwrap();
        let fitted = match raster(name, svg) {
            Ok(fitted) => fitted,
            Err(problem) => {
                println!("{name}: {problem}");
                continue;
            }
        };
        let path = directory.join(format!("{name}.{}", fitted.format.name()));
        std::fs::write(path, &fitted.bytes).unwrap();
    }
}
