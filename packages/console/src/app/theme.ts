import type { MantineColorsTuple } from '@mantine/core';
import { Alert, createTheme, Fieldset, Modal } from '@mantine/core';

/** From the palest to the darkest; the icon is the eighth. */
const LAGOON: MantineColorsTuple = [
  '#e3fafc',
  '#c5f0f6',
  '#99e3ee',
  '#66d3e4',
  '#3bc2d8',
  '#1ba8c0',
  '#0f8fa6',
  '#0b7285',
  '#095c6b',
  '#074550',
];

export const theme = createTheme({
  primaryColor: 'lagoon',
  // White words on it can be read (WCAG AA).
  primaryShade: 7,
  colors: { lagoon: LAGOON },
  autoContrast: false,
  defaultRadius: 'md',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  components: {
    Modal: Modal.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        // None moves: one that slides away over what is behind it catches the end of the next click there.
        transitionProps: { transition: 'fade', duration: 150 },
      },
      styles: {
        title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)', overflowWrap: 'anywhere' },
      },
    }),
    // Said, so that the colour of its title can be told by it.
    Alert: Alert.extend({ defaultProps: { variant: 'light' } }),
    Fieldset: Fieldset.extend({ styles: { legend: { fontWeight: 600 } } }),
  },
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
});

/** Where tables become lists. */
export const PHONE = '(max-width: 48em)';
