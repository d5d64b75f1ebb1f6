import { Alert, Anchor, Code, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { WhyShape, WhySide } from '../api/shapes';
import { Moment } from '../components/Moment';
import { PathLink } from '../components/PathLink';
import { momentText } from '../words/moments';
import { pathText } from '../words/paths';
import { bytesText } from '../words/quantities';

/** What is done about a path, and what that follows from. */
export function WhyAnswer({ item, why }: { item: string; why: WhyShape }) {
  const { does, next, rule, hold, source, destination, journal } = why;
  return (
    <Stack>
      <Alert
        color={hold === null ? 'blue' : 'orange'}
        title={<span className="path">{pathText(why)}</span>}
        role="status"
      >
        <Text className="words sentence">
          {does}
          {next === null ? '' : ` – at the ${next}`}
        </Text>
        {rule !== null && <Rule rule={rule} />}
      </Alert>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Side title="Source" side={source} />
        <Side title="Destination" side={destination} />
        <Card title="What both last agreed on">
          {journal === null
            ? 'nothing'
            : `a ${journal.kind}${journal.size === undefined ? '' : ` of ${bytesText(journal.size)}`}`}
        </Card>
      </SimpleGrid>
      <Remarks item={item} why={why} />
      <Last last={why.last} />
    </Stack>
  );
}

/** What else bears on it. */
function Remarks({ item, why }: { item: string; why: WhyShape }) {
  const { hold, excluded, above, renamedFrom } = why;
  if (hold === null && excluded.length === 0 && above.length === 0 && renamedFrom === null) return null;
  return (
    <List size="sm">
      {hold !== null && (
        <List.Item className="words">
          Its delete {hold.approved ? 'is approved' : 'waits for approval'}: {hold.proof}.{' '}
          <Anchor component={Link} href={`/item/${encodeURIComponent(item)}/holds`} inherit>
            Show the held deletes
          </Anchor>
        </List.Item>
      )}
      {excluded.map(({ path, encoding, because }) => (
        <List.Item key={`${path} ${because}`} className="words">
          {path === why.path ? 'It' : <PathLink item={item} at={{ path, encoding }} />} is left out: {because}
        </List.Item>
      ))}
      {above.map((folder) => (
        <List.Item key={folder.path} className="words">
          The folder <PathLink item={item} at={folder} />: {folder.does}
        </List.Item>
      ))}
      {renamedFrom !== null && (
        <List.Item className="words">
          The journal knows this file as <PathLink item={item} at={renamedFrom} />: if it is there no more, it
          is renamed instead.
        </List.Item>
      )}
    </List>
  );
}

/** What the table of decisions says: O is the journal, A the source, B the destination. */
function Rule({ rule }: { rule: string }) {
  return (
    <Text size="sm" mt={4}>
      Rule: <Code className="words">{rule}</Code>
    </Text>
  );
}

function Last({ last }: Pick<WhyShape, 'last'>) {
  if (last === null) return null;
  const { op, side, outcome, when, rule, reason, message } = last;
  return (
    <Card title="What was last done">
      <span className="words">
        {op} on the {side}, {outcome} <Moment at={when} />
        {[reason, message].filter(Boolean).map((words) => ` · ${words}`)}
      </span>
      <Rule rule={rule} />
    </Card>
  );
}

const STANDINGS: Readonly<Record<string, string>> = {
  same: 'unchanged',
  touched: 'touched, with the same content',
  changed: 'changed',
  ask: 'in doubt until its content is read',
};

function Side({ title, side }: { title: string; side: WhySide }) {
  const { kind, standing, size, time, message, incomplete } = side;
  const facts = [
    kind,
    standing === undefined ? undefined : (STANDINGS[standing] ?? standing),
    size === undefined ? undefined : bytesText(size),
    time === undefined ? undefined : momentText(time),
    message,
    incomplete === undefined ? undefined : `its folder could not be listed whole: ${incomplete}`,
  ];
  return <Card title={title}>{facts.filter(Boolean).join(' · ')}</Card>;
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text component="div" size="sm" className="words">
        {children}
      </Text>
    </Paper>
  );
}
