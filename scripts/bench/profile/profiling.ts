/** A command of Syncline so that it leaves CPU profiles in `directory`; any other command, or without one, as it is. */
export function profiling(
  argv: readonly string[],
  executable: string,
  directory: string | undefined,
): readonly string[] {
  const at = argv.indexOf(executable);
  if (directory === undefined || at === -1) return argv;
  return argv.toSpliced(at, 0, '--cpu-prof', `--cpu-prof-dir=${directory}`);
}
