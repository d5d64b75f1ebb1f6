import type { Route } from './route.js';

/** The methods that a path knows, by the routes under a prefix, such as `GET, HEAD, PUT`; undefined for one that leads nowhere. */
export type AllowedMethods = (path: string) => string | undefined;

export function allowedMethods(routes: readonly Route[], prefix: string): AllowedMethods {
  const known = routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${escaped(prefix + path).replaceAll(/\\\{\w+\\\}/g, '[^/]+')}$`),
  }));
  return (path) => {
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0) return undefined;
    const all = new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
    return [...all].sort().join(', ');
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
