import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Component } from 'react';

interface FallbackState {
  readonly error: Error | undefined;
}

/** Keeps the header usable, and says what happened, when a page cannot be drawn. */
export class Fallback extends Component<{ readonly children: ReactNode }, FallbackState> {
  override state: FallbackState = { error: undefined };

  static getDerivedStateFromError(error: Error): FallbackState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Alert color="red" title="This page cannot be shown" role="alert">
        {error.message}
        <Button mt="md" variant="default" display="block" onClick={() => window.location.reload()}>
          Load it again
        </Button>
      </Alert>
    );
  }
}
