/** Arguments of Node for a process whose clock is off by so much. */
export function clockOff(byMs: number): readonly string[] {
  const code = `const { now } = Date; const off = ${byMs};
    globalThis.Date = class extends Date { constructor(...a) { super(...(a.length ? a : [now() + off])); }
      static now() { return now() + off; } };`;
  return [`--import=data:text/javascript,${encodeURIComponent(code)}`];
}
