import { existsSync, readdirSync, watch } from 'node:fs';

const TEMP = /^\.syncline-.*\.tmp$/;

/** Resolves with the name of a temp file that was not known, as soon as one is in this folder, which may still be to be made. */
export async function tempAppears(directory: string, known: readonly string[] = []): Promise<string> {
  for (;;) {
    if (!existsSync(directory)) await changeIn(directory.slice(0, directory.lastIndexOf('/')));
    else {
      const name = await tempIn(directory, known);
      if (name !== undefined) return name;
    }
  }
}

async function tempIn(directory: string, known: readonly string[]): Promise<string | undefined> {
  const change = changeIn(directory);
  const find = (): string | undefined =>
    readdirSync(directory).find((entry) => TEMP.test(entry) && !known.includes(entry));
  const name = find();
  if (name !== undefined) return name;
  await change;
  return find();
}

/** Something in the folder changed, or half a second passed, since a watch may come too late for the change. */
function changeIn(directory: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(directory);
    const patience = setTimeout(done, 500);
    function done(): void {
      clearTimeout(patience);
      watcher.close();
      resolve();
    }
    watcher.on('change', done);
    watcher.on('error', done);
  });
}
