import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ConfigEdits } from '../../config/save.js';
import type { Plain } from '../../config/edit.js';
import { itemSchema } from '../../config/item-schema.js';
import { keepPasswords, takeTypedPasswords } from '../../config/item-passwords.js';
import type { TypedPassword } from '../../config/item-passwords.js';
import type { PlainSet } from '../../config/plain.js';
import { withoutPasswords } from '../../config/plain.js';
import { HttpError } from '../errors.js';
import type { Route } from '../route.js';
import { route } from '../route.js';

/** The configuration, as far as routes change it. */
export interface Configuration {
  /** The items as they are written in the file. */
  items(): readonly PlainSet[];
  /**
   * Edits the file in place, and works by it when this resolves. What was typed goes to the encrypted store once the edit is
   * accepted. Throws `usage`; then nothing is changed.
   */
  edit(edits: ConfigEdits, typed: readonly TypedPassword[]): Promise<void>;
  /** Deletes an item, and the passwords that were typed for it and nothing else refers to. */
  delete(name: string): Promise<void>;
}

const named = z.object({ name: z.string() });
const shown = z.object({
  item: itemSchema.describe('As in the configuration file; a password that stands there itself is left out'),
  hasPassword: z.boolean().describe('A password stands in the file itself'),
  version: z.string().describe('Tells this version of the item from another one'),
});

/** Items: what is kept in step. Whatever is changed is changed in the configuration file. */
export function itemRoutes(configuration: Configuration): readonly Route[] {
  const found = (name: string): PlainSet => {
    const item = configuration.items().find((each) => each['name'] === name);
    if (item === undefined) throw new HttpError(404, 'item', `There is no item ${name}.`);
    return item;
  };
  const requireFree = (name: string): void => {
    if (configuration.items().some((each) => each['name'] === name))
      throw new HttpError(409, 'exists', `There is an item ${name} already; choose another name.`);
  };
  /** `name`: of the item that becomes the given one; undefined for one that is new. */
  const save = async (
    name: string | undefined,
    given: PlainSet,
    edits: (item: PlainSet) => ConfigEdits,
  ): Promise<void> => {
    const others = configuration.items().filter((each) => each['name'] !== name);
    const { item, typed } = takeTypedPasswords(given, others);
    await configuration.edit(edits(item), typed);
  };
  const show = (item: PlainSet): z.input<typeof shown> => {
    const { item: without, had } = withoutPasswords(item);
    return { item: without as never, hasPassword: had, version: versionOf(item) };
  };

  return [
    route({
      method: 'GET',
      path: '/items',
      summary: 'All items',
      access: 'read',
      reply: z.array(shown),
      handle: async () => ({ body: configuration.items().map(show) }),
    }),
    route({
      method: 'GET',
      path: '/items/{name}',
      summary: 'One item',
      access: 'read',
      params: named,
      reply: shown,
      handle: async ({ params: { name } }) => ({ body: show(found(name)) }),
    }),
    route({
      method: 'POST',
      path: '/items',
      summary: 'Add an item; a password that is typed here goes to the encrypted store',
      access: 'write',
      body: itemSchema,
      reply: shown,
      success: 201,
      handle: async ({ body }) => {
        requireFree(body.name);
        await save(undefined, plain(body), (item) => [{ do: 'add', item }]);
        return { body: show(found(body.name)) };
      },
    }),
    route({
      method: 'PUT',
      path: '/items/{name}',
      summary: 'Make an item what is given; sides without a password keep the one that they had',
      access: 'write',
      params: named,
      query: z.object({
        version: z.string().optional().describe('Refused (409) unless the item is this version still'),
      }),
      body: itemSchema,
      reply: shown,
      handle: async ({ params: { name }, query: { version }, body }) => {
        const before = found(name);
        if (body.name !== name) requireFree(body.name);
        await save(name, keepPasswords(plain(body), before), (item) => (items) => {
          requireVersion(items, name, version);
          return [{ do: 'replace', name, item }];
        });
        return { body: show(found(body.name)) };
      },
    }),
    route({
      method: 'POST',
      path: '/items/{name}/copy',
      summary: 'Add an item that is as this one but for what is given',
      access: 'write',
      params: named,
      body: itemSchema,
      reply: shown,
      success: 201,
      handle: async ({ params: { name }, body }) => {
        requireFree(body.name);
        await save(undefined, keepPasswords(plain(body), found(name)), (item) => [
          { do: 'copy', name, changes: [{ path: ['name'], value: body.name }] },
          { do: 'replace', name: body.name, item },
        ]);
        return { body: show(found(body.name)) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/items/{name}',
      summary:
        'Delete an item, with the passwords typed for it. Neither side is touched; journal and history are kept',
      access: 'write',
      params: named,
      handle: async ({ params: { name } }) => {
        found(name);
        await configuration.delete(name);
        return {};
      },
    }),
  ];
}

/** Of an item without its passwords: what is shown of them tells nothing. */
function versionOf(item: PlainSet): string {
  const text = JSON.stringify(withoutPasswords(item).item);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** Whoever began to change an item, and does not know of a change that came in between, must not undo it. */
function requireVersion(items: readonly PlainSet[], name: string, version: string | undefined): void {
  if (version === undefined) return;
  const now = items.find((each) => each['name'] === name);
  if (now !== undefined && versionOf(now) === version) return;
  throw new HttpError(
    409,
    'changed',
    `The item ${name} was changed meanwhile, here or in the file, and is left as it is. Look at it as it is now first: this would undo that change.`,
  );
}

/** A checked item, as a file holds it. */
function plain(item: z.infer<typeof itemSchema>): PlainSet {
  return JSON.parse(JSON.stringify(item)) as PlainSet & Plain;
}
