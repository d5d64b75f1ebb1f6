import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { ask } from '../api/client';
import { linesOf } from './to-document';

interface Answer {
  readonly errors: readonly { readonly pattern: string; readonly message: string }[];
  /** The pattern that leaves out each path. */
  readonly matches: readonly (string | null)[];
}

/** Patterns that are tried on typed paths. */
export interface TriedPatterns {
  /** The answer is that of these patterns. */
  readonly isKnown: boolean;
  readonly errors: Answer['errors'];
  readonly error: Error | null;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly paths: readonly string[];
  readonly matches: Answer['matches'];
}

const PAUSE_MS = 300;

/** Tries patterns on paths, and says which of them are no patterns. */
export function usePatterns(patterns: readonly string[], isReady: boolean): TriedPatterns {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const paths = linesOf(settled);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['ignore', patterns, paths],
    queryFn: ({ signal }) => ask<Answer>('POST', '/draft/ignore', { patterns, paths }, signal),
    placeholderData: keepPreviousData,
    enabled: isReady,
    retry: false,
  });
  const { errors = [], matches = [] } = data ?? {};
  const isKnown = isReady && data !== undefined && !isPlaceholderData;
  return { isKnown, errors, error, text, setText, paths, matches };
}
