import type { Server } from './server.js';

/**
 * The answers to requests of which a later one builds on what an earlier one did. They go out together where the server acts on
 * them in their order: the protocol wants that for one file (§3), but not every server keeps to it.
 */
export async function inOrder<Answers extends readonly unknown[]>(
  { ordered }: Server,
  ...requests: { readonly [Index in keyof Answers]: () => Promise<Answers[Index]> }
): Promise<Answers> {
  if (ordered) return (await Promise.all(requests.map((request) => request()))) as unknown as Answers;
  const answers: unknown[] = [];
  for (const request of requests) answers.push(await request());
  return answers as unknown as Answers;
}
