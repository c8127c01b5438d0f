import { defineConfig } from 'vitepress'

export default defineConfig({
  lang: 'zh-CN',
  title: '湖边手记',
  base: '/blog/',
  markdown: { image: { lazyLoading: true } },
  themeConfig: {
    logo: '/img/logo.png',
    nav: [{ text: '首页导航', link: '/' }],
    sidebar: [{ text: '侧栏目录', items: [
      { text: '湖上的早晨', link: '/posts/morning' },
      { text: '夜里的湖', link: '/posts/夜' },
    ] }],
    outline: { label: '本页目录' },
    docFooter: { prev: '上一篇文章', next: '下一篇文章' },
    footer: { message: '页脚：湖边手记' },
  },
})
