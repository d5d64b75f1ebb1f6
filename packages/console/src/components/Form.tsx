import { Fieldset } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useLayoutEffect, useRef } from 'react';

export interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  /** What was typed is on its way. */
  readonly isSaving: boolean;
  readonly onSubmit: () => void;
}

/** A form that takes nothing while what was typed in it is on its way: that would be saved half, or lost. */
export function Form({ isSaving, onSubmit, children, ...rest }: FormProps) {
  const fields = useRef<HTMLFieldSetElement>(null);
  const submittedFrom = useRef<HTMLElement>(null);
  // What is disabled loses the focus; whoever has gone nowhere else meanwhile finds it where it was.
  useLayoutEffect(() => {
    if (isSaving) return;
    if (document.activeElement?.contains(fields.current) === true) submittedFrom.current?.focus();
    submittedFrom.current = null;
  }, [isSaving]);
  return (
    <form
      {...rest}
      aria-busy={isSaving}
      onSubmit={(event) => {
        event.preventDefault();
        const { activeElement } = document;
        if (activeElement instanceof HTMLElement) submittedFrom.current = activeElement;
        onSubmit();
      }}
    >
      <Fieldset ref={fields} variant="unstyled" role="presentation" miw={0} disabled={isSaving}>
        {children}
      </Fieldset>
    </form>
  );
}
