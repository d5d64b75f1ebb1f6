import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The daemon serves what is built; while developing, `vite` asks a daemon that runs on the usual port. */
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // Everything comes from files of ours: the page's policy forbids data that is inlined as script or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file, served from the machine next door; it is cached for ever.
    chunkSizeWarningLimit: 2_000,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7470' } },
});
