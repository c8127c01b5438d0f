//! Words that a line of a title should not end inside of: a short list of the commonest, for want of a
//! dictionary.
//!
//! Whole words of two to four characters; where two of them overlap, both are kept together.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words of people, things and times that titles are made of.
const WORDS: &str = "\
我们 你们 他们 她们 自己 大家 别人 人们 人类 人生 人间 人工 智能 生活 生命 世界 社会 国家 中国 美国 日本 \
北京 上海 广州 深圳 杭州 城市 乡村 农村 故乡 家乡 家庭 父亲 母亲 孩子 朋友 老师 学生 青年 少年 女性 男性 \
用户 读者 作者 客户 团队 公司 企业 组织 老板 员工 程序员 工程师 设计师 产品 经理 专家 新手 小白 高手 普通 \
什么 怎么 怎样 如何 为何 为什么 多少 哪些 哪里 这样 那样 这些 那些 这个 那个 一个 一种 一次 一些 一篇 一场 \
一起 一样 一定 一切 一直 一年 一天 每天 今天 明天 昨天 今年 去年 明年 春天 夏天 秋天 冬天 早上 晚上 时间 时候 \
时代 时刻 未来 过去 现在 历史 年代 年度 季度 世纪 周末 假期 开始 结束 最后 最终 最近 最新 最佳 最好 第一 第二 \
可以 可能 应该 必须 需要 不要 不会 不能 不是 没有 还有 只有 所有 所有权 已经 正在 如果 因为 所以 但是 而且 或者 \
关于 通过 根据 按照 以及 其实 其他 之前 之后 之间 之上 之下 之一 之路 之旅 之道 背后 真正 真的 非常 特别 \
使用 利用 应用 实用 运用 作用 实现 实践 实战 实例 案例 示例 例子 入门 进阶 精通 指南 教程 手册 笔记 总结 复盘 \
思考 思路 思维 思想 方法 方案 方式 方向 技巧 技术 技能 经验 经历 心得 体会 体验 感受 观察 观点 看法 发现 发展 \
发布 发表 发送 开发 开源 开放 打开 展开 设计 架构 结构 系统 平台 框架 工具 工程 工作 作品 写作 操作 合作 动作 \
项目 目标 目录 任务 计划 管理 运营 营销 市场 商业 业务 服务 服务器 客户端 前端 后端 数据 数据库 数字 数学 算法 \
模型 模式 模块 模板 大模型 机器 机器人 学习 学校 大学 学术 科学 科技 教育 教学 研究 论文 文章 文字 文化 文学 文档 \
文件 图文 图片 图像 图表 公式 代码 编程 编码 编译 编辑 编辑器 程序 语言 函数 变量 类型 对象 接口 组件 插件 线程 \
并发 异步 同步 内存 缓存 存储 网络 网站 网页 互联网 浏览器 请求 响应 协议 安全 权限 加密 密码 账号 登录 注册 测试 \
调试 部署 上线 发版 版本 升级 更新 迁移 重构 优化 性能 效率 质量 稳定 可靠 问题 错误 异常 故障 排查 解决 分析 分享 \
解析 解读 理解 了解 认识 知识 知道 原理 原则 原因 基础 基本 核心 关键 重要 主要 简单 复杂 完整 完全 全面 深入 浅出 \
详解 自动 自动化 手动 高效 快速 慢慢 轻松 优雅 有效 正确 常见 常用 不同 相同 比较 对比 选择 选型 推荐 排序 搜索 \
搜索引擎 查询 查找 引擎 排版 主题 封面 标题 标签 列表 链表 数组 哈希 哈希表 队列 双向 动态 规划 递归 迭代 遍历 二叉树 \
微信 公众 公众号 小程序 视频 视频号 音频 音乐 电影 电视 摄影 照片 旅行 旅游 美食 咖啡 健康 医院 医生 运动 跑步 \
读书 阅读 书单 图书馆 小说 诗歌 故事 春节 中秋 新年 年终 年会 活动 会议 大会 通知 公告 招聘 面试 职场 副业 创业 \
投资 理财 经济 金融 股票 基金 房子 房价 价格 价值 成本 收入 消费 成长 成功 失败 机会 风险 挑战 变化 改变 影响 力量 \
能力 努力 压力 焦虑 情绪 关系 爱情 婚姻 幸福 快乐 孤独 自由 意义 梦想 记忆 回忆 告别 离开 回到 来到 走进 走出 看见 \
看到 听见 遇见 写给 献给 本地 远程 云端 线上 线下 移动 手机 电脑 屏幕 键盘 键入 命令 命令行 终端 环境 配置 安装 \
卸载 下载 上传 导入 导出 备份 恢复 监控 日志 容器 集群 微服务 分布式 消息 消息队列 事件 事务 索引 字符 字符串 字体 \
颜色 布局 样式 动画 交互 界面 页面 原型 需求 流程 规范 标准 规则 约定 习惯 过程 进程 进展 特性 功能 新功能 生态 社区 \
贡献 维护 支持 兼容 集成 扩展 拓展 持续 交付 生产 生产力 生成 生成式 对话 提示词 上下文 推理 训练 部分 全部 完成 准备 \
注意 事项 建议 意见 反馈 答案 回答 提问 讨论 交流 沟通 协作 远程 办公 记录 日记 日常 随笔 杂谈 漫谈 浅谈 闲聊 初识 再谈 \
山水 江南 茶叶 月光 夜晚 清晨 黄昏 土地 河流 大海 海边 天空 星空 花园 植物 动物 猫咪 秋日 春日 夏日 冬日 无处不在 不再 \
调用 必读 必备 必知 终于 年轻 年轻人 长期 主义 提醒 想法 小事 踩坑 避坑 端口 一致 一致性 放假 端午 端午节 中秋节 国庆 \
国庆节 元旦 元宵 清明 五一 劳动 劳动节 值得 收藏 合集 盘点 清单 干货 一文 搞懂 看懂 读懂 学会 掌握 带你 教你 手把手 \
从零 零基础 终极 详细 系列 专栏 上篇 下篇 前序 中序 后序 攻略 秘密 真相 逻辑 本质 底层 认知 格局 赛道 风口 红利 流量 \
私域 增长 转化 留存 变现 带货 电商 品牌 文案 朋友圈 热点 爆款 粉丝 头条 抖音 知乎 邮件 邮箱 短信 地址 链接 域名 构建 \
仅支持 办法 实验 实验室 状态 状态机 指针 引用 借用 生命周期 周期 闭包 泛型 宏观 微观 宏大 稳定版 正式 正式版 公开 公开课 \
课程 课堂 讲座 沙龙 峰会 论坛 报告 白皮书 政策 法律 法规 合同 专利 版权 隐私 道德 伦理 哲学 心理 心理学 社会学 经济学 \
物理 化学 生物 医学 天文 地理 环保 气候 能源 汽车 电池 芯片 手表 耳机 相机 家居 装修 厨房 早餐 午餐 晚餐 面包 蛋糕 火锅 \
散步 睡眠 冥想 瑜伽 健身 减肥 护肤 穿搭 亲子 育儿 小学 中学 高中 高考 考研 考试 作文 英语 语文 汉语 汉字 诗词 古诗 书法 \
绘画 画家 作家 诗人 导演 演员 歌手 乐队 展览 博物馆 美术 美术馆 建筑 建筑师 街道 老街 胡同 公园 车站 机场 火车 高铁 地铁";

/// The words, by the character they begin with.
static BY_FIRST: LazyLock<HashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<Vec<char>>> = HashMap::new();
    for word in WORDS.split_whitespace() {
        let characters: Vec<char> = word.chars().collect();
        words.entry(characters[0]).or_default().push(characters);
    }
    words
});

/// What a place between characters is to the words around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// A word goes on there.
    pub(super) inside: bool,
    /// A word begins there.
    pub(super) begins: bool,
    /// A word ends there.
    pub(super) ends: bool,
}

/// The places before each character and behind the last.
pub(super) fn places(characters: &[char]) -> Vec<Place> {
    let mut places = vec![Place::default(); characters.len() + 1];
    for (at, character) in characters.iter().enumerate() {
        for word in BY_FIRST.get(character).into_iter().flatten() {
            if !characters[at..].starts_with(word) {
                continue;
            }
            let end = at + word.len();
            places[at].begins = true;
            places[end].ends = true;
            for place in &mut places[at + 1..end] {
                place.inside = true;
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_of_words_are_known() {
        let title: Vec<char> = "在公众号写作".chars().collect();
        let places = places(&title);
        let inside: Vec<bool> = places.iter().map(|place| place.inside).collect();
        assert_eq!(inside, [false, false, true, true, false, true, false]);
        assert!(places[1].begins && places[4].begins && places[4].ends && places[6].ends);
        assert_eq!(super::places(&[]).len(), 1);
    }

    #[test]
    fn the_list_has_words_of_two_to_four_characters() {
        for word in WORDS.split_whitespace() {
            assert!((2..=4).contains(&word.chars().count()), "{word}");
        }
    }
}
