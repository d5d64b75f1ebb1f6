import { Accordion, Box, Button, Group, SimpleGrid, Stack } from '@mantine/core';
import type { FormEvent } from 'react';
import { useMemo, useState } from 'react';
import type { SaveMode } from '../api/actions';
import { useSaveItem } from '../api/actions';
import { ErrorNote } from '../components/ErrorNote';
import { AdvancedFields } from './AdvancedFields';
import { draftOf } from './draft';
import type { FieldErrors } from './errors';
import { checkValues, errorsIn } from './errors';
import type { FieldState } from './field';
import { GeneralFields } from './GeneralFields';
import { PreviewDialog } from './PreviewDialog';
import { SideFields } from './SideFields';
import { documentOf } from './to-document';
import type { ItemValues } from './values';
import { WhenFields } from './WhenFields';

export interface ItemFormProps {
  readonly mode: SaveMode;
  readonly initial: ItemValues;
  /** A password stands in the configuration itself, and is not shown. */
  readonly hasPassword: boolean;
  /** It is saved. */
  readonly onClose: () => void;
  /** Somebody wants to go; what was changed may be lost. */
  readonly onLeave: () => void;
  readonly onEdited: (isEdited: boolean) => void;
  readonly onSaved: ((name: string) => void) | undefined;
}

/** All fields of an item, and what can be tried before it is saved. */
export function ItemForm(props: ItemFormProps) {
  const { mode, initial, hasPassword, onClose, onLeave, onEdited, onSaved } = props;
  const [start] = useState(initial);
  const [values, setValues] = useState(initial);
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const [told, setTold] = useState<FieldErrors>({});
  const [previews, setPreviews] = useState(false);
  const save = useSaveItem();
  const errors = useMemo(() => ({ ...told, ...checkValues(values) }), [told, values]);
  const state: FieldState = { errors, told: shown };
  const change = (changes: Partial<ItemValues>) => {
    const next = { ...values, ...changes };
    setValues(next);
    setTold({});
    onEdited(JSON.stringify(next) !== JSON.stringify(start));
  };
  const isGood = (): boolean => {
    const found = checkValues(values);
    setShown((before) => new Set([...before, ...Object.keys(found)]));
    focusOn(Object.keys(found)[0]);
    return Object.keys(found).length === 0;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isGood()) return;
    save.mutate(
      { mode, item: documentOf(values) },
      {
        onSuccess: () => {
          onSaved?.(values.name);
          onClose();
        },
        onError: (error) => {
          const found = errorsIn(error.message);
          setTold(found);
          setShown((before) => new Set([...before, ...Object.keys(found)]));
        },
      },
    );
  };
  const sideProps = { item: values, state, hasPassword };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <GeneralFields values={values} state={state} onChange={change} />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <SideFields side="source" onChange={(source) => change({ source })} {...sideProps} />
          <SideFields side="destination" onChange={(destination) => change({ destination })} {...sideProps} />
        </SimpleGrid>
        <WhenFields values={values} state={state} onChange={change} />
        <Accordion variant="contained">
          <Accordion.Item value="more">
            <Accordion.Control>Conflicts, trash, delete guard and limits</Accordion.Control>
            <Accordion.Panel>
              <AdvancedFields values={values} state={state} onChange={change} />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        <ErrorNote error={save.error} title="It was not saved" />
        <Box className="foot">
          <Group justify="space-between">
            <Button variant="light" onClick={() => isGood() && setPreviews(true)}>
              Preview
            </Button>
            <Group>
              <Button variant="default" onClick={onLeave}>
                Cancel
              </Button>
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          </Group>
        </Box>
      </Stack>
      {previews && <PreviewDialog draft={draftOf(values)} onClose={() => setPreviews(false)} />}
    </form>
  );
}

/** Takes whoever saves to the first field that is not in order. */
function focusOn(key: string | undefined): void {
  if (key !== undefined) document.querySelector<HTMLElement>(`[name="${CSS.escape(key)}"]`)?.focus();
}
