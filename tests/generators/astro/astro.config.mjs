import { defineConfig } from 'astro/config';

export default defineConfig({
  site: 'https://example.com',
  base: '/blog/',
  image: { layout: 'constrained' },
});
