import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { ShownPath } from '../words/paths';
import { pathText, whyHref } from '../words/paths';

/** A path of an item, which leads to why it is as it is. */
export function PathLink({ item, at }: { item: string; at: ShownPath }) {
  return (
    <Anchor
      component={Link}
      href={whyHref(item, at)}
      className="path"
      inherit
      c="var(--mantine-color-text)"
      title={at.encoding === undefined ? 'Why?' : 'Why? Bytes that are not UTF-8 are shown as \\xNN'}
    >
      {pathText(at)}
    </Anchor>
  );
}
