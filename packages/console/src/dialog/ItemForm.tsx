import { Accordion, Box, Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { SaveMode } from '../api/actions';
import { useSaveItem } from '../api/actions';
import { ApiError } from '../api/client';
import { Form } from '../components/Form';
import { AdvancedFields } from './AdvancedFields';
import { draftOf } from './draft';
import type { FieldErrors } from './errors';
import { checkValues, errorsIn, stillTold } from './errors';
import type { FieldState } from './field';
import { fieldAt, isAdvanced } from './field';
import { GeneralFields } from './GeneralFields';
import { NotSaved } from './NotSaved';
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
  /** Of the item as it was shown, where one is changed. */
  readonly version?: string | undefined;
  /** It is saved. */
  readonly onClose: () => void;
  /** Somebody wants to go; what was changed may be lost. */
  readonly onLeave: () => void;
  readonly onEdited: (isEdited: boolean) => void;
  readonly onSaved: ((name: string) => void) | undefined;
}

const MORE = 'more';

/** All fields of an item, and what can be tried before it is saved. */
export function ItemForm(props: ItemFormProps) {
  const { mode, initial, hasPassword, version, onClose, onLeave, onEdited, onSaved } = props;
  const [start] = useState(initial);
  // That of what is shown here, whatever becomes of the item meanwhile.
  const [base] = useState(version);
  const [values, setValues] = useState(initial);
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const [told, setTold] = useState<FieldErrors>({});
  const [previews, setPreviews] = useState(false);
  const [more, setMore] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const note = useRef<HTMLDivElement>(null);
  const save = useSaveItem();
  const errors = useMemo(() => ({ ...told, ...checkValues(values) }), [told, values]);
  const state: FieldState = { errors, told: shown };
  const change = (changes: Partial<ItemValues>) => {
    const next = { ...values, ...changes };
    setValues(next);
    setTold((before) => stillTold(before, values, next));
    onEdited(JSON.stringify(next) !== JSON.stringify(start));
  };
  /** Shows what is wrong, and takes whoever saves to the first of it. */
  const show = (keys: readonly string[]) => {
    flushSync(() => {
      setShown((before) => new Set([...before, ...keys]));
      if (keys.some(isAdvanced)) setMore(MORE);
    });
    (fieldAt(form.current, keys) ?? note.current)?.focus();
  };
  const isGood = (): boolean => {
    const keys = Object.keys(checkValues(values));
    save.reset();
    if (keys.length > 0) show(keys);
    return keys.length === 0;
  };
  const submit = (over: string | undefined) => {
    if (!isGood()) return;
    save.mutate(
      { mode, item: documentOf(values), version: over },
      {
        onSuccess: () => {
          onSaved?.(values.name);
          onClose();
        },
        onError: (error) => {
          const found = error instanceof ApiError ? errorsIn(error.faults) : {};
          setTold(found);
          show(Object.keys(found));
        },
      },
    );
  };
  const sideProps = { item: values, state, hasPassword };

  return (
    <Form ref={form} isSaving={save.isPending} onSubmit={() => submit(base)} noValidate>
      <Stack gap="lg">
        <GeneralFields values={values} state={state} onChange={change} />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <SideFields side="source" onChange={(source) => change({ source })} {...sideProps} />
          <SideFields side="destination" onChange={(destination) => change({ destination })} {...sideProps} />
        </SimpleGrid>
        <WhenFields values={values} state={state} onChange={change} />
        {/* At once: what is wrong in there gets the focus. */}
        <Accordion variant="contained" value={more} onChange={setMore} transitionDuration={0}>
          <Accordion.Item value={MORE}>
            <Accordion.Control>Conflicts, trash, delete guard and limits</Accordion.Control>
            <Accordion.Panel>
              <AdvancedFields values={values} state={state} onChange={change} />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        <NotSaved ref={note} error={save.error} onSaveAnyway={() => submit(undefined)} />
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
    </Form>
  );
}
