/** The words of the three modes. */
export const MODES = {
  simple: {
    label: 'One-way simple',
    help: 'Copies new files and updates existing ones. Never deletes anything in the destination, so it can merge several places into one.',
  },
  clone: {
    label: 'One-way clone',
    help: 'The destination becomes an exact copy: extra files and folders there are removed (to the trash).',
  },
  'two-way': {
    label: 'Two-way',
    help: 'Changes on either side are carried to the other, deletes too. The first run merges both sides.',
  },
} as const;

export type Mode = keyof typeof MODES;
