/** A folder: what holds it (this machine, or an account on a server), and its absolute path there, `/`-separated, in one spelling. */
export interface Located {
  readonly place: string;
  readonly path: string;
}

/** Whether one of two folders holds the other, or they are the same. Those of different places never do. */
export function overlap(left: Located, right: Located): boolean {
  return left.place === right.place && (isAtOrIn(left.path, right.path) || isAtOrIn(right.path, left.path));
}

/** Whether an absolute path is another one, or lies below it. */
export function isAtOrIn(path: string, top: string): boolean {
  return path === top || path.startsWith(top.endsWith('/') ? top : `${top}/`);
}
