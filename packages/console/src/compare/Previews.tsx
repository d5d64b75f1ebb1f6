import { Alert, Paper, SimpleGrid, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { PreviewShape } from '../api/shapes';
import { pathText, visibleText } from '../words/paths';
import type { Candidate } from './ComparePage';
import { diffRows } from './diff-rows';
import { DiffTable } from './DiffTable';

type TextPreview = Extract<PreviewShape, { kind: 'text' }>;

/** What is in both versions: texts are compared line by line, of others it is said what they are. */
export function Previews({ left, right }: { left: Candidate; right: Candidate }) {
  const [one, other] = [left.version?.preview, right.version?.preview];
  if (one?.kind === 'text' && other?.kind === 'text')
    return <Texts left={left} right={right} one={one} other={other} />;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {[left, right].map((candidate) => (
        <Preview key={candidate.keep} candidate={candidate} />
      ))}
    </SimpleGrid>
  );
}

interface TextsProps {
  readonly left: Candidate;
  readonly right: Candidate;
  readonly one: TextPreview;
  readonly other: TextPreview;
}

function Texts({ left, right, one, other }: TextsProps) {
  const rows = useMemo(() => diffRows(one.text, other.text), [one.text, other.text]);
  const isPart = one.truncated || other.truncated;
  return (
    <>
      {isPart && (
        <Alert color="blue" title="The files are large">
          Only what they begin with is shown and compared.
        </Alert>
      )}
      {rows === undefined ? (
        <>
          <Text size="sm" c="dimmed">
            They have too little in common to be compared line by line.
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {[left, right].map((candidate) => (
              <Preview key={candidate.keep} candidate={candidate} />
            ))}
          </SimpleGrid>
        </>
      ) : rows.every(({ kind }) => kind === 'same') ? (
        <Text size="sm" c="dimmed">
          {isPart ? 'What they begin with is the same.' : 'They are the same.'}
        </Text>
      ) : (
        <DiffTable rows={rows} left={left.side} right={right.side} />
      )}
    </>
  );
}

/** More would only be scrolled over. */
const MOST_CHARACTERS = 20_000;

function Preview({ candidate: { side, version } }: { candidate: Candidate }) {
  return (
    <Paper withBorder p="md" aria-label={`What is in the version of the ${side}`} role="group">
      {contentOf(version?.preview)}
    </Paper>
  );
}

function contentOf(preview: PreviewShape | undefined) {
  switch (preview?.kind) {
    case undefined:
      return <Text c="dimmed">It is not there any more.</Text>;
    case 'text':
      return (
        <pre className="preview" tabIndex={0}>
          {preview.text.slice(0, MOST_CHARACTERS).split('\n').map(visibleText).join('\n')}
        </pre>
      );
    case 'binary':
      return <Text c="dimmed">It is no text, and cannot be shown here.</Text>;
    case 'link':
      return <Text className="path">A link to {pathText({ path: preview.target })}</Text>;
    case 'none':
      return (
        <Text c="dimmed" className="words">
          {preview.message ?? 'It has no content to show.'}
        </Text>
      );
    default:
      return preview satisfies never;
  }
}
