export default {
  title: '海边手册',
  url: 'https://example.com',
  baseUrl: '/blog/',
  i18n: { defaultLocale: 'zh-CN', locales: ['zh-CN'] },
  onBrokenLinks: 'throw',
  presets: [
    ['classic', {
      docs: { routeBasePath: 'docs' },
      blog: { routeBasePath: 'news', onUntruncatedBlogPosts: 'ignore' },
    }],
  ],
  themeConfig: {
    image: 'img/封面.png',
    navbar: {
      title: '首页导航',
      logo: { alt: '站标', src: 'img/logo.png' },
      items: [{ to: '/news', label: '近况' }],
    },
    footer: { copyright: '页脚：海边手册' },
  },
};
